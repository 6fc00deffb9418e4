"""`python -m tests.cluster.bed.stand_ins.application FOLDER PORT:http|https …`: says who asked what, and nothing about
Elasticsearch. /warnings/N answers with N Warning headers."""

from __future__ import annotations

import json
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        peer, identity = self.client_address[0], self.headers.get("x-forwarded-client-cert")
        asked = {"version": self.request_version, "path": self.path}
        text = json.dumps({"peer": peer, "identity": identity, **asked}).encode()
        self.send_response(200)
        for _ in range(
            int(self.path.removeprefix("/warnings/")) if self.path.startswith("/warnings/") else 0
        ):
            self.send_header("Warning", '299 - "stand-in"')
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = answer

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


def main() -> None:
    folder, *ports = sys.argv[1:]
    for port, _, kind in (entry.partition(":") for entry in ports):
        server = ThreadingHTTPServer(("0.0.0.0", int(port)), Handler)
        if kind == "https":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(f"{folder}/application.pem")
            server.socket = context.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        threading.Thread(target=server.serve_forever).start()


main()
