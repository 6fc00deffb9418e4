"""Manifests that a resource brings along: named, placed and labelled after their owner."""

from __future__ import annotations

from eck_mesh.manifests.manifest import CLUSTER_SCOPED, Ref
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Create, Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason

# Istio's are served since 1.22 (v1beta1 and v1alpha3 hold the same fields), Kubernetes' since 1.30.
API_VERSION = {
    "PeerAuthentication": "security.istio.io/v1",
    "DestinationRule": "networking.istio.io/v1",
    "ValidatingAdmissionPolicy": "admissionregistration.k8s.io/v1",
    "ValidatingAdmissionPolicyBinding": "admissionregistration.k8s.io/v1",
}


def create(
    owner: Manifest,
    mesh: Mesh,
    kind: str,
    name: str,
    spec: dict[str, Any],
    reasons: Sequence[Reason],
) -> Iterator[Create | Refusal]:
    """The manifest, unless the stream holds the very same already; another one of that name is refused."""
    metadata: dict[str, Any] = {"name": name}
    if owner.body["metadata"].get("namespace") and kind not in CLUSTER_SCOPED:
        metadata["namespace"] = owner.ref.namespace
    if owner.body["metadata"].get("labels"):
        metadata["labels"] = dict(owner.body["metadata"]["labels"])
    namespace = "" if kind in CLUSTER_SCOPED else owner.ref.namespace
    ref = Ref(API_VERSION[kind].partition("/")[0], kind, namespace, name)
    have = mesh.manifests.get(ref)
    if have is None:
        body = {"apiVersion": API_VERSION[kind], "kind": kind, "metadata": metadata, "spec": spec}
        yield Create(ref, body, owner.ref, reasons)
    elif have.body.get("spec") != spec:
        yield Refusal(ref, (), reason("name-is-taken", owner=owner.ref))
