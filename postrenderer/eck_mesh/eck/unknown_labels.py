"""Labels of pods whose values no manifest shows: ECK, Kubernetes and Istio add them."""

from __future__ import annotations

from eck_mesh.eck.resource import object_name, pod_labels
from eck_mesh.manifests.facts import fact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest

# Of any value: by Kubernetes (pkg/apis/apps/types.go, plugin/pkg/admission/podtopologylabels) and
# by Istio's injector (istio-discovery/files/injection-template.yaml).
OF_ANY_VALUE = (
    "apps.kubernetes.io/pod-index",
    "pod-template-generation",
    "pod-template-hash",
    "service.istio.io/canonical-revision",
    "topology.kubernetes.io/",
)
# These begin with the name of the StatefulSet or Deployment.
OF_THE_WORKLOAD = ("controller-revision-hash", "statefulset.kubernetes.io/pod-name")
# Istio's name of a workload: one of these labels of the pod, or the name of the Deployment.
CANONICAL_NAME = "service.istio.io/canonical-name"
NAMES = ("app.kubernetes.io/name", "app")


@fact
def unknown_labels(manifest: Manifest) -> dict[str, tuple[str, ...]]:
    """Where the keys of such labels begin, and where the values begin that its pods may have."""
    name = manifest.ref.name if manifest.is_operator else object_name(manifest)
    names = [name]
    for labels in pod_labels(manifest):
        names += [labels[key] for key in NAMES if key in labels]
    return {
        f"{manifest.ref.group}/": ("",),  # as for roles and versions
        **dict.fromkeys(OF_ANY_VALUE, ("",)),
        **dict.fromkeys(OF_THE_WORKLOAD, (name,)),
        CANONICAL_NAME: tuple(names),
    }
