"""Live state: what the cluster has of ECK, its operator and Istio."""

from __future__ import annotations

from eck_mesh.manifests.selectors import labels_match
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.kinds import ObjectKind
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body


class Pod(NamedTuple):
    """One running pod."""

    namespace: str
    name: str
    labels: dict[str, str]
    body: Body

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}"

    def has_labels(self, labels: dict[str, str]) -> bool:
        """Whether the pod has all these labels."""
        return labels_match(labels, self.labels)


class Program(NamedTuple):
    """A program of the cluster.

    name: its block in requirements.yaml.
    version: as it shows it; "" if it does not.
    subject: the pod that runs it, or its name.
    """

    name: str
    version: str
    subject: str


class Live(NamedTuple):
    """What the cluster has, in all namespaces.

    labels: of each Namespace.
    resources, pods: those of ECK.
    operators: pods of ECK operators.
    policies: Istio's objects of the kinds that live_reader.POLICIES lists.
    revisions: those that some istiod injects.
    roots: the root namespaces, whose policies are for the whole mesh.
    programs: Kubernetes, and each istiod and ECK operator.
    """

    labels: dict[str, dict[str, str]]
    resources: list[Manifest]
    pods: list[Pod]
    operators: list[Pod]
    policies: list[Manifest]
    revisions: list[str]
    roots: list[str]
    programs: list[Program]

    def namespace_labels(self, namespace: str) -> dict[str, str]:
        """The labels of a Namespace; {} if it does not exist yet."""
        return self.labels.get(namespace, {})

    def pods_with_labels(self, namespace: str, labels: dict[str, str]) -> list[Pod]:
        """The pods of ECK in a namespace with all these labels; none for no labels."""
        if not labels:
            return []
        here = [pod for pod in self.pods if pod.namespace == namespace]
        return [pod for pod in here if pod.has_labels(labels)]

    def policies_of_kind(self, kind: ObjectKind) -> list[Manifest]:
        """The policies of one kind."""
        return [policy for policy in self.policies if policy.ref[:2] == kind.identity]
