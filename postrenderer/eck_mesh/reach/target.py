"""A resource that clients connect to: its pods, the Services before them, and what it speaks."""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of
from eck_mesh.eck.services import http_ports, inbound_bypass_ports
from eck_mesh.eck.tls_ports import ports_with_eck_tls
from eck_mesh.istio.names import PROXY_PORTS, has_revision
from eck_mesh.reach.listings import listings
from eck_mesh.reach.pods import possible_pods
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.reach.listings import Listing
    from eck_mesh.reach.pods import PodSet
    from eck_mesh.reach.policy_index import PolicyIndex


class TargetResource(NamedTuple):
    """One resource.

    worlds: its pods, in each world that is possible.
    policies: the PeerAuthentications that may be for them, and that istiod of their revision reads.
    """

    manifest: Manifest
    worlds: list[list[PodSet]]
    listings: list[Listing]
    policies: list[Manifest]

    @property
    def ref(self) -> Ref:
        return self.manifest.ref

    def speaks(self, port: int) -> str:
        """What the program on a port of the pods speaks: a word of reach.yaml."""
        if port in PROXY_PORTS:
            return "plaintext"
        if port in ports_with_eck_tls(self.manifest):
            return "TLS"
        return "plaintext" if self._is_plain(port) else "any"

    def _is_plain(self, port: int) -> bool:
        """Whether ECK serves HTTP there, without its TLS."""
        return bool(kind_of(self.manifest).httpTls) and port in http_ports(self.manifest)

    def ports(self, mesh: Mesh) -> list[int]:
        """The pods' TCP ports that are known: served, and those that bypass a sidecar."""
        own = inbound_bypass_ports(self.manifest)
        return sorted(own.union(mesh.exposure.served_ports(self.manifest)))


def target_resource(manifest: Manifest, mesh: Mesh, policies: PolicyIndex) -> TargetResource:
    """A resource as a target."""
    worlds = possible_pods(manifest, mesh)
    revision = mesh.settings[manifest.ref].revision
    read = [one for one in policies.candidates(worlds) if has_revision(one.body, revision)]
    return TargetResource(manifest, worlds, listings(manifest, mesh), read)
