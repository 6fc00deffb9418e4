"""Which data plane labels request, and which one a pod has."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.istio.injection import asked, plane
from tests.support.status import AMBIENT, FALSE, TRUE


@pytest.mark.parametrize(
    ("labels", "namespace", "expected"),
    [
        (TRUE, {}, "sidecar"),
        (FALSE, {"istio-injection": "enabled"}, "none"),
        ({}, {"istio-injection": "enabled"}, "sidecar"),
        ({}, {"istio.io/rev": "canary"}, "sidecar"),
        ({"istio.io/rev": "canary"}, {}, "sidecar"),
        ({}, {"istio-injection": "disabled"}, "none"),
        ({}, {"istio-injection": "disabled", "istio.io/rev": "canary"}, "none"),
        ({}, {}, "none"),
        ({**AMBIENT, **FALSE}, {}, "ambient"),
        ({}, AMBIENT, "ambient"),
        (TRUE, AMBIENT, "sidecar"),  # a sidecar wins
        ({"istio.io/dataplane-mode": "none", **FALSE}, AMBIENT, "none"),
    ],
)
def test_what_labels_ask_for(
    labels: dict[str, str], namespace: dict[str, str], expected: str
) -> None:
    assert asked(labels, namespace) == expected


@pytest.mark.parametrize(
    ("pod", "found"),
    [
        (
            {
                "spec": {
                    "initContainers": [{"name": "istio-proxy"}],
                    "containers": [{"name": "app"}],
                }
            },
            "native sidecar",
        ),
        ({"spec": {"containers": [{"name": "app"}, {"name": "istio-proxy"}]}}, "classic sidecar"),
        (
            {
                "spec": {"containers": []},
                "metadata": {"annotations": {"ambient.istio.io/redirection": "enabled"}},
            },
            "ambient",
        ),
        (
            {"spec": {"containers": []}, "metadata": {"labels": AMBIENT}},
            "none",
        ),  # asked for is not had
    ],
)
def test_how_a_pod_is_in_the_mesh(pod: dict[str, Any], found: str) -> None:
    assert plane(pod) == found
