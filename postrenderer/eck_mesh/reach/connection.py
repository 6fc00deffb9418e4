"""One connection that a client may open, and what becomes of it."""

from __future__ import annotations

from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.messages.reason import Reason

# What becomes of a connection, in the words that users type and see.
HOW = ("mTLS", "TLS in mTLS", "own TLS", "plain", "refused", "unknown")
# The ways to a pod: by a Service, by the pod's name behind a headless one, by its address.
SERVICE, POD_NAME, POD_ADDRESS = "service", "pod name", "pod address"
# Who connects, in the words that users type.
CLIENTS = ("operator", "resource", "kubelet", "api-server", "meshed", "outside", "gateway")


class Client(NamedTuple):
    """Who connects.

    kind: one of CLIENTS.
    name: as it is printed: "Kibana/prod/kb", "a pod in the mesh".
    ref: of a resource of the stream, and of an operator that is in it.
    """

    kind: str
    name: str
    ref: Ref | None = None


class Connection(NamedTuple):
    """A connection of one client to one port of one resource's pods.

    target: the resource whose pods answer.
    service: the name of the Service; "" for a pod's own name or address, which `via` says.
    via: service, pod name or pod address.
    port: the number that the client connects to. pod_port: the pods' port behind it.
    how: one of HOW.
    reasons: what decides: the client's side first, then the server's.
    """

    client: Client
    target: Ref
    service: str
    via: str
    port: int
    pod_port: int
    how: str
    reasons: tuple[Reason, ...]
