"""VirtualServices for retries."""

from __future__ import annotations

from eck_mesh.messages.message import Message

UNSAFE = (
    "A sidecar that repeats a request after a 503 may have a server execute it again: a bulk "
    "request with automatic ids leaves its documents once more. Istio before 1.24 does so, and "
    "meshes with 503 in meshConfig.defaultHttpRetryPolicy."
)
MEASURED = "tests/cluster/test_traffic_defaults.py"

MESSAGES = (
    Message(
        "repeats-unread-requests",
        "sidecars of clients repeat a request only if no server can have read it",
        why=UNSAFE,
        source=MEASURED,
    ),
    Message(
        "repeats-nothing",
        "sidecars of clients repeat no request",
        why=UNSAFE,
        source=MEASURED,
    ),
    Message(
        "retries-not-used",
        "mesh.retries changes nothing here: no sidecar reads its requests, and none repeats them",
    ),
    Message(
        "keeps-your-virtual-service",
        "keeps your {rule} in place of eck-mesh's: a sidecar uses one VirtualService for {host}; "
        "mesh.retries does not reach it",
        source="istio pilot/pkg/networking/core/httproute.go",
    ),
    Message(
        "virtual-service-needs-namespace",
        "the VirtualService for {service} needs the namespace.",
        "Add --namespace. Helm does not pass its -n on to a post-renderer: add "
        "--post-renderer-args=--namespace=NAMESPACE.",
        why="A VirtualService is for a full host name, which holds the namespace.",
    ),
)
