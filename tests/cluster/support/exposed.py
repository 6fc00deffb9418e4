"""A release whose resources are exposed in every way, with the stand-ins for their programs."""

from __future__ import annotations

import json
import re
import sys
from typing import Any, NamedTuple

from tests.cluster.bed.bed import Bed
from tests.cluster.support.data_plane import DataPlane
from tests.cluster.support.gateways import Gateways
from tests.cluster.support.live import pods, rendered
from tests.support.helm import ROOT, Helm

API = "gateway.networking.k8s.io/v1"
# By the section of values: the workload, the port of its pods, and what its program speaks without TLS and with it.
PROGRAMS = {
    "kibana": ("s-kb", 5601, "http", "h2"),
    "elasticsearch": ("s-es-default", 9200, "http", "https"),
    "apmServer": ("s-apm-server", 8200, "apm", "apms"),
    "agent": ("s-fleet-agent", 8220, "http", "h2"),
    "logstash": ("s-ls", 5044, "tcp", "tls"),
}
LINES = ROOT / "tests" / "cluster" / "bed" / "stand_ins" / "lines.py"


class Seen(NamedTuple):
    """What a client in front of a gateway got. status: of HTTP, or of gRPC, or 200 for an answer by lines; "refused" for none;
    version, tls: what the program read; identity: whose it was told; "" for none."""

    status: str
    version: str = ""
    tls: bool = False
    identity: str = ""


REFUSED = Seen("refused")


class Exposed:
    """The release, in a namespace of its own, called s. values: those of the sections, besides the mesh block."""

    def __init__(
        self, bed: Bed, namespace: str, helm: Helm, mesh: dict[str, Any], values: dict[str, Any]
    ) -> None:
        self.bed, self.namespace = bed, namespace
        self.plane = DataPlane(bed, namespace)
        self.values = {"mesh": mesh, **values}
        self.pods: dict[str, str] = {}
        self.stream = helm.template(values=self.values, release="s", namespace=namespace).stdout
        text = rendered(helm, values=self.values, release="s", namespace=namespace)
        bed.apply_text(text, namespace)

    def start(self, is_tls: bool) -> None:
        """Run the pods, once the operator has made them all."""
        for section, (workload, port, plain, encrypted) in PROGRAMS.items():
            if section in self.values:
                name = self.pods[section] = self._pod(workload)
                self.plane.start(name, f"{port}:{encrypted if is_tls else plain}")
        self.plane.ready(*self.pods.values())

    def wires(self, section: str, edge: Gateways) -> set[str]:
        """What the packets of a gateway to a program were."""
        where = self.plane.addresses[self.pods[section]], PROGRAMS[section][1]
        found = edge.packets()
        return {packet["kind"] for packet in found if (packet["target"], packet["port"]) == where}

    def _pod(self, workload: str) -> str:
        def found() -> str:
            names = pods(self.bed, self.namespace)
            return next((name for name in names if name.startswith(f"{workload}-")), "")

        name: str = self.bed.wait(f"a pod of {workload} is there", found, 120)
        return name


def browse(edge: Gateways, gateway: str, url: str, *more: str) -> Seen:
    """What a browser gets."""
    status, body = edge.browse(gateway, url, "-m", "20", *more)
    return seen(status, body)


def call(edge: Gateways, gateway: str, url: str) -> Seen:
    """What a client of gRPC gets. One without an answer of gRPC has the status of its HTTP."""
    frame = edge.bed.folder / "grpc-frame"
    frame.write_bytes(b"\0\0\0\0\0")
    headers = "-H", "content-type: application/grpc", "-H", "te: trailers"  # codespell:ignore te
    more = "--http2", "-D", "-", "-o", "-", *headers, "--data-binary", f"@{frame}"
    status, body = edge.browse(gateway, url, "-m", "20", *more)
    code = re.search(r"grpc-status: *(\d+)", body, re.IGNORECASE)
    return seen(f"grpc {code[1]}" if code else status, body)


def seen(status: str, body: str) -> Seen:
    said = re.search(r'\{"peer".*?\}', body)
    if not said:
        return Seen("refused" if status == "000" else status)
    found = json.loads(said[0])
    identity = re.search(r"URI=spiffe://cluster.local/(\S*)", found.get("identity") or "")
    return Seen(status, found.get("version", ""), found["tls"], identity[1] if identity else "")


def lines(edge: Gateways, gateway: str, port: int, name: str = "") -> Seen:
    """What a client of a protocol of lines gets. name: of the server, for one with TLS."""
    command = sys.executable, str(LINES), edge.addresses[gateway], str(port), name
    done = edge.inside("browser", *command)
    return seen("200", done.stdout) if done.stdout.strip() else REFUSED
