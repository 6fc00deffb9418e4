"""The table of kinds: each block is whole, and a misspelled key is an error at every level."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.eck.kinds import BY_GROUP, KINDS, Kind, read_kind
from eck_mesh.manifests.kinds import OPERATORS

OF_OPERATORS = [BY_GROUP[identity] for identity in OPERATORS]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_is_whole(kind: Kind) -> None:
    assert kind.group.endswith(".k8s.elastic.co") or kind in OF_OPERATORS
    assert not kind.services or kind.selector, "a PeerAuthentication needs to find the pods"
    for reference in kind.references:
        roles = {service.role for service in KINDS[reference.kind].services}
        assert reference.role in roles
        assert not (reference.whenField and reference.unlessField)
    for service in kind.services:
        assert service.role in ("http", "transport", "remote-cluster")
        assert f"-{kind.short}-" in service.name
        assert bool(service.port) != ("{entry}" in service.name), "there, users list the ports"


SLIPS: list[dict[str, Any]] = [
    {"prot": "http"},
    {"services": [{"name": "{name}-es-http", "role": "http", "prot": 9200}]},
    {"bypass": {"inbund": [{"port": 9300}]}},
    {"bypass": {"inbound": [{"port": 9443, "wenn": "spec.remoteClusterServer.enabled"}]}},
    {"references": [{"path": "spec.kibanaRef", "kindz": "Kibana"}]},
    {"settings": {"tsl": "server.ssl.enabled"}},
]


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_a_misspelled_key_is_an_error_at_every_level(slip: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="unexpected keyword"):
        read_kind({"group": "kibana.k8s.elastic.co", **slip})


def test_there_are_twelve_kinds_in_eck_3_5_and_three_that_hold_its_operator() -> None:
    assert len(KINDS) == 12 + len(OF_OPERATORS)
    assert BY_GROUP["apm.k8s.elastic.co", "ApmServer"] is KINDS["ApmServer"]
