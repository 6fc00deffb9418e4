"""Names of ports by which Istio selects a protocol."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "http-name-before-tls",
        "sidecars parse a port called {word} as HTTP, and would reset ECK's TLS, which {target} "
        "keeps here.",
        "Call the port https, or set {settings:tls: istio}.",
        why="Istio selects the protocol of a port by its name or appProtocol. The sidecar of a "
        "client that expects HTTP and reads TLS closes the connection.",
        source="tests/cluster/test_traffic.py",
    ),
    Message(
        "http-name-before-lasting-tls",
        "sidecars parse a port called {word} as HTTP, and would reset ECK's TLS, which {target} "
        "keeps here.",
        "Call the port https.",
        why="Istio selects the protocol of a port by its name or appProtocol. eck-mesh leaves the "
        "TLS of this port as it is.",
        source="tests/cluster/test_traffic.py",
    ),
)
