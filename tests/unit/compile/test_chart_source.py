"""The chart of each source of Flux."""

from __future__ import annotations

import pytest

from eck_mesh.helm.client import Chart
from tests.support.flux import Body, flux_release, helm_release, source


@pytest.mark.parametrize(
    ("chart", "sources", "expected"),
    [
        ({"chartRef": {"kind": "OCIRepository", "name": "c"}},
         [source("OCIRepository", "c", url="oci://r.example/eck-mesh", ref={"tag": "0.1.0"})],
         Chart("oci://r.example/eck-mesh", "", "0.1.0")),
        ({"chartRef": {"kind": "OCIRepository", "name": "c"}},
         [source("OCIRepository", "c", url="oci://r.example/eck-mesh", ref={"semver": ">=0.1"}, insecure=True)],
         Chart("oci://r.example/eck-mesh", "", ">=0.1", True)),
        ({"chartRef": {"kind": "OCIRepository", "name": "c"}},
         [source("OCIRepository", "c", url="oci://r.example/eck-mesh", ref={"tag": "1", "digest": "sha256:ab"})],
         Chart("oci://r.example/eck-mesh@sha256:ab")),
        ({"chart": {"spec": {"chart": "eck-mesh", "version": "0.1.0", "sourceRef": {"kind": "HelmRepository", "name": "c"}}}},
         [source("HelmRepository", "c", url="https://r.example")],
         Chart("eck-mesh", "https://r.example", "0.1.0")),
        ({"chart": {"spec": {"chart": "eck-mesh", "sourceRef": {"kind": "HelmRepository", "name": "c"}}}},
         [source("HelmRepository", "c", url="oci://r.example/charts/", type="oci")],
         Chart("oci://r.example/charts/eck-mesh")),
        ({"chartRef": {"kind": "HelmChart", "name": "h"}},
         [source("HelmChart", "h", chart="eck-mesh", version="*", sourceRef={"kind": "HelmRepository", "name": "c"}),
          source("HelmRepository", "c", url="https://r.example")],
         Chart("eck-mesh", "https://r.example")),
    ],
)  # fmt: skip
def test_the_chart_of_each_source(chart: Body, sources: list[Body], expected: Chart) -> None:
    found = flux_release(helm_release(**chart), *sources, chart=None)
    assert found.release.chart == expected
