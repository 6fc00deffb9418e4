"""The table of modes: each entry is whole, and a misspelled key is an error at every level."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.eck.kinds import KINDS
from eck_mesh.istio.modes import ENTRIES, MODES, PLANES, Entry, read_plane
from eck_mesh.messages.catalogue import MESSAGES
from eck_mesh.settings.settings import Settings

ROWS = [row for plane in PLANES.values() for row in plane.modes.values()]
EVERY = [entry for row in ROWS for part in ENTRIES for entry in getattr(row, part)]


def test_every_mode_but_disabled_has_a_row() -> None:
    assert {tuple(plane.modes) for plane in PLANES.values()} == {MODES[1:]}


@pytest.mark.parametrize("entry", EVERY)
def test_an_entry_sets_or_adds_and_has_a_reason(entry: Entry) -> None:
    assert bool(entry.set) != bool(entry.add)
    assert bool(entry.to) == bool(entry.set)
    assert bool(entry.ports) == bool(entry.add)
    assert entry.because in MESSAGES
    assert set(entry.kinds) <= set(KINDS)
    assert entry.probe in ("", "http")
    assert entry.setting in ("", *Settings._fields)


def test_every_policy_and_every_port_has_a_reason() -> None:
    for row in ROWS:
        for policy in (*row.destinationRules, row.peerAuthentication, row.httpTls):
            assert policy is None or policy.because in MESSAGES
    for plane in PLANES.values():
        assert {port.because for port in plane.networkPorts} <= set(MESSAGES)
        assert set(plane.settings) <= set(Settings._fields)


PLANE: dict[str, Any] = {
    "injects": False,
    "leavesPortsOut": False,
    "readsHttp": False,
    "replacesTls": False,
    "bypass": "",
    "settings": [],
    "labels": {},
    "outsideLabels": {},
    "networkPorts": [],
    "closedNamespaces": [],
    "modes": {},
}
ENTRY = {"set": "a", "to": "b", "because": "requests-ambient"}
SLIPS: list[dict[str, Any]] = [
    {"injekts": True},
    {"networkPorts": [{"direction": "Egress", "prot": 15012, "because": "x"}]},
    {"modes": {"strict": {"podLabel": []}}},
    {"modes": {"strict": {"podLabels": [{**ENTRY, "wenn": "cni"}]}}},
    {"modes": {"strict": {"httpTls": {"auto": "off", "because": "x", "kindz": []}}}},
    {"modes": {"strict": {"peerAuthentication": {"mode": "STRICT", "because": "x", "kindz": 1}}}},
    {"modes": {"strict": {"destinationRules": [{"role": "http", "tls": "DISABLE", "wy": "x"}]}}},
]


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_a_misspelled_key_is_an_error_at_every_level(slip: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="unexpected keyword"):
        read_plane({**PLANE, **slip})


def test_a_capability_left_out_is_an_error() -> None:
    with pytest.raises(TypeError, match="injects"):
        read_plane({key: value for key, value in PLANE.items() if key != "injects"})
