"""The pods of a resource as the mesh sees them: their data plane, labels and annotations.

What a namespace injects no manifest of a release shows: a pod without labels of Istio may be in
every data plane. Such a resource has several possible worlds.
"""

from __future__ import annotations

from eck_mesh.eck.resource import is_known, metadata_of, pod_labels, pod_templates
from eck_mesh.eck.unknown_labels import unknown_labels
from eck_mesh.istio.annotations import DATAPLANE, INJECT, TLS_MODE
from eck_mesh.istio.membership import AMBIENT, OUTSIDE, requested_plane
from eck_mesh.istio.modes import PLANES
from eck_mesh.istio.names import INJECTION
from eck_mesh.manifests.kinds import NAMESPACE
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import get, texts
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh

# What a Namespace that is not in the stream may say.
POSSIBLE: tuple[dict[str, str], ...] = ({}, {INJECTION: "enabled"}, {DATAPLANE: AMBIENT})
NO_MUTUAL_TLS = "disabled"  # the value of a label by which clients send a pod no mutual TLS


class PodSet(NamedTuple):
    """The pods of one pod template, or of a client that no manifest describes.

    plane: their data plane, a row of modes.yaml; "" outside the mesh.
    unknown: labels of unknown values, as for labels_match.
    """

    namespace: str
    plane: str
    labels: dict[str, str] = {}
    unknown: Mapping[str, tuple[str, ...]] = {}
    annotations: dict[str, str] = {}

    @property
    def word(self) -> str:
        """The data plane as reach.yaml has it."""
        return self.plane or "outside"

    @property
    def has_sidecar(self) -> bool:
        """Whether the proxy of the pods runs in them."""
        return bool(self.plane) and PLANES[self.plane].injects

    @property
    def ends_mutual_tls(self) -> bool:
        """Whether clients take them for pods with a proxy that ends Istio's mutual TLS."""
        return bool(self.plane) and self.labels.get(TLS_MODE) != NO_MUTUAL_TLS


def possible_pods(manifest: Manifest, mesh: Mesh) -> list[list[PodSet]]:
    """The pods of a resource, in each world that its manifest allows; [] for one without pods."""
    if not is_known(manifest.ref):
        return []
    worlds: list[list[PodSet]] = []
    for labels in _possible_labels(manifest, mesh):
        pods = [
            _pods(manifest, mesh, template, labels)._replace(labels=own)
            for template, own in zip(pod_templates(manifest), pod_labels(manifest), strict=True)
        ]
        if pods and pods not in worlds:
            worlds.append(pods)
    return worlds


def _possible_labels(manifest: Manifest, mesh: Mesh) -> list[dict[str, str]]:
    """The labels of its Namespace: those of the stream, or all that may be."""
    namespace = mesh.manifests.get(Ref(*NAMESPACE.identity, "", manifest.ref.namespace))
    if namespace:
        return [texts(namespace.body, ("metadata", "labels"))]
    return list(POSSIBLE)


def _pods(
    manifest: Manifest, mesh: Mesh, template: Path, namespace_labels: dict[str, str]
) -> PodSet:
    """The pods of one template, without their labels."""
    annotations = metadata_of(manifest, template, "annotations")
    labels = metadata_of(manifest, template, "labels")
    if INJECT in annotations and INJECT not in labels and annotations[INJECT] == "false":
        labels = {**labels, INJECT: "false"}
    plane = requested_plane(labels, namespace_labels)
    on_host = get(manifest.body, (*template, "spec", "hostNetwork"))
    if on_host or (plane and manifest.ref.namespace in PLANES[plane].closedNamespaces):
        plane = OUTSIDE
    unknown = unknown_labels(manifest)
    return PodSet(manifest.ref.namespace, plane, {}, unknown, annotations)
