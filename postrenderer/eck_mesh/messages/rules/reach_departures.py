"""What decides on the client's side in `eck-mesh reach`: the table departures of reach.yaml."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "client-without-proxy",
        "the client is outside the mesh, so no proxy adds mutual TLS",
    ),
    Message(
        "client-uses-ztunnel",
        "ztunnel on the client's node sends mutual TLS",
    ),
    Message(
        "ztunnel-finds-no-mesh",
        "the pods are outside the mesh, so ztunnel on the client's node adds no mutual TLS",
    ),
    Message(
        "client-leaves-port-out",
        "port {port} bypasses the client's own sidecar, by {leaves}",
    ),
    Message(
        "sidecar-routes-otherwise",
        "{route} makes the client's sidecar route it otherwise, which eck-mesh does not evaluate",
    ),
    Message(
        "sidecar-blocks-unknown",
        "the client's sidecar blocks what it does not know, by {route} (REGISTRY_ONLY)",
    ),
    Message(
        "host-made-known",
        "{entry} makes it known to the client's sidecar",
    ),
    Message(
        "sidecar-passes-unknown",
        "the client's sidecar does not know the address, and adds no mutual TLS",
    ),
    Message(
        "gateway-lacks-service",
        "{route} hides the Service from the gateway, whose route to it then leads nowhere",
    ),
    Message(
        "service-not-shown",
        "{route} hides the Service from the client's sidecar, which then adds no mutual TLS",
    ),
    Message(
        "tls-on-http-port",
        "the Service calls the port HTTP, so the client's sidecar adds no mutual TLS to TLS",
    ),
    Message(
        "rule-meets-ambient",
        "{rule} sends a TLS of its own into the tunnel of ambient mode, which eck-mesh does "
        "not evaluate",
    ),
    Message(
        "sidecar-uses-tunnel",
        "the client's sidecar sends mutual TLS through the tunnel of ambient mode",
    ),
    Message(
        "rule-sends-plaintext",
        "{rule} says DISABLE, so the client's sidecar adds no mutual TLS",
    ),
    Message(
        "rule-wraps",
        "{rule} makes the client's sidecar add a TLS that is not Istio's",
    ),
    Message(
        "rule-sends-mutual-tls",
        "{rule} says ISTIO_MUTUAL",
    ),
    Message(
        "policy-turns-automatic-off",
        "{automatic} says DISABLE, so the client's sidecar adds no mutual TLS",
    ),
    Message(
        "automatic-mutual-tls",
        "mutual TLS is automatic, since the pods behind {route} have a sidecar",
    ),
    Message(
        "sidecar-to-ambient-address",
        "a sidecar adds no mutual TLS to connections to addresses of pods in ambient",
    ),
    Message(
        "one-pod-without-sidecar",
        "a pod behind {route} has no sidecar, so clients send mutual TLS to none of these pods",
    ),
    Message(
        "automatic-plaintext",
        "the pods behind {route} have no sidecar, so the client's sidecar adds no mutual TLS",
    ),
)
