"""`python -m tests.cluster.bed.stand_ins.wire INTERFACE`: what the first bytes of each new TCP connection are.

A line of JSON each: at, source and target (addresses), port, and kind: `mTLS` (a ClientHello with Istio's own ALPN),
`TLS` (any other), `plain`.
"""

from __future__ import annotations

import json
import socket
import struct
import sys
import time

ALPN = b"\x05istio"


def main() -> None:
    watched = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.ntohs(0x0800))
    watched.bind((sys.argv[1], 0))
    print("ready", flush=True)
    silent: set[tuple[bytes, bytes]] = set()  # new connections, without a byte of the client yet
    while True:
        frame = watched.recv(65535)
        if len(frame) < 54 or frame[23] != socket.IPPROTO_TCP:
            continue
        tcp = 14 + (frame[14] & 15) * 4
        payload = frame[
            tcp + (frame[tcp + 12] >> 4) * 4 : 14 + struct.unpack("!H", frame[16:18])[0]
        ]
        flow, ports = frame[26:34], frame[tcp : tcp + 4]
        if frame[tcp + 13] & 0x12 == 2:  # SYN alone: a new connection
            silent.add((flow, ports))
        elif payload and (flow, ports) in silent:
            silent.discard((flow, ports))
            kind = "plain" if payload[0] != 0x16 else "mTLS" if ALPN in payload else "TLS"
            packet = {
                "at": time.time(),
                "source": socket.inet_ntoa(flow[:4]),
                "target": socket.inet_ntoa(flow[4:]),
                "port": struct.unpack("!H", ports[2:])[0],
            }
            print(json.dumps({**packet, "kind": kind}), flush=True)


main()
