"""What the cluster is to become: the plan of a stream, or, where there is none, mode strict for what is there."""

from __future__ import annotations

from functools import cached_property

from eck_mesh.eck.kinds import BY_GROUP
from eck_mesh.eck.references import dials
from eck_mesh.eck.resource import kind_of, pod_templates, services
from eck_mesh.istio.injection import asked, plane
from eck_mesh.istio.modes import PLANES, Mode
from eck_mesh.manifests.kinds import DESTINATION_RULE, ECK, PEER_AUTHENTICATION
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.manifests.paths import get
from eck_mesh.status.live import TYPE, select

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from eck_mesh.mesh.model import Mesh
    from eck_mesh.status.live import Live

NONE = Mode()
YOUNGEST = "9"  # later than every creationTimestamp


class Goal:
    """plan: the mesh after the plan, or None; namespaces: whose resources are asked about.

    resources: those asked about; others: the cluster's that dial one of these; unknown: of kinds that are not in the table.
    """

    def __init__(self, live: Live, plan: Mesh | None, namespaces: list[str]) -> None:
        self.live, self.plan = live, plan
        planned = list(plan.manifests.values()) if plan else []
        known = [m for m in live.resources if (m.ref.group, m.ref.kind) in BY_GROUP]
        self.unknown = [m for m in live.resources if m not in known]
        found = planned if plan else known
        self.resources = [
            m for m in found if m.ref.group.endswith(ECK) and m.ref.namespace in namespaces
        ]
        self.operator = next((m for m in planned if m.is_operator), None)
        own = {m.ref for m in self.resources}
        self.all = {m.ref: m for m in [*known, *self.resources]}
        self.others = [m for m in known if m.ref not in own and own & self.dials(m)]

    def dials(self, manifest: Manifest) -> set[Ref]:
        """The resources whose HTTP ports this one dials, as far as ECK and Fleet tell it."""
        return {
            dialed.target
            for dialed in dials(manifest, self.all, self._by_service)
            if dialed.role == "http"
        }

    @cached_property
    def _by_service(self) -> dict[tuple[str, str], Ref]:
        return {
            (named.name, m.ref.namespace): m.ref for m in self.all.values() for named in services(m)
        }

    def row(self, manifest: Manifest) -> Mode:
        """What the table asks for: by its settings; where a stream carries none, as a compiled one, by its policy."""
        if self.plan is None:
            return PLANES[self._plane(manifest)].modes["strict"]
        if manifest.ref in self.plan.settings:
            return self.plan.row(manifest.ref)
        policy = self.plan.manifests.get(policy_ref(manifest))
        mode = get(policy.body, ("spec", "mtls", "mode"), "") if policy else ""
        return PLANES[self._plane(manifest)].modes.get(mode.lower(), NONE)

    def strict(self, manifest: Manifest) -> bool:
        """Whether only mesh identities are to get in."""
        policy = self.row(manifest).peerAuthentication
        return policy is not None and policy.mode == "STRICT"

    def _plane(self, manifest: Manifest) -> str:
        own = self.labels(manifest.ref.namespace)
        asks = [
            asked(get(manifest.body, (*path, "metadata", "labels"), {}), own)
            for path in pod_templates(manifest)
        ]
        return "ambient" if "ambient" in [*asks, *map(plane, self.pods(manifest))] else "sidecar"

    def labels(self, namespace: str) -> dict[str, str]:
        """Those of a Namespace; none for one that is not there yet."""
        found: dict[str, str] = self.live.labels.get(namespace, {})
        return found

    def pods(self, manifest: Manifest) -> list[dict[str, Any]]:
        """Those of a resource that run, also those of a nodeSet that it no longer has."""
        kind = kind_of(manifest)
        labels = {kind.selector: manifest.ref.name, TYPE: kind.type} if kind.selector else {}
        return select(self.live.pods, manifest.ref.namespace, labels)

    def host(self, manifest: Manifest, service: str) -> str:
        """The full name of a Service of a resource."""
        return f"{service}.{manifest.ref.namespace}.svc.{self._domain(manifest)}"

    def _domain(self, manifest: Manifest) -> str:
        """The cluster's: as the settings say, or as a DestinationRule of ours does, the plan's or the cluster's."""
        if self.plan and manifest.ref in self.plan.settings:
            return str(self.plan.settings[manifest.ref].clusterDomain)
        for named in services(manifest):
            rule = self.policies.get(
                Ref(*DESTINATION_RULE.identity, manifest.ref.namespace, named.name)
            )
            _, _, domain = str(get(rule.body if rule else {}, ("spec", "host"), "")).partition(
                ".svc."
            )
            if domain:
                return domain
        return "cluster.local"

    @cached_property
    def policies(self) -> dict[Ref, Manifest]:
        """The cluster's, with the plan's in their places; one that is not there yet will be the youngest."""
        found = {m.ref: m for m in self.live.policies}
        for ref, manifest in self.plan.manifests.items() if self.plan else ():
            if ref.kind in (PEER_AUTHENTICATION.kind, DESTINATION_RULE.kind):
                since = (
                    get(found[ref].body, ("metadata", "creationTimestamp"))
                    if ref in found
                    else YOUNGEST
                )
                body = {
                    **manifest.body,
                    "metadata": {**manifest.body["metadata"], "creationTimestamp": since},
                }
                found[ref] = manifest._replace(body=body)
        return found


def policy_ref(manifest: Manifest) -> Ref:
    """Our PeerAuthentication for a resource."""
    name = f"{manifest.ref.name}-{kind_of(manifest).short}"
    return Ref(*PEER_AUTHENTICATION.identity, manifest.ref.namespace, name)


def age(manifest: Manifest) -> tuple[str, str]:
    """Istio's order: the oldest first, of equals by name."""
    return get(manifest.body, ("metadata", "creationTimestamp"), ""), manifest.ref.name


def on_host_network(manifest: Manifest) -> bool:
    """A pure client there is outside every mesh, whatever its labels say: no sidecar is injected, and ambient takes none."""
    hosts = [get(manifest.body, (*path, "spec", "hostNetwork")) for path in pod_templates(manifest)]
    return any(hosts) and not services(manifest)
