"""The light bed itself: a HelmRelease installs the chart, by each kind of source, and a chart that it must not, it does not."""

from __future__ import annotations

from tests.cluster.bed.bed import Bed
from tests.cluster.support.flux import (
    fill_chart,
    helm_chart,
    helm_repository,
    oci_repository,
    ready,
    reconcile,
    release,
    serve_chart,
)
from tests.support.helm import ROOT

REFUSED = 'no matches for kind "Elasticsearch" in version "elasticsearch.k8s.elastic.co.add-post-renderer-eck-mesh.invalid/v1"'


def label(bed: Bed, namespace: str) -> str:
    """helm.sh/chart of the one Elasticsearch."""
    (found,) = bed.items("elasticsearch", namespace)
    text: str = found["metadata"]["labels"]["helm.sh/chart"]
    return text


def test_a_helm_release_installs_and_upgrades_the_chart(flux_bed: Bed, flux_namespace: str) -> None:
    source = helm_chart(flux_bed, flux_namespace, "charts", serve_chart(flux_bed, ROOT))
    release(flux_bed, flux_namespace, "stack", source)
    assert ready(flux_bed, flux_namespace, "stack")["status"] == "True"
    helm_chart(flux_bed, flux_namespace, "charts", serve_chart(flux_bed, ROOT, "7.0.0"))
    assert reconcile(flux_bed, flux_namespace, "stack")["reason"] == "UpgradeSucceeded"
    assert label(flux_bed, flux_namespace) == "eck-mesh-7.0.0"


def test_from_an_oci_repository_no_label_has_the_plus_of_its_version(
    flux_bed: Bed, flux_namespace: str
) -> None:
    artifact = serve_chart(flux_bed, ROOT, "7.0.0")
    release(
        flux_bed,
        flux_namespace,
        "stack",
        oci_repository(flux_bed, flux_namespace, "charts", artifact),
    )
    assert (
        f"7.0.0+{artifact['digest'][7:19]}" in ready(flux_bed, flux_namespace, "stack")["message"]
    )
    assert label(flux_bed, flux_namespace) == "eck-mesh-7.0.0"


def test_from_a_helm_chart_that_helm_controller_made(flux_bed: Bed, flux_namespace: str) -> None:
    for version, reason in ("7.0.0", "InstallSucceeded"), ("7.1.0", "UpgradeSucceeded"):
        artifact = serve_chart(flux_bed, ROOT, version)
        release(
            flux_bed,
            flux_namespace,
            "stack",
            helm_repository(flux_bed, flux_namespace, "charts", artifact),
        )
        assert fill_chart(flux_bed, flux_namespace, "stack", artifact)["reason"] == reason
        assert label(flux_bed, flux_namespace) == f"eck-mesh-{version}"


def test_a_locked_chart_is_refused_and_nothing_created(flux_bed: Bed, flux_namespace: str) -> None:
    source = helm_chart(flux_bed, flux_namespace, "charts", serve_chart(flux_bed, ROOT))
    release(flux_bed, flux_namespace, "stack", source, {"mesh": {"mode": "strict"}})
    told = ready(flux_bed, flux_namespace, "stack")
    assert (told["status"], told["reason"]) == ("False", "InstallFailed")
    assert REFUSED in told["message"]
    assert flux_bed.items("elastic", flux_namespace) == []
