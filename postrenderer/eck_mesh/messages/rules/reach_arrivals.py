"""What decides on the server's side in `eck-mesh reach`: the tables arrivals and programs of
reach.yaml."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "nobody-ends-mutual-tls",
        "the pods have no proxy, and the program does not understand Istio's mutual TLS",
    ),
    Message(
        "server-outside-the-mesh",
        "the pods are outside the mesh, and accept every client",
    ),
    Message(
        "nobody-ends-mutual-tls-here",
        "port {pod_port} bypasses the pod's proxy, by {arrives}, and the program does not "
        "understand Istio's mutual TLS",
    ),
    Message(
        "port-bypasses-proxy",
        "port {pod_port} bypasses the pod's proxy, by {arrives}",
    ),
    Message(
        "ztunnel-accepts-identity",
        "ztunnel on the pod's node accepts mutual TLS",
    ),
    Message(
        "ztunnel-knows-no-sidecar-tls",
        "ztunnel on the pod's node does not understand the mutual TLS of a sidecar",
    ),
    Message(
        "strict-refuses",
        "{policy} says STRICT for port {pod_port}, which then accepts mutual TLS only",
    ),
    Message(
        "ambient-ignores-disable",
        "{policy} says DISABLE, which ambient mode does not know",
    ),
    Message(
        "permissive-accepts",
        "{policy} says PERMISSIVE for port {pod_port}, which then accepts every client",
    ),
    Message(
        "port-parsed-as-http",
        "{protocol} calls port {pod_port} HTTP, so the pod's sidecar rejects TLS there",
    ),
    Message(
        "sidecar-accepts-identity",
        "the pod's sidecar accepts mutual TLS",
    ),
    Message(
        "policy-ends-no-mutual-tls",
        "{policy} says DISABLE for port {pod_port}, so the pod's sidecar does not end mutual TLS",
    ),
    Message(
        "policy-turns-mutual-tls-off",
        "{policy} says DISABLE for port {pod_port}, which then accepts every client",
    ),
    # The program: the table programs.
    Message(
        "program-not-known",
        "no manifest shows whether the program on port {pod_port} has TLS of its own",
    ),
    Message(
        "program-ends-tls",
        "the program on port {pod_port} has TLS of its own",
    ),
    Message(
        "program-gets-tls-in-tls",
        "the program on port {pod_port} gets a TLS that it does not expect",
    ),
    Message(
        "program-speaks-plaintext",
        "the program on port {pod_port} has no TLS of its own",
    ),
    Message(
        "program-gets-plaintext",
        "the program on port {pod_port} expects TLS and gets plaintext",
    ),
    Message(
        "program-gets-tls",
        "the program on port {pod_port} expects plaintext and gets TLS",
    ),
)
