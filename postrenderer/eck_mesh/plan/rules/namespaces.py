"""Namespaces that contradict a mode, since no pod label helps there.

These are Kubernetes' own, and those of the stream with istio-injection: disabled. Only the
operator's own Namespace is changed, since it comes with the operator (operator.yaml), and only by
removing the label: injecting the whole namespace would also inject unrelated Jobs, which then never
complete. (Istio's webhooks: manifests/charts/istio-control/istio-discovery/templates/
mutatingwebhook.yaml.)
"""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of
from eck_mesh.istio.names import INJECTION
from eck_mesh.manifests.kinds import NAMESPACE
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import get
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Change, Refusal
from eck_mesh.settings.own_settings import OwnSettings
from eck_mesh.settings.settings import meshed_operator, operator_namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh

OWN = ("metadata", "namespace")
PATH = ("metadata", "labels", INJECTION)


def namespaces(manifest: Manifest, mesh: Mesh) -> Iterator[Change | Refusal]:
    """Compare the Namespace of a resource, if the stream has it, with the mode of the resource."""
    if not mesh.is_inside(manifest.ref):
        return
    yield from _closed(manifest, mesh)
    namespace = mesh.manifests.get(Ref(*NAMESPACE.identity, "", manifest.ref.namespace))
    if namespace is None:
        return
    if not mesh.plane(manifest.ref).injects or get(namespace.body, PATH) != "disabled":
        return
    here = [other for other in mesh.treated() if other.ref.namespace == manifest.ref.namespace]
    operator = next((other.ref for other in here if other.is_operator), None)
    if operator is None:
        why = reason("namespace-disables-injection", target=manifest.ref)
        yield Refusal(namespace.ref, PATH, why)
    elif operator == manifest.ref:
        why = reason("operator-namespace-allows-injection", operator=operator)
        yield Change(namespace.ref, PATH, "disabled", None, [why])


def _closed(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Namespaces whose pods the data plane never takes: of the resource, and of the operator, which
    connects to it."""
    ref, settings = manifest.ref, mesh.settings[manifest.ref]
    closed = mesh.plane(ref).closedNamespaces
    if ref.namespace in closed:
        why = reason("operator-in-closed-namespace", namespace=ref.namespace)
        if not manifest.is_operator:
            own = OwnSettings(ref, settings)
            why = reason("in-closed-namespace", namespace=ref.namespace, settings=own)
        yield Refusal(ref, OWN if get(manifest.body, OWN) else (), why)
    elif (
        kind_of(manifest).dialedByOperator
        and meshed_operator(settings)
        and operator_namespace(settings) in closed
    ):
        namespace = operator_namespace(settings)
        yield Refusal(ref, (), reason("operator-in-closed-namespace", namespace=namespace))
