"""The connections of a rendering, and what the plan says of each: what istiod's own code is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from eck_mesh.eck.resource import kind_of, tls_is_off
from eck_mesh.eck.services import http_ports, inbound_bypass_ports
from eck_mesh.istio.annotation_values import comma_list
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.mesh.model import Mesh
from eck_mesh.plan.opened import opened_ports
from eck_mesh.plan.render import Rendering
from tests.cluster.judge.objects import Pod, Service
from tests.cluster.judge.world import World

EXCLUDED = "traffic.sidecar.istio.io/excludeOutboundPorts"


class Question(NamedTuple):
    """One connection at the sidecar of one pod. works: what the plan says; tls: what the sidecar may add on the way."""

    pod: Pod
    call: dict[str, Any]
    works: bool
    tls: tuple[str, ...] = ("",)


def questions(rendering: Rendering, world: World) -> Iterator[Question]:
    """Everything that can be asked of the sidecars of a rendering."""
    mesh = rendering.after
    for pod in world.pods:
        if pod.meshed:
            yield from _arrivals(pod, mesh, world)
            yield from _departures(pod, mesh, world)


def bytes_of(manifest: Manifest, port: int, called_http: bool = False) -> dict[str, str]:
    """What clients send to a port, in the terms of pilot/pkg/simulation. called_http: its Service says so, which is all that
    is known of a port that users open."""
    path = kind_of(manifest).httpTls
    if not path or port not in http_ports(manifest):
        return {"Protocol": "http" if called_http else "tcp", "TLS": "plaintext"}
    if tls_is_off(manifest.body, path):
        return {"Protocol": "http", "TLS": "plaintext"}
    return {"Protocol": "tcp", "TLS": "tls"}


def _arrivals(pod: Pod, mesh: Mesh, world: World) -> Iterator[Question]:
    """Each port of a pod, from a client in the mesh and from one outside of it."""
    manifest = mesh.manifests[pod.owner]
    if manifest.is_operator or not mesh.is_inside(pod.owner):
        return
    served = {world.target(port, pod) for port in _ports(pod, world)}
    opened = [one for one in opened_ports(mesh) if one.ref == pod.owner]
    for port in sorted(served - inbound_bypass_ports(manifest) - {0}):
        sent = bytes_of(manifest, port, world.is_called_http(pod, port))
        at = {"Mode": "inbound", "Address": pod.address, "Port": port}
        label = f"{pod.owner} {port}"
        within = {**at, **sent, "TLS": "mtls", "Key": f"{label} from the mesh"}
        yield Question(pod, within, works=True)
        is_open = any(port in one.ports or not one.ports for one in opened)
        yield Question(pod, {**at, **sent, "Key": f"{label} from outside"}, works=is_open)


def _ports(pod: Pod, world: World) -> Iterator[Any]:
    for service in world.services:
        if pod in world.behind(service):
            ports = service.spec.get("ports") or []
            yield from (port for port in ports if port.get("protocol", "TCP") == "TCP")


def _departures(pod: Pod, mesh: Mesh, world: World) -> Iterator[Question]:
    """The connections of a pod to what its resource refers to, by the operator's HTTP Services."""
    excluded = comma_list(pod.annotations.get(EXCLUDED, ""))
    for service in world.services:
        if service.owner and service.owner != pod.owner and _connects(pod, service, mesh):
            for port in service.spec["ports"]:
                if str(port["port"]) not in excluded:
                    yield from _departure(pod, service, port, world, mesh)


def _connects(pod: Pod, service: Service, mesh: Mesh) -> bool:
    """Whether the operator writes the name of this Service into the client's configuration."""
    client, target = mesh.manifests[pod.owner], service.owner
    assert target
    if client.is_operator:
        return bool(kind_of(mesh.manifests[target]).dialedByOperator) and "http" in service.name
    usual = service.name == f"{target.name}-{kind_of(mesh.manifests[target]).short}-http"
    roles = [dialed.role for dialed in mesh.dials(client) if dialed.target == target]
    return usual and "http" in roles


def _departure(
    pod: Pod, service: Service, port: Any, world: World, mesh: Mesh
) -> Iterator[Question]:
    behind = world.behind(service)
    if not behind:
        return
    target = mesh.manifests[service.owner or Ref("", "", "", "")]
    number = world.target(port, behind[0])
    sent = bytes_of(target, number, world.is_called_http(behind[0], number))
    address = behind[0].address if service.address == "None" else service.address
    call = {"Mode": "outbound", "Address": address, "Port": port["port"], **sent}
    call |= {"Host": service.host, "Key": f"{pod.owner} to {service.host}:{port['port']}"}
    if sent["TLS"] == "tls":
        call["Sni"] = service.host
    within = all(pod.meshed for pod in behind)
    adds: tuple[str, ...] = ("mutual", "auto") if within else ("", "auto")
    if mesh.mode(target.ref) == "permissive":
        adds = ("mutual", "auto", "")  # a Sidecar may hide a target that accepts ECK's TLS alone
    yield Question(pod, call, works=True, tls=adds)
