"""What the packets are that clients send to a real Elasticsearch, and what a connection of each becomes.

Where `eck-mesh reach` says what will be, this says what is, in the same words (eck_mesh/reach/connection.py).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from eck_mesh.reach.connection import Connection
from tests.cluster.support.elastic.clients import Client
from tests.cluster.support.elastic.cluster import Elastic
from tests.cluster.support.elastic.facts import NO_CERTIFICATE
from tests.support.helm import ROOT

AGAIN = 3
WIRE = "tests.cluster.bed.stand_ins.wire"
# By what is on the wire, and whether Elasticsearch serves TLS on 9200.
HOW = {
    ("mTLS", False): "mTLS",
    ("mTLS", True): "TLS in mTLS",
    ("TLS", True): "own TLS",
    ("plain", False): "plain",
}


class Wires:
    """The cables of some clients: a watcher sees what its pod sends."""

    def __init__(self, elastic: Elastic, *clients: Client) -> None:
        self.elastic, self.bed = elastic, elastic.bed
        self.names: list[str] = []
        for client in clients:
            self._watch(f"wire-{elastic.namespace}-{client.name}", address(client))

    def _watch(self, name: str, address: str) -> None:
        routes = self.bed.run("ip", "-j", "route", "show", "table", "local", address).stdout
        (route,) = json.loads(routes)
        log = self.bed.folder / f"{name}.log"
        self.bed.start(
            name,
            *(sys.executable, "-m", WIRE, route["dev"]),
            env={"PYTHONPATH": str(ROOT)},
            ready=lambda: "ready" in log.read_text(),
        )
        self.names.append(name)

    def packets(self, client: Client, port: int, since: float = 0) -> list[dict[str, Any]]:
        """The first of each connection that the client has opened; since: seconds since 1970."""
        source = address(client)
        logs = [(self.bed.folder / f"{name}.log").read_text() for name in self.names]
        lines = [line for log in logs for line in log.splitlines() if line.startswith("{")]
        every = [json.loads(line) for line in lines]
        mine = [p for p in every if (p["source"], p["port"]) == (source, port)]
        return sorted((p for p in mine if p["at"] >= since), key=lambda packet: packet["at"])

    def stop(self) -> None:
        for name in self.names:
            self.bed.processes.pop(name).kill()


def address(client: Client) -> str:
    found: str = client.bed.get("pod", client.name, client.namespace)["status"]["podIP"]
    return found


@contextmanager
def wires(elastic: Elastic, *clients: Client) -> Iterator[Wires]:
    found = Wires(elastic, *clients)
    try:
        yield found
    finally:
        found.stop()


def where(elastic: Elastic, connection: Connection) -> str:
    """Host and port, as the client of a connection names them."""
    if connection.service:
        return f"{connection.service}.{elastic.namespace}.svc:{connection.port}"
    if connection.via == "pod name":
        return elastic.pod_name(connection.port)
    return f"{elastic.address()}:{connection.port}"


def measured(wires: Wires, client: Client, connection: Connection) -> str:
    """One of the words of reach, for a connection to 9200 or 9300 that is made now."""
    elastic, begin = wires.elastic, time.time()
    client.hang_up(connection.port)
    if connection.port == 9300:
        host = where(elastic, connection).rpartition(":")[0] if connection.service else ""
        found = client.handshake(
            resolved(client, host) if host else elastic.address(),
            9300,
            elastic.transport_authority(),
        )
        tls, answered = True, found.issued and found.alert in NO_CERTIFICATE
    else:
        scheme = elastic.url().partition(":")[0]
        answer = client.ask(f"{scheme}://{where(elastic, connection)}/")
        tls, answered = scheme == "https", answer.status == "200"
        assert answered or answer.refused or answer.status == "503", answer
    kinds = [packet["kind"] for packet in wires.packets(client, connection.port, begin)]
    return HOW.get((kinds[-1] if kinds else "", tls), "unknown") if answered else "refused"


def settled(wires: Wires, client: Client, connection: Connection) -> str:
    """The same, asked again where it is not what reach says: a sidecar may not know yet that its connection was ended."""
    found = measured(wires, client, connection)
    for _ in range(AGAIN):
        if found == connection.how:
            break
        time.sleep(1)
        found = measured(wires, client, connection)
    return found


def resolved(client: Client, host: str) -> str:
    """The first address of a name, as the pod resolves it."""
    return client.run("getent", "ahostsv4", host).stdout.split()[0]
