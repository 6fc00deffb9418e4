"""What the Sidecar resources of a stream let a client's proxy know."""

from __future__ import annotations

from eck_mesh.istio.annotations import ROOT
from eck_mesh.istio.sidecar_scope import (
    REGISTRY_ONLY,
    applied_sidecars,
    egress_lists_host,
    outbound_mode,
)
from eck_mesh.manifests.kinds import SIDECAR
from eck_mesh.manifests.paths import mappings
from eck_mesh.mesh.notes.proxy_changes import EGRESS
from eck_mesh.reach.facts import sure
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.reach.facts import Fact
    from eck_mesh.reach.pods import PodSet


class Scope(NamedTuple):
    """The Sidecars that apply to the pods of a client, which are in a namespace."""

    namespace: str
    sidecars: list[Manifest]

    def hides(self, host: str) -> Ref | None:
        """The Sidecar that hides a full host from the proxies; None without one."""
        for one in self.sidecars:
            if not egress_lists_host(one, self.namespace, host):
                return one.ref
        return None

    def unknown(self, hidden_by: list[object]) -> Fact:
        """What the proxies make of an unknown destination. hidden_by: what hides the Services for
        it, if there are some."""
        if self.blocking:
            return sure("blocked", self.blocking)
        return sure("hidden", hidden_by[0]) if hidden_by else sure("passthrough")

    @property
    def listener(self) -> Ref | None:
        """The Sidecar that gives the proxies listeners of its own; None without one."""
        for one in self.sidecars:
            for egress in mappings(one.body, ("spec", "egress")):
                if any(egress.get(key) for key in EGRESS):
                    return one.ref
        return None

    @property
    def tls(self) -> Fact:
        """What they make of TLS to a port that they parse as HTTP: it is unknown to them."""
        return sure("blocked", self.blocking) if self.blocking else sure("tls")

    @property
    def blocking(self) -> Ref | None:
        """The Sidecar that blocks what the proxies do not know; None without one."""
        for one in self.sidecars:
            if outbound_mode(one) == REGISTRY_ONLY:
                return one.ref
        return None


def scope_of(pods: PodSet, mesh: Mesh) -> Scope:
    """What applies to pods of a client."""
    sidecars = mesh.of_kind(SIDECAR.kind)
    return Scope(pods.namespace, applied_sidecars(sidecars, pods.namespace, [pods.labels], [ROOT]))
