"""mesh.authorization takes nothing from a known client: what reach says of it stays, in every case and random release."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eck_mesh.errors import UserError
from eck_mesh.marks import LOCK
from eck_mesh.plan.render import Rendering, render
from eck_mesh.reach.connection import Connection
from eck_mesh.reach.matrix import connections
from eck_mesh.settings.settings import Flags
from tests.support.cases import FOLDERS, Case, Streams, name
from tests.support.releases.release import release

# Those in which something is strict.
CASES = [
    folder
    for folder in FOLDERS
    if (out := folder / "output.yaml").exists() and "mode: STRICT" in out.read_text()
]
# What needs a word of the user: an identity that nothing shows, a waypoint in between, and a name that is taken.
ASKS = {
    "gateway-has-unknown-identity",
    "controller-has-unknown-identity",
    "authorization-needs-namespace",
    "authorization-behind-waypoint",
    "name-is-taken",
    "rule-matches-no-kind",
}
# What is no loss. Whether a port admits clients outside the mesh that nobody named, may be unknown without the policy.
CLOSED = {False: ("refused",), True: ("refused", "unknown")}
RELEASES = 40  # of each data plane


def hows(rendering: Rendering) -> dict[Connection, str]:
    """What becomes of each connection of a client that is not just any pod in the mesh."""
    found: dict[Connection, str] = {}
    for one in connections(rendering.after):
        if one.client.kind != "meshed":
            found[one._replace(how="", reasons=())] = one.how
    return found


def lost(text: str, flags: Flags) -> list[str] | None:
    """The connections that authorization refuses; None where it has something to ask, or where the stream needs it."""
    flags = flags._replace(override=flags.override or LOCK in text)
    try:
        before = hows(render(text, with_block(flags, authorization=False)))
        after = hows(render(text, with_block(flags, authorization=True)))
    except UserError as error:
        if ASKS.issuperset(error.ids):
            return None
        raise
    assert before.keys() == after.keys()
    return [
        f"{one.client.name} -> {one.target} {one.service} {one.pod_port}: {how}"
        for one, how in before.items()
        if how not in CLOSED[one.client.kind == "outside"] and after[one] == "refused"
    ]


def with_block(flags: Flags, **settings: Any) -> Flags:
    return flags._replace(block={**flags.block, **settings})


@pytest.mark.parametrize("folder", CASES, ids=name)
def test_no_case_loses_a_client(folder: Path, streams: Streams) -> None:
    case = Case(folder)
    assert lost(streams.of(case), case.parsed_flags) in ([], None)


@pytest.mark.parametrize("plane", ["sidecar", "ambient"])
def test_no_random_release_loses_a_client(plane: str) -> None:
    tried = 0
    for seed in range(RELEASES):
        one = release(seed, plane)
        try:
            found = lost(one.text, one.flags)
        except UserError:
            continue  # refused for another reason
        assert found in ([], None), seed
        tried += found is not None
    assert tried > RELEASES / 4
