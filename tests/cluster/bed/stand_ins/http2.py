"""HTTP/2 and gRPC of application.py: one answer to each request.

APM Server takes one of both on a connection (elastic/gmux, mux.go): without TLS gRPC alone, with TLS that of the first request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived, StreamEnded

Headers = dict[str, str]
GRPC = "application/grpc"
IDENTITY = "x-forwarded-client-cert"


def serve(reader: Any, writer: Any, answer: Callable[..., bytes], alike: str = "") -> None:
    """Answer until the client ends. alike: either of "grpc" and "first", where the connection has one kind of requests."""
    state = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
    state.initiate_connection()
    writer.write(state.data_to_send())
    asked: dict[int, Headers] = {}
    while data := reader.read1(65535):
        for event in state.receive_data(data):
            if isinstance(event, RequestReceived):
                headers = event.headers or []
                asked[event.stream_id] = {str(name): str(value) for name, value in headers}
            elif isinstance(event, StreamEnded):
                request = asked.pop(event.stream_id)
                kind = "grpc" if request.get("content-type", "").startswith(GRPC) else "http"
                alike = kind if alike == "first" else alike
                if alike in ("", kind):
                    respond(state, event.stream_id, request, answer)
                else:
                    state.send_headers(event.stream_id, [(":status", "415")], end_stream=True)
        writer.write(state.data_to_send())


def respond(state: H2Connection, stream: int, asked: Headers, answer: Callable[..., bytes]) -> None:
    kind = asked.get("content-type", "application/json")
    text = answer(
        version="HTTP/2",
        path=asked[":path"],
        host=asked.get(":authority"),
        identity=asked.get(IDENTITY),
    )
    state.send_headers(stream, [(":status", "200"), ("content-type", kind)])
    if kind.startswith(GRPC):  # a message has its length in front, and the status behind it
        state.send_data(stream, b"\0" + len(text).to_bytes(4, "big") + text)
        state.send_headers(stream, [("grpc-status", "0")], end_stream=True)
    else:
        state.send_data(stream, text, end_stream=True)
