"""Which data plane labels request, and which one a running pod is in."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.istio.membership import pod_membership, requested_plane, requests_injection
from tests.support.status import AMBIENT, INJECTED, NOT_INJECTED

ENABLED, DISABLED = {"istio-injection": "enabled"}, {"istio-injection": "disabled"}
CANARY = {"istio.io/rev": "canary"}


@pytest.mark.parametrize(
    ("labels", "namespace", "plane"),
    [
        (INJECTED, {}, "sidecar"),
        (NOT_INJECTED, ENABLED, ""),
        ({}, ENABLED, "sidecar"),
        ({}, CANARY, "sidecar"),
        (CANARY, {}, "sidecar"),
        ({}, DISABLED, ""),
        ({}, {**DISABLED, **CANARY}, ""),
        ({}, {}, ""),
        ({**AMBIENT, **NOT_INJECTED}, {}, "ambient"),
        ({}, AMBIENT, "ambient"),
        (INJECTED, AMBIENT, "sidecar"),  # a sidecar takes precedence
        ({"istio.io/dataplane-mode": "none", **NOT_INJECTED}, AMBIENT, ""),
    ],
)
def test_the_plane_that_labels_request(
    labels: dict[str, str], namespace: dict[str, str], plane: str
) -> None:
    assert requested_plane(labels, namespace) == plane
    assert requests_injection(labels, namespace) == (plane == "sidecar")


APP, PROXY = {"name": "app"}, {"name": "istio-proxy"}


@pytest.mark.parametrize(
    ("pod", "found"),
    [
        (
            {"spec": {"initContainers": [PROXY], "containers": [APP]}},
            ("sidecar", "native sidecar"),
        ),
        ({"spec": {"containers": [APP, PROXY]}}, ("sidecar", "classic sidecar")),
        (
            {"metadata": {"annotations": {"ambient.istio.io/redirection": "enabled"}}},
            ("ambient", "ambient"),
        ),
        ({"spec": {"containers": [APP]}, "metadata": {"labels": AMBIENT}}, ("", "none")),
    ],
)
def test_the_plane_that_a_pod_is_in(pod: dict[str, Any], found: tuple[str, str]) -> None:
    assert pod_membership(pod) == found
