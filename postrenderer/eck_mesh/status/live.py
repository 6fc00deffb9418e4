"""What runs in the cluster, as far as the mesh and ECK are concerned."""

from __future__ import annotations

from eck_mesh.istio.annotations import ROOT
from eck_mesh.istio.names import REVISION, REVISION_TAG
from eck_mesh.manifests.kinds import DESTINATION_RULE, OPERATOR, PEER_AUTHENTICATION, SIDECAR
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.manifests.paths import get
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from eck_mesh.status.kubectl import Cluster

POLICIES = ",".join(kind.resource for kind in (PEER_AUTHENTICATION, DESTINATION_RULE, SIDECAR))
WEBHOOKS = "mutatingwebhookconfigurations.admissionregistration.k8s.io"
TYPE = "common.k8s.elastic.co/type"  # ECK's label on every pod that it makes
# Of the operator's pods: operator.yaml has the first, Elastic's chart the second.
OPERATORS = ("control-plane=elastic-operator", "app.kubernetes.io/name=elastic-operator")


class Live(NamedTuple):
    """labels: of each Namespace; resources, pods: ECK's, of all namespaces; operators: the pods of those found; policies: of
    every namespace; revisions: that istiods inject by; roots: the namespaces whose policies are the mesh's."""

    labels: dict[str, dict[str, str]]
    resources: list[Manifest]
    pods: list[dict[str, Any]]
    operators: list[dict[str, Any]]
    policies: list[Manifest]
    revisions: list[str]
    roots: list[str]


def look(cluster: Cluster, operator: str) -> Live:
    """Ask for all of it; operator: the namespace to look in for one that has no label of Elastic's. UserError where
    kubectl may not see it."""
    labels = {own["metadata"]["name"]: _labels(own) for own in cluster.get("namespaces")}
    webhooks = cluster.get(WEBHOOKS, "-l", "app=sidecar-injector")
    revisions = {
        _labels(webhook).get(key) for webhook in webhooks for key in (REVISION, REVISION_TAG)
    }
    calls = [call for webhook in webhooks for call in get(webhook, ("webhooks",), [])]
    roots = {get(call, ("clientConfig", "service", "namespace"), ROOT) for call in calls}
    candidates = cluster.get("pods", "-n", operator)
    for label in OPERATORS:
        candidates += cluster.get("pods", "-A", "-l", label)
    operators = {
        (pod["metadata"]["namespace"], pod["metadata"]["name"]): pod
        for pod in candidates
        if _is_operator(pod)
    }
    return Live(
        labels,
        [manifest(body) for body in cluster.get("elastic", "-A")],
        [
            pod
            for pod in cluster.get("pods", "-A", "-l", TYPE)
            if get(pod, ("status", "phase")) not in ("Succeeded", "Failed")
        ],
        list(operators.values()),
        [manifest(body) for body in cluster.get(POLICIES, "-A")],
        sorted(filter(None, revisions)),
        sorted(roots or {ROOT}),
    )


def manifest(body: dict[str, Any]) -> Manifest:
    """An object of the cluster as a manifest."""
    metadata, group = body["metadata"], body["apiVersion"].rpartition("/")[0]
    return Manifest(
        Ref(group, body["kind"], metadata.get("namespace", ""), metadata["name"]), body, 0
    )


def select(
    pods: Iterable[dict[str, Any]], namespace: str, labels: dict[str, str]
) -> list[dict[str, Any]]:
    """The pods of a namespace with all these labels; none for no labels."""
    items = labels.items()
    here = (pod for pod in pods if labels and pod["metadata"]["namespace"] == namespace)
    return [pod for pod in here if items <= _labels(pod).items()]


def _is_operator(pod: dict[str, Any]) -> bool:
    """By what its container runs: its labels differ between Elastic's chart and operator.yaml."""
    return any(OPERATOR in get(container, ("args",), []) for container in pod["spec"]["containers"])


def _labels(body: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = get(body, ("metadata", "labels"), {})
    return found
