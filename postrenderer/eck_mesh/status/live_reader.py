"""How the live state is read: by a few lists of kubectl."""

from __future__ import annotations

from eck_mesh.eck.resource import TYPE
from eck_mesh.istio.annotations import ROOT
from eck_mesh.istio.names import REVISION, REVISION_TAG
from eck_mesh.manifests.kinds import (
    AUTHORIZATION_POLICY,
    DESTINATION_RULE,
    PEER_AUTHENTICATION,
    SERVICE_ENTRY,
    SIDECAR,
    VIRTUAL_SERVICE,
)
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.manifests.paths import items, mapping, mappings, text, texts
from eck_mesh.marks import OPERATOR
from eck_mesh.status.live import Live, Pod
from eck_mesh.status.programs import programs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.paths import Body
    from eck_mesh.status.kubectl import Cluster

POLICIES = (
    PEER_AUTHENTICATION,
    AUTHORIZATION_POLICY,
    DESTINATION_RULE,
    SIDECAR,
    VIRTUAL_SERVICE,
    SERVICE_ENTRY,
)
WEBHOOKS = "mutatingwebhookconfigurations.admissionregistration.k8s.io"
# Labels of the operator's pods: in Elastic's operator.yaml, and in Elastic's chart.
OPERATOR_LABELS = ("control-plane=elastic-operator", "app.kubernetes.io/name=elastic-operator")
FINISHED = ("Succeeded", "Failed")


def read_live_state(cluster: Cluster, operator_namespace: str) -> Live:
    """Read everything at once. UserError where kubectl may not list it.

    operator_namespace: where to look for an operator that has no label of Elastic's.
    """
    namespaces = cluster.get_objects("namespaces")
    webhooks = cluster.get_objects(WEBHOOKS, "-l", "app=sidecar-injector")
    policies = ",".join(kind.resource for kind in POLICIES)
    pods = cluster.get_objects("pods", "-A", "-l", TYPE)
    operators = _operators(cluster, operator_namespace)
    return Live(
        labels={text(body, ("metadata", "name")): _labels(body) for body in namespaces},
        resources=[read_manifest(body) for body in cluster.get_objects("elastic", "-A")],
        pods=[read_pod(body) for body in pods if not _is_finished(body)],
        operators=operators,
        policies=[read_manifest(body) for body in cluster.get_objects(policies, "-A")],
        revisions=_revisions(webhooks),
        roots=_roots(webhooks),
        programs=programs(cluster, operators),
    )


def read_manifest(body: Body) -> Manifest:
    """An object of the cluster as a manifest."""
    namespace, name = (text(body, ("metadata", key)) for key in ("namespace", "name"))
    group = text(body, ("apiVersion",)).rpartition("/")[0]
    return Manifest(Ref(group, text(body, ("kind",)), namespace, name), body, 0)


def read_pod(body: Body) -> Pod:
    """A pod of the cluster."""
    namespace, name = (text(body, ("metadata", key)) for key in ("namespace", "name"))
    return Pod(namespace, name, _labels(body), body)


def _operators(cluster: Cluster, namespace: str) -> list[Pod]:
    """The operators of one namespace, and those of all others that have a label of Elastic's.

    The arguments of its container show an operator: its labels depend on the installation.
    """
    bodies = cluster.get_objects("pods", "-n", namespace)
    for label in OPERATOR_LABELS:
        bodies += cluster.get_objects("pods", "-A", "-l", label)
    pods = [read_pod(body) for body in bodies if _is_operator(body)]
    return list({str(pod): pod for pod in pods}.values())


def _is_operator(body: Body) -> bool:
    containers = mappings(body, ("spec", "containers"))
    return any(OPERATOR in items(container, ("args",)) for container in containers)


def _is_finished(body: Body) -> bool:
    return text(body, ("status", "phase")) in FINISHED


def _revisions(webhooks: list[Body]) -> list[str]:
    """The revisions and tags that the injectors' webhooks name."""
    found: set[str] = set()
    for labels in map(_labels, webhooks):
        found |= {labels[key] for key in (REVISION, REVISION_TAG) if key in labels}
    return sorted(found)


def _roots(webhooks: list[Body]) -> list[str]:
    """The root namespaces: those of the istiods that the webhooks call, or Istio's default."""
    found = set()
    for body in webhooks:
        for webhook in mappings(body, ("webhooks",)):
            service = mapping(webhook, ("clientConfig", "service"))
            found.add(text(service, ("namespace",), ROOT))
    return sorted(found or {ROOT})


def _labels(body: Body) -> dict[str, str]:
    return texts(body, ("metadata", "labels"))
