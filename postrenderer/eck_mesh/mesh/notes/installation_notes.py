"""What a cluster may reject or change after the plan: a note for each.

| in the stream                          | because                                     |
|----------------------------------------|---------------------------------------------|
| a Namespace that enforces Pod Security | istio-init needs NET_ADMIN                  |
| OLM's Subscription for ECK             | OLM makes the operator's Deployment from it |
"""

from __future__ import annotations

from eck_mesh.manifests.kinds import NAMESPACE, POD_SECURITY, SUBSCRIPTION
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import text
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason

# Of ECK in OperatorHub and among Red Hat's certified operators (hack/operatorhub/config.yaml).
PACKAGES = ("elastic-cloud-eck", "elasticsearch-eck-operator-certified")
REJECTING = ("baseline", "restricted")


def installation_notes(mesh: Mesh) -> Iterator[Reason]:
    """The notes on what others do with the manifests."""
    yield from _pod_security(mesh)
    for one in mesh.of_kind(SUBSCRIPTION.kind) if mesh.treated() else ():
        if text(one.body, ("spec", "name")) in PACKAGES:
            namespace = one.ref.namespace
            yield reason("operator-by-subscription", subscription=one.ref, namespace=namespace)


def _pod_security(mesh: Mesh) -> Iterator[Reason]:
    """Once for each Namespace, with the first resource there that gets a sidecar by istio-init."""
    found: dict[str, Ref] = {}
    for manifest in mesh.treated():
        ref = manifest.ref
        if mesh.is_inside(ref) and mesh.plane(ref).injects and not mesh.settings[ref].cni:
            found.setdefault(ref.namespace, ref)
    for name, target in found.items():
        namespace = mesh.manifests.get(Ref(*NAMESPACE.identity, "", name))
        level = text(namespace.body, ("metadata", "labels", POD_SECURITY)) if namespace else ""
        if namespace and level in REJECTING:
            why = {"namespace": namespace.ref, "level": level, "target": target}
            yield reason("pod-security-rejects-istio-init", **why)
