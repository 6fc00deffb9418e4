"""What clients notice of sidecars that read HTTP, where ECK's TLS is off, and not where it is kept: docs/clients.md."""

from __future__ import annotations

import json

from tests.cluster.support.data_plane import Answer
from tests.cluster.support.running import Make, Stack


def head(kilobytes: int) -> list[str]:
    return [f"-Hx-{n}: {'x' * 1000}" for n in range(kilobytes)]


# curl's arguments; what comes of it without ECK's TLS; what with it: everything arrives as it was sent.
REQUESTS = [
    (["--request-target", "/a\\b"], "200 HTTP/1.1 /a/b", "200 HTTP/1.1 /a\\b"),
    (["--request-target", "/a/%2E%2E/b"], "200 HTTP/1.1 /b", "200 HTTP/1.1 /a/%2E%2E/b"),
    (
        ["--request-target", "/%3Clogs-%7Bnow%2Fd%7D%3E"],
        *["200 HTTP/1.1 /%3Clogs-%7Bnow%2Fd%7D%3E"] * 2,
    ),  # date math
    (["--request-target", "/logs/_doc/a%2Fb"], *["200 HTTP/1.1 /logs/_doc/a%2Fb"] * 2),
    (["--request-target", "/a//b"], *["200 HTTP/1.1 /a//b"] * 2),
    (["--request-target", "/warnings/95"], *["200 HTTP/1.1 /warnings/95"] * 2),
    (["--request-target", "/warnings/99"], "502", "200 HTTP/1.1 /warnings/99"),
    (head(59), *["200 HTTP/1.1 /"] * 2),
    (head(70), "431", "200 HTTP/1.1 /"),
    (["--http1.0"], "000", "200 HTTP/1.0 /"),
]


def outcome(stack: Stack, url: str, *arguments: str) -> str:
    """The status, and what the application says that it was asked."""
    status, body = stack.plane.curl("client", *arguments, url)
    asked = json.loads(body) if status == "200" else {}
    return " ".join([status, *(asked[part] for part in ("version", "path") if asked)])


def test_what_a_sidecar_that_reads_http_changes(make: Make) -> None:
    more = {
        "kibana": {"default": {"mesh": {"tls": "eck"}}},
        "apmServer": {"default": {}},
    }
    stack = make({"mode": "strict"}, "9200:http", sets={"one": {"count": 1}}, more=more)
    stack.start("s-kb", "5601:https")
    stack.start("s-apm-server", "8200:http")
    off, kept = f"http://{stack.pod(9200)}/", f"https://{stack.service(5601, 'kb-http')}/"
    for url in off, kept:
        stack.asks("client", url, Answer("200", "mTLS", False))  # the peer is 127.0.0.6 in both
    found = [
        (arguments, outcome(stack, off, *arguments), outcome(stack, kept, *arguments))
        for arguments, *_ in REQUESTS
    ]
    assert found == REQUESTS

    apm = f"http://{stack.service(8200, 'apm-http')}/"
    assert outcome(stack, apm, "--data", "x") == "200 HTTP/1.1 /"
    grpc = [
        "--http2-prior-knowledge",
        "-i",
        "-Hcontent-type: application/grpc",
        "-Hte: trailers",
        "--data",
        "x",
    ]
    _, answer = stack.plane.curl("client", *grpc, apm)
    assert answer.startswith("HTTP/2 200")
    assert '"version": "HTTP/1.1"' in answer
