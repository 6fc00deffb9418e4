"""Changes: applied where they were made for, and printed for a person."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from eck_mesh.manifests.paths import show
from eck_mesh.messages.reason import reason
from eck_mesh.plan.apply import apply
from eck_mesh.plan.decisions import Change
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from tests.support.plans import SHARED, body


def test_a_change_is_refused_where_the_value_is_not_the_one_it_was_made_for() -> None:
    rendering = render(SHARED, Flags())
    change = next(d for d in rendering.decisions if isinstance(d, Change))
    with pytest.raises(AssertionError, match="two rules want"):
        apply(rendering.after, [change])


def test_missing_and_null_parents_are_made() -> None:
    rendering = render(SHARED, Flags())
    ref = next(iter(rendering.before.manifests))
    for path in ("spec", "new", "deep", "leaf"), ("metadata", "nothing", "leaf"):
        start = copy.deepcopy(rendering.before)
        body(start)["metadata"]["nothing"] = None
        after = apply(start, [Change(ref, path, None, 1, [reason("mounts-token")])])
        found: Any = body(after)
        for step in path:
            found = found[step]
        assert found == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("spec", "a.b/c", "d"), "spec[a.b/c].d"),
        (("spec", "nodeSets", 0, "count"), "spec.nodeSets[hot].count"),
        (("spec", "list", 1), "spec.list[1]"),
        ((), ""),
    ],
)
def test_paths_are_shown_as_a_person_reads_them(path: tuple[str | int, ...], text: str) -> None:
    assert show(path, {"spec": {"nodeSets": [{"name": "hot"}], "list": [1, 2]}}) == text
