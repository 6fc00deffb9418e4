"""Resources of containers in the real operator's hands."""

from __future__ import annotations

import time

from tests.cluster.bed.bed import Bed
from tests.cluster.support.live import generations, pod_templates, wait_green
from tests.cluster.support.release import Release
from tests.support.helm import Helm


def test_resources_of_the_chart_make_the_pods_that_ecks_own_field_makes(
    bed: Bed, namespace: str, bed_helm3: Helm
) -> None:
    """They are in the pod template; the field needs ECK 3.5.0."""
    release = Release(bed_helm3, namespace)

    def given(below: str) -> list[str]:
        node_set = f"elasticsearch.default.nodeSets.one{below}.resources"
        kibana = f"kibana.default{below}.resources"
        return [
            f"--set={node_set}.limits.memory=3Gi,{node_set}.requests.cpu=1",
            f"--set={kibana}.limits.memory=2Gi",
            "--set=elasticsearch.default.nodeSets.one.count=1",
        ]

    release.ok("install", *given(""))
    wait_green(bed, namespace)
    before = generations(bed, namespace)
    (limits,) = (
        container["resources"]["limits"]
        for name, template in pod_templates(bed, namespace).items()
        for container in template["spec"]["containers"]
        if container["name"] == "elasticsearch"
    )
    assert limits == {"memory": "3Gi"}
    release.ok("upgrade", *given(".spec"))
    stored = bed.get("elasticsearch", "stack", namespace)
    assert stored["spec"]["nodeSets"][0]["resources"]["limits"] == {"memory": "3Gi"}
    bed.wait(
        "the operator has seen it",
        lambda: (
            bed.get("elasticsearch", "stack", namespace)["status"]["observedGeneration"]
            >= stored["metadata"]["generation"]
        ),
    )
    time.sleep(3)  # in which a changed pod template would reach its workload
    assert generations(bed, namespace) == before
