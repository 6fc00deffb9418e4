"""What reach says of a stack whose pods run, and what packets then do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from eck_mesh.plan.render import render
from eck_mesh.reach.connection import Connection
from eck_mesh.reach.matrix import connections
from eck_mesh.settings.settings import Flags
from tests.cluster.judge.strangers import bytes_of
from tests.cluster.support.data_plane import Answer

if TYPE_CHECKING:
    from tests.cluster.support.running import Stack

# Words of reach, and what the packets to the server are.
WIRES = {"mTLS": "mTLS", "TLS in mTLS": "mTLS", "own TLS": "TLS", "plain": "plain"}
# Reasons of reach for which the application sees the client's own address: nothing is between.
DIRECT = {"port-bypasses-proxy", "server-outside-the-mesh"}
# Which pod of a stack is a client of reach; of an Elasticsearch the other node.
PODS = {"meshed": "client", "outside": "naked"}
SERVED = (9200, 9300, 9443)  # by the application of a stack's nodes


class Promise(NamedTuple):
    """One connection that the pods of a stack can open. pod: which of them does."""

    connection: Connection
    pod: str
    url: str

    def __str__(self) -> str:
        because = ", ".join(reason.id for reason in self.connection.reasons)
        return f"{self.pod} -> {self.url} ({self.connection.how}: {because})"

    @property
    def answer(self) -> Answer:
        """What reach says comes of it."""
        how = self.connection.how
        if how == "refused":
            return Answer("refused", "", False)
        ids = {reason.id for reason in self.connection.reasons}
        return Answer("200", WIRES[how], bool(DIRECT & ids))


def promises(stack: Stack) -> list[Promise]:
    """Of each connection that reach names and the stack has pods for."""
    mesh = render(stack.template(), Flags()).after
    found = []
    for one in connections(mesh):
        pod = PODS.get(one.client.kind, "")
        if one.client.ref == one.target:
            pod = "s-es-one-1"
        where = place(stack, one, pod)
        runs = one.target.kind == "Elasticsearch" and one.pod_port in SERVED
        if pod and where and runs and one.how != "unknown":
            scheme = {"tls": "https"}.get(
                bytes_of(mesh.manifests[one.target], one.pod_port), "http"
            )
            found.append(Promise(one, pod, f"{scheme}://{where}/"))
    return found


def place(stack: Stack, one: Connection, pod: str) -> str:
    """HOST:PORT of a connection; "" for one that the stack does not have.

    Nobody without a sidecar reaches a ClusterIP: no kube-proxy runs here.
    """
    name = one.service.removeprefix("s-")
    if one.via == "pod name":
        return stack.pod(one.port)
    if one.via == "pod address":
        return stack.address(one.port)
    return "" if pod == "naked" else stack.service(one.port, name)
