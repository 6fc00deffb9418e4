"""Sidecar resources whose egress hosts do not list the Services of the checked resources."""

from __future__ import annotations

import pytest

from tests.support.status import (
    POLICIES,
    Body,
    assert_only,
    check,
    cluster,
    es,
    kb,
    not_ready,
    policy,
)

PLANS = pytest.mark.parametrize("plan", [(), (es(), kb())], ids=["live", "plan"])
OPERATOR, KIBANA = "the operator", "Kibana/logs/k"


def sidecar(namespace: str, hosts: list[str], **spec: Body) -> Body:
    return policy("Sidecar", namespace, {"egress": [{"hosts": hosts}], **spec})


@PLANS
@pytest.mark.parametrize(
    ("namespace", "hosts", "client"),
    [
        ("istio-system", ["./*", "istio-system/*"], OPERATOR),
        ("elastic-system", ["istio-system/*"], OPERATOR),
        # The operator also connects to other Services than this one.
        ("elastic-system", ["*/s-es-http.logs.svc.cluster.local"], OPERATOR),
        ("logs", ["~/*"], KIBANA),
    ],
)
def test_a_sidecar_that_hides_a_service_from_its_client(
    plan: tuple[Body, ...], namespace: str, hosts: list[str], client: str
) -> None:
    lines = check(cluster(policies=[*POLICIES, sidecar(namespace, hosts)]), *plan)
    values = {"hidden": "logs", "client": client}
    assert_only(lines, f"Sidecar/{namespace}/theirs", "sidecar-hides-service", **values)


@PLANS
@pytest.mark.parametrize(
    ("namespace", "hosts"),
    [
        ("istio-system", ["*/*"]),
        ("elastic-system", ["logs/*.logs.svc.cluster.local"]),
        ("elastic-system", []),
        ("logs", ["./*"]),
        ("elsewhere", ["./*"]),
    ],
)
def test_a_sidecar_that_shows_the_services_to_its_clients(
    plan: tuple[Body, ...], namespace: str, hosts: list[str]
) -> None:
    lines = check(cluster(policies=[*POLICIES, sidecar(namespace, hosts)]), *plan)
    assert not_ready(lines) == []


def test_a_sidecar_in_the_clients_namespace_takes_precedence_over_the_meshs() -> None:
    mesh, own = sidecar("istio-system", ["./*"]), sidecar("elastic-system", ["*/*"])
    assert not_ready(check(cluster(policies=[*POLICIES, mesh, own]))) == []


def test_a_sidecar_that_selects_other_pods_hides_nothing() -> None:
    other = sidecar("elastic-system", ["./*"], workloadSelector={"labels": {"app": "other"}})
    assert not_ready(check(cluster(policies=[*POLICIES, other]))) == []


@pytest.mark.parametrize(("selected", "found"), [("k", ["rival-sidecar"]), ("other", []), ("", [])])
def test_a_second_sidecar_for_the_pods_of_a_limited_resource(
    selected: str, found: list[str]
) -> None:
    labels = {"kibana.k8s.elastic.co/name": selected} if selected else {}
    selector = {"workloadSelector": {"labels": labels}} if labels else {}
    theirs = sidecar("logs", ["*/*"], **selector)
    live = cluster(policies=[*POLICIES, theirs])
    lines = check(live, es(), kb(), egress="registryOnly")
    about = [message for subject, message in not_ready(lines) if subject == "Sidecar/logs/theirs"]
    assert about == found
    assert "rival-sidecar" not in dict.fromkeys(m for _, m in not_ready(check(live, es(), kb())))
