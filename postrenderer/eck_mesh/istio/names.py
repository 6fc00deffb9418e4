"""Names that Istio gives to labels, annotations, containers and namespaces."""

from __future__ import annotations

from eck_mesh.manifests.kinds import INJECTION
from eck_mesh.manifests.paths import text

REVISION = "istio.io/rev"  # a label of Namespaces and pods, and of the webhooks of a revision
REVISION_TAG = "istio.io/tag"  # a label of the webhooks of a tag
IGNORE_POLICY = "istio.io/ignore-policy-attachment"  # an annotation of BackendTLSPolicies
EXPORT_TO = "networking.istio.io/exportTo"  # an annotation of Services
# An annotation of Gateways of the Gateway API: the service account of the pods that istiod creates.
GATEWAY_ACCOUNT = "gateway.istio.io/service-account"
GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name"  # of the pods that istiod makes for one
WAYPOINT = "istio.io/use-waypoint"  # a label of Namespaces, Services and pods
PROXY = "istio-proxy"  # the container of the sidecar
# Ports of each sidecar, which it does not capture: its agent, its readiness, its metrics.
PROXY_PORTS = (15020, 15021, 15090)
REDIRECTED = (
    "ambient.istio.io/redirection"  # set by Istio's CNI agent on pods that it took into ambient
)


def has_revision(body: object, revision: str) -> bool:
    """Whether istiod of a revision reads an object: without the label every istiod does
    (LabelsInRevision in pkg/config/model.go)."""
    own = text(body, ("metadata", "labels", REVISION))
    return own in ("", revision or "default")


__all__ = [
    "EXPORT_TO",
    "GATEWAY_ACCOUNT",
    "GATEWAY_NAME",
    "IGNORE_POLICY",
    "INJECTION",
    "PROXY",
    "PROXY_PORTS",
    "REDIRECTED",
    "REVISION",
    "REVISION_TAG",
    "WAYPOINT",
    "has_revision",
]
