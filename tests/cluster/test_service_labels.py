"""Which Services the real operator lets one label: those of `template` in eck/kinds.yaml, and no others."""

from __future__ import annotations

from tests.cluster.bed.bed import Bed
from tests.cluster.support.live import ES, pods, rendered
from tests.support.helm import Helm

WAYPOINT = "istio.io/use-waypoint"
VALUES = {
    "mesh": {"mode": "strict", "dataPlane": "ambient"},
    "elasticsearch": {
        "default": {
            "nodeSets": {"one": {"count": 1}},
            "spec": {"remoteClusterServer": {"enabled": True}},
        }
    },
    "kibana": {"default": {"enabled": False}},
}


def test_the_label_against_waypoints_reaches_pods_and_services(
    bed: Bed, namespace: str, bed_helm3: Helm
) -> None:
    stream = rendered(bed_helm3, values=VALUES, release="s", namespace=namespace)
    bed.apply_text(stream, namespace)

    def labels() -> dict[str, str | None]:
        found = bed.items("services", namespace, f"{ES}/cluster-name=s")
        return {
            one["metadata"]["name"]: one["metadata"]["labels"].get(WAYPOINT, "") for one in found
        }

    bed.wait("the Services are there", lambda: len(labels()) == 5)
    assert labels() == {
        "s-es-http": "none",
        "s-es-transport": "none",
        "s-es-remote-cluster": "none",
        "s-es-internal-http": "",
        "s-es-one": "",
    }
    bed.wait("the pod is there", lambda: pods(bed, namespace))
    (pod,) = pods(bed, namespace).values()
    assert pod["metadata"]["labels"][WAYPOINT] == "none"
