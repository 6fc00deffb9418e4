"""`python -m tests.cluster.stand_ins.application FOLDER PORT:http|https …`: says who asked, and nothing about Elasticsearch."""

from __future__ import annotations

import json
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        text = json.dumps({"peer": self.client_address[0], "identity": self.headers.get("x-forwarded-client-cert")}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


def main() -> None:
    folder, *ports = sys.argv[1:]
    for port, _, kind in (entry.partition(":") for entry in ports):
        server = ThreadingHTTPServer(("0.0.0.0", int(port)), Handler)
        if kind == "https":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(f"{folder}/application.pem")
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever).start()


main()
