"""The tables say nothing that no one reads, and nothing without a reason."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh import facts
from eck_mesh.facts import ENTRIES, KINDS, MODES, PLANES, Entry, Kind, Service
from eck_mesh.settings.settings import Settings

ROWS = [row for modes in PLANES.values() for row in modes.values()]
EVERY = [entry for row in ROWS for part in ENTRIES for entry in getattr(row, part)]


def test_every_mode_but_disabled_has_a_row() -> None:
    assert {tuple(modes) for modes in PLANES.values()} == {MODES[1:]}


@pytest.mark.parametrize("entry", EVERY)
def test_an_entry_sets_or_adds_and_says_why(entry: Entry) -> None:
    assert bool(entry.set) != bool(entry.add)
    assert bool(entry.to) == bool(entry.set)
    assert bool(entry.ports) == bool(entry.add)
    assert entry.because
    assert not entry.because.endswith(".")
    assert set(entry.kinds) <= set(KINDS)
    assert entry.probe in ("", "http")
    assert entry.setting in ("", *Settings._fields)


def test_every_policy_says_why() -> None:
    for row in ROWS:
        for policy in (*row.destinationRules, row.peerAuthentication, row.httpTls):
            assert policy is None or policy["because"]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_is_whole(kind: Kind) -> None:
    assert kind.group.endswith(".k8s.elastic.co") or kind is KINDS["StatefulSet"]
    assert not kind.services or kind.selector, "a PeerAuthentication needs to find the pods"
    for reference in kind.references:
        assert reference["kind"] in KINDS
        assert set(reference) <= {"path", "kind", "role", "with", "without", "namespaces"}
        assert reference.get("role", "http") in {
            service.role for service in KINDS[reference["kind"]].services
        }
    assert set(kind.bypass) <= {"inbound", "outbound"}
    for service in kind.services:
        assert service.role in ("http", "transport", "remote-cluster")
        assert f"-{kind.short}-" in service.name
        assert bool(service.port) != ("{entry}" in service.name), (
            "users list the ports of their own Services"
        )


@pytest.mark.parametrize("row", [Kind, Entry, Service])
def test_a_slip_in_a_table_is_an_error(row: Any) -> None:
    with pytest.raises(TypeError, match="unexpected keyword"):
        row(prot="http")


def test_there_are_twelve_kinds_in_eck_3_5_and_its_operator() -> None:
    assert len(KINDS) == 12 + 1
    assert facts.BY_GROUP[("apm.k8s.elastic.co", "ApmServer")] is KINDS["ApmServer"]
