"""Ports that bypass a client's sidecar and are, as ports of Services, ports that it connects to.

Users write such lists, and mesh.cni adds 443. The ports of pods are compared in contradictions.py.
"""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, metadata_of, metadata_paths, pod_templates
from eck_mesh.istio.annotation_values import ports
from eck_mesh.istio.annotations import EXCLUDE_OUT
from eck_mesh.mesh.addresses.dialed_ports import dialed_ports
from eck_mesh.messages.problem import InvalidValue
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.addresses.dialed_ports import DialedPort
    from eck_mesh.mesh.model import Mesh

DOWNLOADS = 443  # the port that mesh.cni adds (istio/modes.yaml)


def excluded_services(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse them where the target rejects clients without a sidecar.

    Runs behind pod_metadata, which completes the lists.
    """
    ref = manifest.ref
    if not mesh.is_inside(ref) or not mesh.plane(ref).leavesPortsOut:
        return
    lists = {template: _excluded(manifest, template) for template in pod_templates(manifest)}
    dialed = list(dialed_ports(manifest, mesh)) if any(lists.values()) else []
    for template, excluded in lists.items():
        for one in dialed:
            if one.number in excluded and _is_locked_out(one, mesh):
                yield _refusal(manifest, mesh, template, one)


def _excluded(manifest: Manifest, template: Path) -> list[int]:
    try:
        return ports(metadata_of(manifest, template, "annotations").get(EXCLUDE_OUT, ""))
    except InvalidValue:
        return []  # refused in contradictions.py


def _is_locked_out(one: DialedPort, mesh: Mesh) -> bool:
    """Whether the port needs a sidecar, and contradictions.py does not compare it already."""
    known = {service.port for service in kind_of(mesh.manifests[one.target]).services}
    return one.number not in known and _rejects(one.target, one.port, mesh)


def _rejects(target: Ref, port: int, mesh: Mesh) -> bool:
    """Whether a port of a resource rejects clients without a sidecar."""
    admitted = {port for client in mesh.outside.of_resource(target) for port in client.ports}
    return mesh.mode(target) == "strict" and port not in admitted


def _refusal(manifest: Manifest, mesh: Mesh, template: Path, one: DialedPort) -> Refusal:
    here = (*template, "metadata", "annotations", EXCLUDE_OUT)
    path = metadata_paths(manifest, template, "annotations").get(EXCLUDE_OUT, here)
    message = "service-port-bypasses-sidecar"
    if one.number == DOWNLOADS and mesh.settings[manifest.ref].cni:
        message = "downloads-bypass-service"
    why = reason(message, port=one.number, service=one.service, target=one.target)
    return Refusal(manifest.ref, path, why)
