"""`python -m tests.cluster.bed.stand_ins.troubled PORT [PEM]`: a server of HTTP/1.1 with troubles, asked for by the path.

With a file of key and certificate it serves TLS.

| path        | what it does after it has read the request                                        |
|-------------|-----------------------------------------------------------------------------------|
| /status/N   | answers N                                                                         |
| /reset      | resets the connection                                                             |
| /close      | closes the connection                                                             |
| /half       | sends the head and half of the body, and resets the connection                    |
| /slow/N     | sends nothing for N seconds, then answers 200                                     |
| /drip/N     | sends the head at once and, after N seconds, the body                             |
| /big/N      | answers with N MB                                                                 |
| /kept/N     | answers 200, but resets a connection that was idle for N seconds before: such a   |
|             | server has closed it at this moment, and has not read the request                 |
| any other   | answers 200                                                                       |

Each request that was read prints a line of JSON: at, method, path, bytes (of the body), connection (a number).
"""

from __future__ import annotations

import itertools
import json
import socket
import ssl
import struct
import sys
import threading
import time
from typing import NamedTuple

CONNECTIONS = itertools.count(1)
BLOCK = b"x" * 2**20


class Request(NamedTuple):
    method: str
    path: str
    size: int


class Connection:
    """One of them, with its thread."""

    def __init__(self, own: socket.socket) -> None:
        self.own, self.number, self.idle = own, next(CONNECTIONS), 0.0
        self.file = own.makefile("rb")

    def serve(self) -> None:
        try:
            while self.answer():
                pass
        except (OSError, ValueError):
            pass
        finally:
            self.file.close()
            self.own.close()

    def answer(self) -> bool:
        """Whether the connection stays open."""
        since = time.monotonic()
        line = self.file.readline()
        if not line:
            return False
        idle = time.monotonic() - since
        method, path, _ = line.decode().split(" ")
        what, _, number = path.partition("?")[0].strip("/").partition("/")
        if what == "kept" and self.idle and idle >= float(number):
            return self.reset()
        self.idle = idle or 1e-9
        request = Request(method, path, self.read_body())
        self.tell(request)
        return self.trouble(what, number)

    def read_body(self) -> int:
        """The length of the body, which is read. Head and body may be of any size."""
        length, chunked = 0, False
        while (line := self.file.readline().decode().strip().lower()) != "":
            name, _, value = line.partition(":")
            length = int(value) if name == "content-length" else length
            chunked = chunked or (name == "transfer-encoding" and "chunked" in value)
            if name == "expect":
                self.own.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        return self.read_chunks() if chunked else self.skip(length)

    def read_chunks(self) -> int:
        total = 0
        while size := int(self.file.readline(), 16):
            total += self.skip(size)
            self.file.readline()
        self.file.readline()
        return total

    def skip(self, length: int) -> int:
        left = length
        while left:
            left -= len(self.file.read(min(left, len(BLOCK))))
        return length

    def tell(self, request: Request) -> None:
        said = {"method": request.method, "path": request.path, "bytes": request.size}
        line = json.dumps({"at": time.time(), **said, "connection": self.number})
        print(line, flush=True)

    def trouble(self, what: str, number: str) -> bool:
        if what == "close":
            return False
        if what == "reset":
            return self.reset()
        if what == "half":
            self.head(200, 100)
            self.own.sendall(BLOCK[:50])
            time.sleep(0.2)
            return self.reset()
        if what == "slow":
            time.sleep(float(number))
        blocks = int(number) if what == "big" else 0
        self.head(int(number) if what == "status" else 200, blocks * len(BLOCK) or 2)
        if what == "drip":
            time.sleep(float(number))
        for _ in range(blocks):
            self.own.sendall(BLOCK)
        if not blocks:
            self.own.sendall(b"{}")
        return True

    def head(self, status: int, length: int) -> None:
        text = f"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\n"
        self.own.sendall(f"{text}Content-Length: {length}\r\n\r\n".encode())

    def reset(self) -> bool:
        """Close it with a reset."""
        self.own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False


def main() -> None:
    server = socket.create_server(("0.0.0.0", int(sys.argv[1])), backlog=256)
    if pem := sys.argv[2:]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem[0])
        server = context.wrap_socket(server, server_side=True, do_handshake_on_connect=False)
    while True:
        accepted, _ = server.accept()
        threading.Thread(target=Connection(accepted).serve, daemon=True).start()


main()
