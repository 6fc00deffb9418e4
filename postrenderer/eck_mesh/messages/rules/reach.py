"""What decides a connection in `eck-mesh reach`: on the client's side, on the server's, and in the
program."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    # The client's side: the table departures of reach.yaml.
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
        "sidecar-passes-unknown",
        "the client's sidecar does not know the address, and adds no mutual TLS",
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
    # The server's side: the table arrivals.
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
    # What is decided apart from the tables.
    Message(
        "authorization-policy-rejects",
        "{policy} rejects it",
    ),
    Message(
        "no-authorization-policy-allows",
        "{policy} allows other clients, and no policy of the stream allows this one",
    ),
    Message(
        "reach-of-udp",
        "no mesh carries UDP, which arrives as it is sent",
    ),
    # Why a result is unknown.
    Message(
        "authorization-policy-not-evaluated",
        "{policy} decides by what no manifest shows",
    ),
    Message(
        "proxy-configured-by-others",
        "{object} changes what the proxies do, which eck-mesh does not evaluate",
    ),
    Message(
        "reach-unsure",
        "{hows}, which depends on what is not in the stream",
    ),
    Message(
        "reach-unsure-namespace",
        "the labels of the namespace decide whether pods without labels of Istio get a proxy",
    ),
    Message(
        "reach-unsure-policy",
        "no PeerAuthentication of the stream is for the port, so one in the cluster, or the "
        "default, decides",
    ),
    Message(
        "reach-unsure-ranges",
        "addresses, which no manifest shows, decide whether the client's sidecar captures it",
    ),
    Message(
        "reach-unsure-labels",
        "labels or ages that no manifest shows decide which PeerAuthentication applies",
    ),
    Message(
        "reach-unsure-rule",
        "labels that no manifest shows, or the ages of Services, decide which DestinationRule "
        "applies",
    ),
    Message(
        "reach-unsure-protocol",
        "the oldest Service decides whether Istio takes the port for HTTP, and no manifest "
        "shows their ages",
    ),
    Message(
        "reach-pods-differ",
        "the pods of the resource, or of the client, differ",
    ),
    Message(
        "reach-no-pods",
        "no pod of the resource is behind the Service",
    ),
)
