"""Desired state: the plan of a stream, or, without a stream, mode strict for the live resources."""

from __future__ import annotations

from functools import cached_property

from eck_mesh.eck.references import dials
from eck_mesh.eck.resource import TYPE, is_known, kind_of, pod_labels, pod_selector
from eck_mesh.eck.services import services
from eck_mesh.istio.membership import pod_membership, requested_plane
from eck_mesh.istio.modes import PLANES, Mode
from eck_mesh.istio.peer_authentication import CREATED_AT
from eck_mesh.manifests.kinds import DESTINATION_RULE, PEER_AUTHENTICATION
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.manifests.paths import text, with_leaf
from eck_mesh.marks import ECK
from eck_mesh.mesh.policy_names import peer_authentication_ref
from eck_mesh.settings.schema import BLOCK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.eck.references import Dialed
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.status.live import Live, Pod

NO_MODE = Mode()
PLANNED = (PEER_AUTHENTICATION.identity, DESTINATION_RULE.identity)
NOT_CREATED = "9"  # later than every creationTimestamp


class Desired:
    """The desired state beside the live one.

    plan: the mesh after the plan; None without a stream.
    resources: those that are checked: in the plan, or live, in the given namespaces.
    other_clients: live resources not among them that connect to one of them.
    unknown_kinds: live resources whose kind this version does not know.
    operator: the StatefulSet of the operator, if it is in the plan.
    """

    def __init__(self, live: Live, plan: Mesh | None, namespaces: list[str]) -> None:
        self.live, self.plan = live, plan
        planned = plan.manifests if plan else {}
        known = {one.ref: one for one in live.resources if is_known(one.ref)}
        self.unknown_kinds = [one for one in live.resources if one.ref not in known]
        self.operator = next((one for one in planned.values() if one.is_operator), None)
        self.resources = [
            one
            for ref, one in (planned if plan else known).items()
            if ref.group.endswith(ECK) and ref.namespace in namespaces
        ]
        checked = {one.ref: one for one in self.resources}
        self.by_ref = {**known, **checked}
        others = [one for ref, one in known.items() if ref not in checked]
        self.other_clients = [
            one for one in others if checked.keys() & {way.target for way in self.captured(one)}
        ]

    def http_targets(self, manifest: Manifest) -> set[Ref]:
        """The resources to whose HTTP ports a resource connects, by ECK and by Fleet."""
        return {way.target for way in self._dialed(manifest) if way.role == "http"}

    def captured(self, manifest: Manifest) -> list[Dialed]:
        """How a resource connects to others, on ports that the target's data plane captures."""
        found = []
        for way in self._dialed(manifest):
            target = self.by_ref.get(way.target)
            if target and (way.role == "http" or not PLANES[self.plane(target)].leavesPortsOut):
                found.append(way)
        return found

    def _dialed(self, manifest: Manifest) -> list[Dialed]:
        return dials(manifest, self.by_ref, self._owners)

    @cached_property
    def _owners(self) -> dict[tuple[str, str], Ref]:
        """The owners of Services by the Service's name and namespace."""
        found = {}
        for ref, manifest in self.by_ref.items():
            found.update({(named.name, ref.namespace): ref for named in services(manifest)})
        return found

    def mode_row(self, manifest: Manifest) -> Mode:
        """What the table modes.yaml says for the desired mode of a resource.

        A compiled stream carries no settings: its PeerAuthentications show the modes.
        """
        modes = PLANES[self.plane(manifest)].modes
        if self.plan is None:
            return modes["strict"]
        if manifest.ref in self.plan.settings:
            return self.plan.row(manifest.ref)
        policy = self.plan.manifests.get(peer_authentication_ref(manifest))
        mode = text(policy.body, ("spec", "mtls", "mode")) if policy else ""
        rows = [row for row in modes.values() if row.peerAuthentication]
        return next((row for row in rows if _peer_mode(row) == mode), NO_MODE)

    def is_strict(self, manifest: Manifest) -> bool:
        """Whether the desired mode accepts only clients with a mesh identity."""
        return _peer_mode(self.mode_row(manifest)) == "STRICT"

    def plane(self, manifest: Manifest) -> str:
        """The data plane that the plan gives a resource, or that its pods request or are in.

        A sidecar may follow from the namespace alone, so another plane takes precedence.
        """
        if self.plan and manifest.ref in self.plan.settings:
            return self.plan.settings[manifest.ref].dataPlane
        namespace_labels = self.live.namespace_labels(manifest.ref.namespace)
        names = [requested_plane(own, namespace_labels) for own in pod_labels(manifest)]
        names += [pod_membership(pod.body).plane for pod in self.pods(manifest)]
        other = [name for name in names if name and not PLANES[name].injects]
        return other[0] if other else str(BLOCK["dataPlane"])

    def pods(self, manifest: Manifest) -> list[Pod]:
        """The running pods of a resource, those of nodeSets that it no longer has included."""
        labels = pod_selector(manifest)
        if labels:
            labels = {**labels, TYPE: kind_of(manifest).type}
        return self.live.pods_with_labels(manifest.ref.namespace, labels)

    @cached_property
    def peer_authentications(self) -> list[Manifest]:
        """The PeerAuthentications among the policies."""
        kind = PEER_AUTHENTICATION.identity
        return [policy for ref, policy in self.policies.items() if ref[:2] == kind]

    @cached_property
    def policies(self) -> dict[Ref, Manifest]:
        """The live policies with those of the plan in their place; new ones are the youngest."""
        found = {policy.ref: policy for policy in self.live.policies}
        planned = self.plan.manifests if self.plan else {}
        for ref, manifest in planned.items():
            if ref[:2] in PLANNED:
                created = text(found[ref].body, CREATED_AT) if ref in found else NOT_CREATED
                body = with_leaf(manifest.body, CREATED_AT, created)
                found[ref] = manifest._replace(body=body)
        return found


def _peer_mode(row: Mode) -> str:
    return row.peerAuthentication.mode if row.peerAuthentication else ""
