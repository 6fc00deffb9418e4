"""The clients in the mesh whose proxies read DestinationRules: resources, and the operator."""

from __future__ import annotations

from eck_mesh.eck.references import references
from eck_mesh.eck.resource import is_known, pod_labels
from eck_mesh.eck.unknown_labels import unknown_labels
from eck_mesh.istio.modes import PLANES
from eck_mesh.manifests.paths import text
from eck_mesh.manifests.selectors import labels_match
from eck_mesh.record import NamedTuple
from eck_mesh.settings.settings import meshed_operator, operator_namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from eck_mesh.eck.services import NamedService
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh

OPERATOR_LABELS = {"control-plane": "elastic-operator"}  # in Elastic's operator.yaml
UNKNOWN_OF_OPERATOR = {"app.kubernetes.io/": ("",)}  # in its chart


class MeshClient(NamedTuple):
    """A client, and the labels of its pods.

    manifest: None for an operator that is not in the stream.
    unknown: labels of unknown values, as for labels_match.
    """

    manifest: Manifest | None
    labels: list[dict[str, str]]
    unknown: Mapping[str, tuple[str, ...]]

    def __str__(self) -> str:
        return str(self.manifest.ref) if self.manifest else "the operator"

    def is_selected_by(self, selector: dict[str, str]) -> bool:
        """Whether a selector may select any of its pods."""
        return any(labels_match(selector, labels, self.unknown) for labels in self.labels)

    def connects_to(self, target: Manifest, named: NamedService, mesh: Mesh) -> bool:
        """Whether it connects to a Service of a resource, as far as ECK and Fleet show it."""
        own = self.manifest.ref if self.manifest and self.manifest.is_operator else None
        if own and own not in mesh.outside.operators_of(target.ref):
            return False
        if self.manifest is None or self.manifest.is_operator:
            return named.service.operator or _refers_for_operator(target, mesh)
        names = services_named(self.manifest, target, named.service.role, mesh)
        return named.name in names or (bool(named.template) and "" in names)


def mesh_clients(mesh: Mesh) -> dict[str, list[MeshClient]]:
    """The clients by namespace. A resource without settings may have a sidecar, and counts.

    Clients in a data plane without sidecars read no DestinationRules.
    """
    found: dict[str, list[MeshClient]] = {}
    shown = set()
    for ref, manifest in mesh.manifests.items():
        if manifest.is_operator:
            shown.add(ref.namespace)
        labels = pod_labels(manifest) if is_known(ref) else []
        if labels and _may_have_sidecar(manifest, mesh):
            client = MeshClient(manifest, labels, unknown_labels(manifest))
            found.setdefault(ref.namespace, []).append(client)
    with_sidecar = [one for one in mesh.settings.values() if PLANES[one.dataPlane].injects]
    settings = [one for one in with_sidecar if meshed_operator(one)]
    for namespace in {operator_namespace(one) for one in settings} - shown:
        operator = MeshClient(None, [OPERATOR_LABELS], UNKNOWN_OF_OPERATOR)
        found.setdefault(namespace, []).append(operator)
    return found


def _may_have_sidecar(manifest: Manifest, mesh: Mesh) -> bool:
    plane = mesh.outside.operators.get(manifest.ref, "")
    if manifest.ref in mesh.settings:
        plane = mesh.settings[manifest.ref].dataPlane if mesh.is_inside(manifest.ref) else plane
        return bool(plane) and PLANES[plane].injects
    return not plane or PLANES[plane].injects


def services_named(client: Manifest, target: Manifest, role: str, mesh: Mesh) -> set[str]:
    """The Services of a role by which a client names a resource; "" where it leaves the choice to
    ECK, which takes the one that users configure."""
    names = set()
    for one in references(client):
        if one.target == target.ref and one.row.role == role:
            names.add(text(client.body, (*one.path, "serviceName")))
    for dialed in mesh.dials(client):
        if dialed.target == target.ref and dialed.role == role and (dialed.service or not names):
            names.add(dialed.service)
    return names


def _refers_for_operator(target: Manifest, mesh: Mesh) -> bool:
    """Whether a reference to a resource makes the operator connect to it too."""
    for client, path in mesh.referrers.get(target.ref, ()):
        if any(one.path == path and one.row.operator for one in references(client)):
            return True
    return False
