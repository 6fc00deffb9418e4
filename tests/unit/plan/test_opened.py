"""The ports that `explain` calls open are those that the policies of the result open."""

from __future__ import annotations

from pathlib import Path

import pytest

from eck_mesh.istio.names import PROXY_PORTS
from eck_mesh.mesh.model import Mesh
from eck_mesh.mesh.policy_names import peer_authentication_ref
from eck_mesh.plan.opened import opened_ports
from eck_mesh.plan.render import render
from eck_mesh.reach.matrix import connections
from tests.support.cases import FOLDERS, Case, Streams, name


def by_policies(mesh: Mesh) -> dict[str, set[int]]:
    """The PERMISSIVE ports of the STRICT policies that eck-mesh creates, by resource."""
    policies = {manifest.ref: manifest.body["spec"] for manifest in mesh.policies}
    found = {}
    for manifest in mesh.treated():
        is_operator = manifest.is_operator  # its webhook is a bypass by its nature
        spec = None if is_operator else policies.get(peer_authentication_ref(manifest))
        if spec and spec["mtls"]["mode"] == "STRICT":
            ports = spec.get("portLevelMtls", {})
            found[str(manifest.ref)] = {
                int(port) for port in ports if ports[port]["mode"] == "PERMISSIVE"
            }
    return found


@pytest.mark.parametrize("folder", [f for f in FOLDERS if (f / "output.yaml").exists()], ids=name)
def test_a_port_is_called_open_where_a_policy_opens_it(folder: Path, streams: Streams) -> None:
    case = Case(folder)
    mesh = render(streams.of(case), case.parsed_flags).after
    opened = [one for one in opened_ports(mesh) if not one.bypass]
    for ref, expected in by_policies(mesh).items():
        own = [one for one in opened if str(one.ref) == ref]
        assert all(one.ports for one in own), "a strict resource is never open as a whole"
        admitted = [one.ports for one in own if one.clients]
        assert {port for ports in admitted for port in ports} == expected, ref
    assert_as_reach_has_it(mesh)


AUTHORIZATION = {"authorization-policy-rejects", "no-authorization-policy-allows"}


def assert_as_reach_has_it(mesh: Mesh) -> None:
    """What `explain` calls open is what `reach` lets a pod outside the mesh connect to, and nothing else.

    AuthorizationPolicies, which only `reach` reads, may close it. Of the operator `explain` names the webhook alone.
    """
    opened = [one for one in opened_ports(mesh) if one.ports or not one.bypass]
    for one in connections(mesh):
        others = one.port in PROXY_PORTS or one.how == "unknown"
        others = others or mesh.manifests[one.target].is_operator
        if one.client.kind != "outside" or one.via != "pod address" or others:
            continue
        if AUTHORIZATION.isdisjoint(reason.id for reason in one.reasons):
            own = [found for found in opened if found.ref == one.target]
            is_open = any(one.port in found.ports or not found.ports for found in own)
            assert is_open == (one.how != "refused"), (str(one.target), one.port, one.how)
