"""Notes on what others in the cluster do with the pods: Prometheus, OLM, Pod Security."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "scraper-is-rejected",
        "{scraper} scrapes port {port} of {target}, which rejects a Prometheus without an identity "
        "of the mesh.",
        "Give Prometheus Istio's certificates, or open a port that serves metrics alone: "
        "{settings:openPorts: [{port}]}. With sidecars, Istio can also merge the metrics into port "
        "15020, by the annotations prometheus.io/scrape and prometheus.io/port.",
        why="A strict pod accepts only mutual TLS on each port that its proxy captures.",
        source="istio pkg/kube/inject/webhook.go",
    ),
    Message(
        "scraper-offers-http2",
        "{scraper} scrapes port {port} of {target} with Istio's certificates, and by HTTP/2, which "
        "the sidecar offers and forwards unchanged: a program that speaks HTTP/1.1 alone answers "
        "with an error.",
        "Set enableHttp2: false in its endpoint.",
        why="A sidecar offers HTTP/2 in its TLS handshake on every port, whatever the program "
        "behind it speaks.",
        source="tests/cluster/test_metrics.py",
    ),
    Message(
        "pod-security-rejects-istio-init",
        "{namespace} enforces Pod Security {level}, which rejects pods with istio-init, like those "
        "of {target}.",
        "Install Istio with its CNI plugin, and set mesh.cni: true.",
        why="Without the CNI plugin each pod with a sidecar has the init container istio-init, "
        "which needs NET_ADMIN and NET_RAW. Only the levels privileged and none allow that.",
    ),
    Message(
        "operator-by-subscription",
        "{subscription} lets OLM install ECK, and eck-mesh cannot label the operator's pods.",
        "Label the namespace {namespace} with istio-injection: enabled, put the annotations of a "
        "sidecar into spec.config.annotations, and set mesh.operator.namespace: {namespace}; or "
        "set mesh.operator.meshed: false.",
        why="OLM makes the Deployment from a ClusterServiceVersion in its catalog, and a "
        "Subscription has a field for annotations of the pods but none for labels "
        "(docs/operator.md#olm).",
    ),
)
