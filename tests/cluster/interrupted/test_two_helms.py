"""Two Helms run at once, on one release or on two: each object is written by one of them."""

from __future__ import annotations

import pytest

from tests.cluster.support.interrupted import BUSY, PERMISSIVE, STRICT, Cut
from tests.cluster.support.release import KEPT


@pytest.mark.parametrize("write", [0, 3], ids=["before it is stored", "while it applies"])
def test_two_upgrades_at_once(cut: Cut, write: int) -> None:
    """The one that stores its revision first wins, whole; the other applies nothing."""
    cut.ok("install", PERMISSIVE)
    other = Cut(cut.bed, cut.namespace, cut.gate, cut.helm)
    cut.gate.stop_at(write)
    first = cut.start("upgrade", STRICT, KEPT)
    assert cut.gate.held.wait(60)
    second = other.run("upgrade", "--set=mesh.mode=permissive,kibana.default.count=2")
    cut.gate.let_go()
    _, error = first.communicate(timeout=60)
    assert sorted([first.returncode, second.returncode]) == [0, 1]
    if first.returncode:
        assert "already exists" in error
        assert cut.there() == cut.rendered(PERMISSIVE, "--set=kibana.default.count=2")
    else:
        assert BUSY in second.stderr
        assert cut.there() == cut.rendered(STRICT, KEPT)
    assert cut.history() == ["superseded", "deployed"]


def test_two_installs_at_once(cut: Cut) -> None:
    other = Cut(cut.bed, cut.namespace, cut.gate, cut.helm)
    cut.gate.stop_at(0)
    first = cut.start("install", STRICT)
    assert cut.gate.held.wait(60)
    other.ok("install", PERMISSIVE)
    cut.gate.let_go()
    _, error = first.communicate(timeout=60)
    assert (first.returncode, "already exists" in error) == (1, True)
    assert cut.there() == cut.rendered(PERMISSIVE)
    assert cut.history() == ["deployed"]


def test_two_releases_in_one_namespace_at_once(cut: Cut) -> None:
    """No policy of eck-mesh is for a whole namespace: two releases never write one object."""
    other = Cut(cut.bed, cut.namespace, cut.gate, cut.helm, "other")
    cut.gate.stop_at(4)
    first = cut.start("install", STRICT)
    assert cut.gate.held.wait(60)
    other.ok("install", PERMISSIVE)
    cut.gate.let_go()
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert cut.there() == cut.rendered(STRICT)
    assert other.there() == other.rendered(PERMISSIVE)
    assert not {*cut.there()} & {*other.there()}
