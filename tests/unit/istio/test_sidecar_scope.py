"""Which Sidecar resources apply to a pod, and which Services they list."""

from __future__ import annotations

import pytest

from eck_mesh.istio.sidecar_scope import applied_sidecars, egress_lists_host
from eck_mesh.manifests.manifest import Manifest, Ref

HOST = "s-es-http.logs.svc.cluster.local"
POD = {"app": "kibana", "tier": "web"}


def sidecar(namespace: str, name: str, *hosts: str, **labels: str) -> Manifest:
    spec = {"egress": [{"hosts": list(hosts)}], "workloadSelector": {"labels": labels}}
    ref = Ref("networking.istio.io", "Sidecar", namespace, name)
    return Manifest(ref, {"spec": spec}, 0)


OWN, OTHER = sidecar("logs", "own", app="kibana"), sidecar("logs", "other", app="other")
WHOLE, MESH = sidecar("logs", "whole"), sidecar("istio-system", "mesh")
SELECTING_IN_ROOT = sidecar("istio-system", "selecting", app="kibana")
ELSEWHERE = sidecar("elsewhere", "elsewhere")


@pytest.mark.parametrize(
    ("sidecars", "applied"),
    [
        ([MESH, ELSEWHERE, OTHER], ["mesh"]),
        ([MESH, WHOLE], ["whole"]),
        ([SELECTING_IN_ROOT], []),
        ([WHOLE, OWN, MESH], ["own"]),
    ],
)
def test_the_sidecars_that_apply(sidecars: list[Manifest], applied: list[str]) -> None:
    found = applied_sidecars(sidecars, "logs", [POD], ["istio-system"])
    assert [one.ref.name for one in found] == applied


@pytest.mark.parametrize("pods", [[POD, {"app": "another"}], [{"app": "another"}, POD]])
def test_pods_that_no_sidecar_selects_have_that_of_the_namespace(
    pods: list[dict[str, str]],
) -> None:
    found = applied_sidecars([WHOLE, OWN, MESH], "logs", pods, ["istio-system"])
    assert [one.ref.name for one in found] == ["own", "whole"]


@pytest.mark.parametrize(
    ("hosts", "client_namespace", "listed"),
    [
        ([], "apps", True),
        (["*/*"], "apps", True),
        (["logs/*"], "apps", True),
        ([f"logs/{HOST}"], "apps", True),
        (["*/*.logs.svc.cluster.local"], "apps", True),
        (["./*"], "logs", True),
        (["./*"], "apps", False),
        (["~/*"], "logs", False),
        (["istio-system/*", "logs/other.logs.svc.cluster.local"], "apps", False),
    ],
)
def test_the_hosts_that_egress_lists(hosts: list[str], client_namespace: str, listed: bool) -> None:
    assert egress_lists_host(sidecar("x", "x", *hosts), client_namespace, HOST) == listed
