"""`python -m tests.cluster.bed.stand_ins.application FOLDER PORT:KIND …`: says who asked what, and nothing about Elasticsearch. Of the
kinds http, https and h2 speak HTTP/1.1, HTTP/2 and gRPC, of which h2 offers HTTP/2 in its TLS; apm and apms do so as APM Server
does; tcp and tls answer each line.

/warnings/N answers with N Warning headers, /wait/N after N seconds, /large/N with N megabytes."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler, StreamRequestHandler
from typing import Any

PREFACE = b"PRI"
IDENTITY = "x-forwarded-client-cert"


def number(path: str, what: str) -> int:
    """N of /WHAT/N; 0 for other paths."""
    return int(path.removeprefix(f"/{what}/")) if path.startswith(f"/{what}/") else 0


def answer(client: str, connection: socket.socket, **asked: Any) -> bytes:
    """What is said of a request."""
    time.sleep(number(asked.get("path", ""), "wait"))
    tls = isinstance(connection, ssl.SSLSocket)
    name = getattr(connection, "server_hostname_sent", None)
    text = json.dumps({"peer": client, "tls": tls, "sni": name, **asked})
    return text.ljust(number(asked.get("path", ""), "large") * 1_000_000).encode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    alike = ""

    def handle(self) -> None:
        if self.rfile.peek(len(PREFACE)).startswith(PREFACE):  # type: ignore[attr-defined]
            # No other test needs the package.
            from tests.cluster.bed.stand_ins import http2

            said = partial(answer, self.client_address[0], self.connection)
            http2.serve(self.rfile, self.wfile, said, self.alike)
        else:
            super().handle()

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked: dict[str, Any] = {"version": self.request_version, "path": self.path}
        asked |= {"host": self.headers.get("Host"), "identity": self.headers.get(IDENTITY)}
        text = answer(self.client_address[0], self.connection, **asked)
        self.send_response(200)
        for _ in range(number(self.path, "warnings")):
            self.send_header("Warning", '299 - "stand-in"')
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = answer

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


class Apm(Handler):
    alike = "grpc"


class ApmTls(Handler):
    alike = "first"


class Lines(StreamRequestHandler):
    """Of a protocol that is not HTTP."""

    def handle(self) -> None:
        for line in self.rfile:
            text = answer(self.client_address[0], self.connection, line=line.decode().strip())
            self.wfile.write(text + b"\n")


class Server(ThreadingHTTPServer):
    """context: of TLS, which each connection's own thread begins."""

    context: ssl.SSLContext | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:
        if not self.context:
            super().finish_request(request, client_address)
            return
        with (
            contextlib.suppress(OSError),
            self.context.wrap_socket(request, server_side=True) as encrypted,
        ):
            super().finish_request(encrypted, client_address)


def context(folder: str, *protocols: str) -> ssl.SSLContext:
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(Path(folder, "application.pem"))
    if protocols:
        found.set_alpn_protocols(protocols)

    def remember(connection: Any, name: str | None, _: ssl.SSLContext) -> None:
        connection.server_hostname_sent = name

    found.sni_callback = remember
    return found


HANDLERS: dict[str, tuple[type[BaseRequestHandler], Callable[[str], ssl.SSLContext | None]]] = {
    "http": (Handler, lambda folder: None),
    "https": (Handler, context),
    "h2": (Handler, lambda folder: context(folder, "h2", "http/1.1")),
    "apm": (Apm, lambda folder: None),
    "apms": (ApmTls, lambda folder: context(folder, "h2", "http/1.1")),
    "tcp": (Lines, lambda folder: None),
    "tls": (Lines, context),
}


def main() -> None:
    folder, *ports = sys.argv[1:]
    for port, _, kind in (entry.partition(":") for entry in ports):
        handler, encrypted = HANDLERS[kind]
        server = Server(("0.0.0.0", int(port)), handler)
        server.context = encrypted(folder)
        threading.Thread(target=server.serve_forever).start()


main()
