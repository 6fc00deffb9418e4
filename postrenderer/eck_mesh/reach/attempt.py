"""A connection that a client tries, before anything decides it."""

from __future__ import annotations

from eck_mesh.reach.connection import POD_ADDRESS, POD_NAME, SERVICE
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.reach.connection import Client
    from eck_mesh.reach.listings import Listing
    from eck_mesh.reach.pods import PodSet
    from eck_mesh.reach.target import TargetResource


class Origin(NamedTuple):
    """A client with its pods, in each world that is possible.

    accounts: of its identity; () where they are unknown.
    is_kubelet: whether its probes pass ambient mode (cni/pkg/iptables of Istio).
    is_gateway: whether its proxy is a gateway of Istio, which sends by routes to Services.
    """

    client: Client
    worlds: list[list[PodSet]]
    accounts: tuple[str, ...] = ()
    is_kubelet: bool = False
    is_gateway: bool = False


class Attempt(NamedTuple):
    """One client, and one way to one port of a resource.

    via: service, pod name or pod address.
    listing: the port of the Service; of a pod's name the Service that gives the name.
    sends: what the client sends, a word of reach.yaml; "" for what the program speaks.
    """

    origin: Origin
    via: str
    port: int
    pod_port: int
    listing: Listing | None = None
    sends: str = ""
    is_udp: bool = False

    def bytes_for(self, speaks: str) -> str:
        """What the client sends to a program that speaks this."""
        return self.sends or ("TLS" if speaks == "TLS" else "plaintext")

    def sends_tls(self, target: TargetResource) -> bool:
        """Whether the client itself sends TLS."""
        return self.bytes_for(target.speaks(self.pod_port)) == "TLS"


def by_service(origin: Origin, listing: Listing, sends: str = "") -> Attempt:
    """A connection to a port of a Service."""
    return Attempt(origin, SERVICE, listing.number, listing.reached_port, listing, sends)


def by_pod_name(origin: Origin, listing: Listing) -> Attempt:
    """A connection to the name that a pod has behind a headless Service."""
    return Attempt(origin, POD_NAME, listing.number, listing.reached_port, listing)


def by_pod_address(origin: Origin, port: int) -> Attempt:
    """A connection to a pod's address."""
    return Attempt(origin, POD_ADDRESS, port, port)
