"""What a change means for clients, besides what it is for: `explain` prints each as a note."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "elasticsearch-without-tls",
        "without ECK's TLS Envoy parses what clients send: all clients have the address 127.0.0.6, "
        "more than 95 Warning headers become a 502 (set http.max_warning_header_count), and paths "
        "with a backslash or %2E%2E are rewritten",
        caveat=True,
    ),
    Message(
        "apm-server-without-tls",
        "without ECK's TLS OTLP over gRPC is not accepted, since Envoy forwards plaintext ports as "
        "HTTP/1.1; OTLP over HTTP is",
        caveat=True,
    ),
    Message(
        "plaintext-by-user",
        "clients without a sidecar use plaintext here, since you turned ECK's TLS off",
        caveat=True,
    ),
    Message(
        "plaintext-until-strict",
        "mesh.tls is istio; clients without a sidecar use plaintext here until the mode is strict",
        caveat=True,
    ),
    Message(
        "downloads-bypass",
        "under Istio CNI an init container has no network until a classic sidecar runs, and these "
        "may download over HTTPS; port 443 then bypasses the sidecar for the lifetime of the pod. "
        "Better: native sidecars, which run first, or runAsUser 1337 for these containers",
        caveat=True,
    ),
)
