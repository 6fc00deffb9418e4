"""The versions of the programs that the cluster runs: Kubernetes, istiod, and ECK's operator."""

from __future__ import annotations

from eck_mesh.manifests.paths import mappings, text
from eck_mesh.settings.requirements import numbers_of
from eck_mesh.status.live import Program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.manifests.paths import Body
    from eck_mesh.status.kubectl import Cluster
    from eck_mesh.status.live import Pod

ISTIOD = "app=istiod"  # a label of its pods, whatever their revision
PLACEHOLDER = "1.0.0"  # in the charts of Istio until a release is built
LABEL = ("metadata", "labels", "app.kubernetes.io/version")  # from Istio's and Elastic's charts


def programs(cluster: Cluster, operators: Iterable[Pod]) -> list[Program]:
    """Each program with its version; of a namespace's pods with one version the first."""
    found = {("Kubernetes", "", ""): Program("Kubernetes", cluster.server_version(), "Kubernetes")}
    istiods = cluster.get_objects("pods", "-A", "-l", ISTIOD)
    if not istiods:
        found["Istio", "", ""] = Program("Istio", "", "istiod")
    for name, bodies in ("Istio", istiods), ("ECK", (pod.body for pod in operators)):
        for body in bodies:
            namespace, pod = (text(body, ("metadata", key)) for key in ("namespace", "name"))
            version = next(_versions(body), "")
            one = Program(name, version, f"{name}: {namespace}/{pod}")
            found.setdefault((name, namespace, version), one)
    return list(found.values())


def _versions(pod: Body) -> Iterator[str]:
    """The version in the tag of the image, then the label, which may be that of the chart."""
    for container in mappings(pod, ("spec", "containers")):
        image = text(container, ("image",)).partition("@")[0]
        tag = image.rpartition("/")[2].partition(":")[2]
        if text(container, ("name",)) in ("manager", "discovery") and numbers_of(tag):
            yield tag
    label = text(pod, LABEL)
    if numbers_of(label) and label != PLACEHOLDER:
        yield label
