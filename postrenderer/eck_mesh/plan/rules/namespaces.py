"""Namespaces of the stream that contradict a mode: where they say istio-injection: disabled, no pod label helps.

Only the operator's own is changed, since it comes with it (operator.yaml), and only by taking the label away: to inject
the whole namespace would catch Jobs of others, which then never end. (Istio's webhooks: manifests/charts/istio-control/
istio-discovery/templates/mutatingwebhook.yaml.)
"""

from __future__ import annotations

from eck_mesh.manifests.manifest import INJECTION, Ref, get
from eck_mesh.plan.decisions import Change, Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh

RULE = "namespaces"
PATH = ("metadata", "labels", INJECTION)


def namespaces(manifest: Manifest, mesh: Mesh) -> Iterator[Change | Refusal]:
    """Hold the Namespace of a resource, where the stream has it, against the resource's mode."""
    namespace = mesh.manifests.get(Ref("", "Namespace", "", manifest.ref.namespace))
    if namespace is None or mesh.mode(manifest.ref) not in ("permissive", "strict"):
        return
    if mesh.settings[manifest.ref].dataPlane == "ambient":
        return
    if get(namespace.body, PATH) != "disabled":
        return
    inside = [
        other.ref for other in mesh.treated() if other.ref.namespace == manifest.ref.namespace
    ]
    operator = next((ref for ref in inside if mesh.manifests[ref].is_operator), None)
    if operator is None:
        why = f"disabled: {manifest.ref} would get no sidecar there, whatever its own label says. Remove it."
        yield Refusal(namespace.ref, PATH, RULE, why)
    elif operator == manifest.ref:
        because = f"the pods of {operator} would get no sidecar, whatever their own label says; without it that one decides"
        yield Change(namespace.ref, PATH, "disabled", None, RULE, because)
