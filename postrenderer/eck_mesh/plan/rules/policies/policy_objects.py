"""Objects that eck-mesh creates for a resource: namespace and labels are those of the resource."""

from __future__ import annotations

from eck_mesh.istio.names import REVISION
from eck_mesh.manifests.kinds import CLUSTER_SCOPED
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import mapping, text
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Create, Refusal
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eck_mesh.manifests.kinds import ObjectKind
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason


class PolicyObject(NamedTuple):
    """One object to create. namespace: "" for that of its resource."""

    kind: ObjectKind
    name: str
    spec: Body
    namespace: str = ""


def create(
    owner: Manifest, mesh: Mesh, policy: PolicyObject, reasons: Sequence[Reason]
) -> Iterator[Create | Refusal]:
    """Create an object, changed by mesh.rules, unless the stream has it already; refuse another one
    of its name."""
    namespace = policy.namespace or owner.ref.namespace
    namespace = "" if policy.kind.kind in CLUSTER_SCOPED else namespace
    ref = Ref(*policy.kind.identity, namespace, policy.name)
    have = mesh.manifests.get(ref)
    body = _body(owner, policy)
    if mesh.settings[owner.ref].rules:
        from eck_mesh.plan.rules.user_defined.created_objects import ruled_object

        ruled = ruled_object(ref, body, owner.ref, mesh)
        yield from ruled.refused
        body, reasons = ruled.body, [*reasons, *ruled.reasons]
    if have is None:
        yield Create(ref, body, owner.ref, reasons)
    elif mapping(have.body, ("spec",)) != body["spec"]:
        yield Refusal(ref, (), reason("name-is-taken", owner=owner.ref))


def _body(owner: Manifest, policy: PolicyObject) -> Body:
    """The object, with a namespace only where it has its own, or the resource's metadata has one.

    Without the label of a revision, since every other istiod would ignore the object
    (pkg/config/model.go of Istio).
    """
    kind, metadata = policy.kind, {"name": policy.name}
    namespace = policy.namespace or text(owner.body, ("metadata", "namespace"))
    if namespace and kind.kind not in CLUSTER_SCOPED:
        metadata["namespace"] = namespace
    labels = dict(mapping(owner.body, ("metadata", "labels")))
    labels.pop(REVISION, None)
    head = {"apiVersion": kind.api_version, "kind": kind.kind}
    if labels:
        return {**head, "metadata": {**metadata, "labels": labels}, "spec": policy.spec}
    return {**head, "metadata": metadata, "spec": policy.spec}
