"""What two pods get from Elasticsearch, one with a sidecar and one without, and what is on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tests.cluster.bed.bed import BedError
from tests.cluster.demo.shell import Unexpected
from tests.cluster.support.elastic.clients import Client, Handshake
from tests.cluster.support.elastic.cluster import Elastic
from tests.cluster.support.elastic.wires import HOW, Wires, wires

SECONDS = 60  # until all sidecars know a new policy; a moment, on a quiet machine
ON_THE_WIRE = {
    "TLS in mTLS": "200      over Istio's mutual TLS, with ECK's TLS inside",
    "own TLS": "200      over ECK's TLS",
    "refused": "refused  by Elasticsearch's sidecar: it asks for a certificate of the mesh",
}
# Who ends a connection without a certificate of the mesh, and how (RFC 8446, 6.2).
REFUSAL = Handshake(True, "TLSV13_ALERT_CERTIFICATE_REQUIRED")


class Requests(NamedTuple):
    """client has a sidecar, outside has none."""

    elastic: Elastic
    wires: Wires
    client: Client
    outside: Client

    @classmethod
    @contextmanager
    def of(cls, elastic: Elastic, client: Client, outside: Client) -> Iterator[Requests]:
        """While their packets are watched."""
        with wires(elastic, client, outside) as cables:
            yield cls(elastic, cables, client, outside)

    def both(self, outside: str) -> None:
        """Make a request from each pod, and print what came of it. outside: what the one without a sidecar has to get, in the
        words of `eck-mesh reach`; anything else is Unexpected."""
        print(f"\n  GET {self.elastic.url()}")
        self.one("a pod with a sidecar", self.client, "TLS in mTLS")
        self.one("a pod without a sidecar", self.outside, outside)

    def one(self, who: str, client: Client, how: str) -> None:
        """The same for one pod."""
        try:
            self.elastic.bed.wait(how, lambda: self.measured(client) == how, SECONDS)
        except BedError as error:
            raise Unexpected(f"{who}: {self.measured(client)} instead of {how}") from error
        print(f"  {who:<23}  {ON_THE_WIRE[how]}", flush=True)

    def measured(self, client: Client) -> str:
        """What came of a new connection, as `eck-mesh reach` would call it."""
        client.hang_up(9200)
        answer = client.ask(self.elastic.url())
        if answer.status == "200":
            kind = self.wires.packets(client, 9200)[-1]["kind"]
            return HOW.get((kind, self.elastic.url().startswith("https:")), "unknown")
        found = client.handshake(self.elastic.address(), 9200, self.elastic.mesh_authority())
        return "refused" if answer.refused and found == REFUSAL else "unknown"
