"""Sidecar resources of the stream that hide a resource from a client in the mesh.

A proxy knows only the Services that its Sidecar lists in `egress`. To all others it passes what its
client sends unchanged, without mutual TLS, and with REGISTRY_ONLY it passes nothing.
"""

from __future__ import annotations

from eck_mesh.istio.annotations import ROOT
from eck_mesh.istio.modes import PLANES
from eck_mesh.istio.sidecar_scope import (
    REGISTRY_ONLY,
    applied_sidecars,
    first_hidden_host,
    outbound_mode,
)
from eck_mesh.manifests.kinds import SIDECAR
from eck_mesh.mesh.clients.callers import callers
from eck_mesh.mesh.selecting_objects import SelectingObjects
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.mesh.clients.callers import Caller
    from eck_mesh.mesh.model import Mesh


def hidden_targets(mesh: Mesh) -> Iterator[Refusal]:
    """Refuse each of them, for each client once, where the client would be rejected."""
    sidecars = SelectingObjects(mesh.of_kind(SIDECAR.kind), ("spec", "workloadSelector", "labels"))
    found: dict[tuple[Ref, str, str], Refusal] = {}
    for target, clients in callers(mesh).items():
        for client in clients:
            for refusal in _hiding(sidecars, client, target, mesh):
                key = (refusal.ref, client.words, target.namespace)
                found.setdefault(key, refusal)
    yield from found.values()


def _hiding(
    sidecars: SelectingObjects, client: Caller, target: Ref, mesh: Mesh
) -> Iterator[Refusal]:
    pods = client.pods
    if not PLANES[pods.plane].injects:
        return
    near = sidecars.that_select(pods.labels)
    for sidecar in applied_sidecars(near, pods.namespace, pods.labels, [ROOT]):
        only = outbound_mode(sidecar) == REGISTRY_ONLY
        if not only and not _is_closed(target, mesh):
            continue
        host = first_hidden_host(sidecar, pods.namespace, client.hosts)
        if host:
            values = {"client": client.words, "target": target, "namespace": target.namespace}
            message = "sidecar-blocks-target" if only else "sidecar-hides-target"
            yield Refusal(sidecar.ref, ("spec", "egress"), reason(message, host=host, **values))


def _is_closed(target: Ref, mesh: Mesh) -> bool:
    """Whether a resource rejects what arrives without mutual TLS."""
    return mesh.mode(target) == "strict" and not mesh.outside.of_http_ports(target)
