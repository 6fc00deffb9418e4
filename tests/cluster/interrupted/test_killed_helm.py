"""Helm is killed while it applies, at each of its writes that is of another sort.

What is there then is whole: each object is as it was, or as the whole release has it. One command, which
docs/interrupted.md names, finishes the work.
"""

from __future__ import annotations

import signal

import pytest

from tests.cluster.support.interrupted import BUSY, PERMISSIVE, STRICT, Cut
from tests.cluster.support.release import KEPT

KILL, TERM, INT = signal.SIGKILL, signal.SIGTERM, signal.SIGINT
# The write at which an install is killed. Helm 4 writes the objects of one kind at once.
INSTALL = {"before all": 0, "amid objects": 4, "after all objects": 10}
# A write of the upgrade to strict before which some objects are changed, and others are new.
AMID = 7


@pytest.mark.parametrize("write", INSTALL.values(), ids=INSTALL)
def test_an_install_is_killed(cut: Cut, write: int) -> None:
    whole = cut.rendered(STRICT)
    assert cut.cut(write, KILL, "install", STRICT).returncode == -KILL
    assert cut.there().items() <= whole.items()
    assert len(cut.there()) in {0: [0], 10: [len(whole)]}.get(write, range(len(whole)))
    again = cut.run("upgrade", "--install", STRICT)
    if write:  # Helm's own lock
        assert (again.returncode, BUSY in again.stderr) == (1, True)
        assert cut.history() == ["pending-install"]
        cut.unlock()
        cut.ok("upgrade", "--install", STRICT)
    assert cut.there() == whole
    assert cut.history()[-1] == "deployed"


@pytest.mark.parametrize("number", [TERM, INT], ids=lambda number: number.name)
def test_an_install_is_cancelled(cut: Cut, number: signal.Signals) -> None:
    whole = cut.rendered(STRICT)
    assert cut.cut(4, number, "install", STRICT).returncode == 1
    assert cut.there().items() <= whole.items()
    assert cut.history() == ["failed"]
    cut.ok("upgrade", "--install", STRICT)
    assert cut.there() == whole


# To strict an upgrade makes policies, back to permissive it deletes some. With the write at which it is killed.
WAYS = {
    "to strict, before all": ([PERMISSIVE, KEPT], [STRICT, KEPT], 0),
    "to strict, amid objects": ([PERMISSIVE, KEPT], [STRICT, KEPT], 3),
    "back, amid deletions": ([STRICT, KEPT], [PERMISSIVE, KEPT], AMID),
}


@pytest.mark.parametrize(("old", "new", "write"), WAYS.values(), ids=WAYS)
def test_an_upgrade_is_killed(cut: Cut, old: list[str], new: list[str], write: int) -> None:
    before, after = cut.rendered(*old), cut.rendered(*new)
    cut.ok("install", *old)
    assert cut.cut(write, KILL, "upgrade", *new).returncode == -KILL
    for name, found in cut.there().items():
        assert found in (before.get(name), after.get(name))
    if write:
        assert cut.history() == ["deployed", "pending-upgrade"]
        assert BUSY in cut.run("upgrade", *new).stderr
        cut.unlock()
    cut.ok("upgrade", *new)
    assert cut.there() == after
    cut.ok("rollback", "1")
    assert cut.there() == before


def test_a_cancelled_upgrade_goes_on_with_the_same_command_or_back_by_rollback(cut: Cut) -> None:
    before, after = cut.rendered(PERMISSIVE), cut.rendered(STRICT, KEPT)
    cut.ok("install", PERMISSIVE)
    for way in (["rollback", "1"], ["upgrade", STRICT, KEPT]):
        cut.cut(AMID, TERM, "upgrade", STRICT, KEPT)
        assert cut.history()[-1] == "failed"
        cut.ok(*way)
        assert cut.there() == (after if way[0] == "upgrade" else before)


def test_older_values_do_not_take_a_cancelled_upgrade_back(cut: Cut) -> None:
    """Helm compares with the last revision that was deployed, and so leaves what the cancelled one has made."""
    before = cut.rendered(PERMISSIVE)
    cut.ok("install", PERMISSIVE)
    cut.cut(AMID, TERM, "upgrade", STRICT, KEPT)
    cut.ok("upgrade", PERMISSIVE)
    assert cut.there() != before
    cut.ok("upgrade", STRICT, KEPT)
    cut.ok("upgrade", PERMISSIVE)
    assert cut.there() == before


def test_a_rollback_to_the_killed_revision_itself(cut: Cut) -> None:
    """Helm 3 compares the revision with itself, and applies nothing of it to what is there."""
    cut.ok("install", PERMISSIVE)
    cut.cut(3, KILL, "upgrade", STRICT, KEPT)
    cut.ok("rollback", "2")
    is_whole = cut.there() == cut.rendered(STRICT, KEPT)
    assert is_whole == (cut.helm.major == 4)


@pytest.mark.parametrize("unlocked", [True, False])
def test_a_rollback_is_killed(cut: Cut, unlocked: bool) -> None:
    """While the pending revision is there, a second rollback compares the manifest with itself."""
    before = cut.rendered(PERMISSIVE)
    cut.ok("install", PERMISSIVE)
    cut.ok("upgrade", STRICT, KEPT)
    cut.cut(3, KILL, "rollback", "1")
    assert cut.history() == ["superseded", "deployed", "pending-rollback"]
    if unlocked:
        cut.unlock()
    cut.ok("rollback", "1")
    assert (cut.there() == before) == unlocked


def test_an_upgrade_that_rolls_back_by_itself_is_cancelled(cut: Cut) -> None:
    before = cut.rendered(PERMISSIVE)
    cut.ok("install", PERMISSIVE)
    atomic = "--atomic" if cut.helm.major == 3 else "--rollback-on-failure"
    done = cut.cut(3, TERM, "upgrade", STRICT, KEPT, atomic, "--timeout=20s")
    assert (done.returncode, "has been rolled back" in done.stderr) == (1, True)
    assert cut.there() == before
    cut.ok("upgrade", STRICT, KEPT)
    assert cut.there() == cut.rendered(STRICT, KEPT)
