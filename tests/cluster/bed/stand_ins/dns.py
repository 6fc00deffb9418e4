"""Cluster DNS: SERVICE.NAMESPACE[.svc[.cluster.local]] is the ClusterIP, or the endpoints of a headless one that are ready; an
endpoint's hostname in front of it, as of a StatefulSet's pod, is that one's address. ANYTHING.10-0-0-1.outside.example is
the address in it: a host outside the cluster. A records only."""

from __future__ import annotations

import socket
import struct

from tests.cluster.bed.stand_ins.api import Api

OUTSIDE = "outside.example"


def resolve(api: Api, name: str) -> list[str]:
    if name.rstrip(".").lower().endswith(f".{OUTSIDE}"):
        return [name.rstrip(".").split(".")[-3].replace("-", ".")]
    labels = name.rstrip(".").lower().removesuffix(".cluster.local").removesuffix(".svc").split(".")
    if len(labels) not in (2, 3):
        return []
    pod = labels[0] if len(labels) == 3 else ""
    service = api.service(labels[-1], labels[-2])
    if service is None:
        return []
    address = service["spec"].get("clusterIP", "None")
    if address != "None" and not pod:
        return [address]
    endpoints = api.endpoints(labels[-1], labels[-2])
    return [e["addresses"][0] for e in endpoints if pod in ("", e.get("hostname"))]


def serve(api: Api) -> None:
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("", 53))
    print("ready", flush=True)
    while True:
        query, client = server.recvfrom(4096)
        try:
            server.sendto(answer(api, query), client)
        except (OSError, IndexError, struct.error) as error:
            print("dns:", error, flush=True)


def answer(api: Api, query: bytes) -> bytes:
    """RFC 1035: header, the question again, an A record each that points back at the question's name."""
    at, labels = 12, []
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode())
        at += query[at] + 1
    kind = struct.unpack(">H", query[at + 1 : at + 3])[0]
    addresses = resolve(api, ".".join(labels))
    records = [
        b"\xc0\x0c\x00\x01\x00\x01" + struct.pack(">IH", 1, 4) + socket.inet_aton(a)
        for a in addresses
        if kind == 1
    ]
    flags = b"\x85\x80" if addresses else b"\x85\x83"
    return (
        query[:2]
        + flags
        + struct.pack(">HHHH", 1, len(records), 0, 0)
        + query[12 : at + 5]
        + b"".join(records)
    )
