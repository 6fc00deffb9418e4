"""istiod's own code agrees with `eck-mesh reach` on random releases (tests/support/releases), connection by connection.

Listeners and clusters are computed by istiod's code and matched by pilot/pkg/simulation; in ambient mode the policies are
those that istiod gives ztunnel. RELEASES=5000 in the environment tries that many.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from eck_mesh.errors import UserError
from eck_mesh.plan.render import render
from tests.cluster.judge.reached import Reached, ask
from tests.support.releases.release import release

SHARE, PART = 0.4, 40  # of releases that may be refused; releases in one test
COUNT = int(os.environ.get("RELEASES", "320"))
PARTS = [("ambient" if i % 4 == 3 else "sidecar", i * PART) for i in range(COUNT // PART)]


@pytest.mark.parametrize(("plane", "first"), PARTS)
def test_istiod_agrees_with_reach(plane: str, first: int) -> None:
    reached, refused = {}, Counter[str]()
    for seed in range(first, first + PART):
        one = release(seed, plane)
        try:
            reached[seed] = Reached(render(one.text, one.flags), one.later)
        except UserError as error:
            refused.update(set(error.ids))
    said = sum((one.said for one in reached.values()), Counter[str]())
    answers = ask([one.line for one in reached.values()], ambient=plane == "ambient")
    wrong = [
        f"{seed}: {words}"
        for (seed, one), found in zip(reached.items(), answers, strict=True)
        for words in one.wrong(found)
    ]
    print(f"{PART - len(reached)} of {PART} refused: {dict(refused)}; of the rest: {dict(said)}")
    assert wrong == [], "\n".join(wrong)
    assert len(reached) >= (1 - SHARE) * PART / 2
    assert said["unknown"] < sum(said.values()) / 3
