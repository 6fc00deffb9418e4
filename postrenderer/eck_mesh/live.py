"""What runs in one namespace, as far as the mesh is concerned, and what the objects say of themselves."""

from __future__ import annotations

from collections import namedtuple

from eck_mesh import istio
from eck_mesh.manifest import OPERATOR, Manifest, Ref, get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from eck_mesh.kubectl import Cluster

POLICIES = "peerauthentications.security.istio.io,destinationrules.networking.istio.io,sidecars.networking.istio.io"
WEBHOOKS = "mutatingwebhookconfigurations.admissionregistration.k8s.io"
REVISION = "istio.io/rev"
REDIRECTED = "ambient.istio.io/redirection"  # Istio's CNI node agent sets it on what it took into ambient


class Live(namedtuple("Live", "namespace labels resources pods operator policies revisions")):
    """labels: the Namespace's own; operator: its pods; policies: of every namespace; revisions: that istiods inject by."""

    namespace: str
    labels: dict[str, str]
    resources: list[Manifest]
    pods: list[dict[str, Any]]
    operator: list[dict[str, Any]]
    policies: list[Manifest]
    revisions: list[str]
    __slots__ = ()


def look(cluster: Cluster, namespace: str, operator: str) -> Live:
    """Ask for all of it. UserError where the namespace is not there or kubectl may not see it."""
    here = ("-n", namespace)
    (own,) = cluster.get("namespace", f"--field-selector=metadata.name={namespace}") or [{}]
    webhooks = cluster.get(WEBHOOKS, "-l", "app=sidecar-injector")
    revisions = {_labels(webhook).get(key) for webhook in webhooks for key in (REVISION, "istio.io/tag")}
    return Live(
        namespace,
        _labels(own),
        [manifest(body) for body in cluster.get("elastic", *here)],
        [pod for pod in cluster.get("pods", *here) if get(pod, ("status", "phase")) not in ("Succeeded", "Failed")],
        [pod for pod in cluster.get("pods", "-n", operator) if _is_operator(pod)],
        [manifest(body) for body in cluster.get(POLICIES, "-A")],
        sorted(filter(None, revisions)),
    )


def manifest(body: dict[str, Any]) -> Manifest:
    """An object of the cluster as a manifest."""
    metadata, group = body["metadata"], body["apiVersion"].rpartition("/")[0]
    return Manifest(Ref(group, body["kind"], metadata.get("namespace", ""), metadata["name"]), body, 0)


def plane(pod: dict[str, Any]) -> str:
    """How a pod is in the mesh: native or classic sidecar, ambient, or none. The seed's check, with the init containers,
    where a native sidecar stands."""
    for where, kind in ("initContainers", "native sidecar"), ("containers", "classic sidecar"):
        if any(container["name"] == "istio-proxy" for container in get(pod, ("spec", where), [])):
            return kind
    return "ambient" if get(pod, ("metadata", "annotations", REDIRECTED)) == "enabled" else "none"


def asked(labels: dict[str, str], namespace: dict[str, str]) -> str:
    """What the labels of a pod template, or of a pod, ask for in their namespace: sidecar, ambient or none."""
    if labels.get(istio.DATAPLANE, namespace.get(istio.DATAPLANE)) == "ambient" and labels.get(istio.INJECT) != "true":
        return "ambient"
    if istio.INJECT in labels:
        return "sidecar" if labels[istio.INJECT] == "true" else "none"
    return "sidecar" if namespace.get("istio-injection") == "enabled" or REVISION in namespace else "none"


def _is_operator(pod: dict[str, Any]) -> bool:
    """By what its container runs: its labels differ between Elastic's chart and operator.yaml."""
    return any(OPERATOR in get(container, ("args",), []) for container in pod["spec"]["containers"])


def _labels(body: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = get(body, ("metadata", "labels"), {})
    return found
