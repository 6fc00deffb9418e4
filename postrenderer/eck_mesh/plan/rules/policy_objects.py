"""Manifests that a resource brings along: named, placed and labelled after their owner."""

from __future__ import annotations

from eck_mesh.manifests.kinds import CLUSTER_SCOPED
from eck_mesh.manifests.manifest import Ref
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Create, Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from eck_mesh.manifests.kinds import ObjectKind
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason


def create(
    owner: Manifest,
    mesh: Mesh,
    kind: ObjectKind,
    name: str,
    spec: dict[str, Any],
    reasons: Sequence[Reason],
) -> Iterator[Create | Refusal]:
    """The manifest, unless the stream holds the very same already; another one of that name is
    refused."""
    metadata: dict[str, Any] = {"name": name}
    if owner.body["metadata"].get("namespace") and kind.kind not in CLUSTER_SCOPED:
        metadata["namespace"] = owner.ref.namespace
    if owner.body["metadata"].get("labels"):
        metadata["labels"] = dict(owner.body["metadata"]["labels"])
    namespace = "" if kind.kind in CLUSTER_SCOPED else owner.ref.namespace
    ref = Ref(*kind.identity, namespace, name)
    have = mesh.manifests.get(ref)
    if have is None:
        body = {"apiVersion": kind.api_version, "kind": kind.kind, "metadata": metadata}
        yield Create(ref, {**body, "spec": spec}, owner.ref, reasons)
    elif have.body.get("spec") != spec:
        yield Refusal(ref, (), reason("name-is-taken", owner=owner.ref))
