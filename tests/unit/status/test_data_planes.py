"""Clients in one data plane, and resources in another one: who gets in was measured with a real ztunnel."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.status.line import READY
from tests.support.planes import IN_AMBIENT, PLANS, TARGET, TUNNEL, live_in, report
from tests.support.resources import resource
from tests.support.status import (
    OPERATOR,
    Body,
    assert_only,
    captured,
    es,
    in_namespace,
    kb,
    not_ready,
    pod,
    treated,
)


def other_es(**spec: Any) -> Body:
    """An Elasticsearch of another release, by default with the first one as its remote cluster."""
    remote = [{"name": "main", "elasticsearchRef": {"name": "s", "namespace": "logs"}}]
    spec = {"nodeSets": [{"name": "d", "count": 1}], "remoteClusters": remote, **spec}
    body = resource("elasticsearch.k8s.elastic.co/v1", "Elasticsearch", "far", spec)
    return in_namespace("far", body)


@PLANS
def test_an_operator_with_a_sidecar_loses_an_elasticsearch_in_ambient(with_plan: bool) -> None:
    lines = report(live_in("ambient", operator=OPERATOR), with_plan, "ambient")
    name = "elastic-system/elastic-operator-0"
    assert_only(lines, name, "operator-connects-to-ambient-pods", **TARGET)
    assert [line.expected for line in lines if line.subject == name] == ["ambient"]


def test_an_operator_with_a_sidecar_is_ready_where_the_plan_accepts_it() -> None:
    live = live_in("ambient", operator=OPERATOR)
    assert not_ready(report(live, True, "ambient", operator={"meshed": False})) == []


@PLANS
def test_an_operator_in_ambient_is_ready_for_both_data_planes(with_plan: bool) -> None:
    for plane, labels in ("ambient", None), ("sidecar", TUNNEL):
        lines = report(live_in(plane, operator=IN_AMBIENT, labels=labels), with_plan, plane)
        assert not_ready(lines) == []
        assert ("elastic-system/op-0", READY) in [(line.subject, line.state) for line in lines]


@PLANS
def test_an_operator_in_ambient_needs_sidecars_that_accept_its_tunnel(with_plan: bool) -> None:
    lines = report(live_in("sidecar", operator=IN_AMBIENT), with_plan, "sidecar")
    targets = {"targets": "Elasticsearch/logs/s, Kibana/logs/k"}
    assert_only(lines, "elastic-system/op-0", "sidecars-without-tunnel", **targets)


@PLANS
@pytest.mark.parametrize("proxy", ["native", "classic"])
def test_a_kibana_with_a_sidecar_connects_by_a_cluster_ip_and_is_ready(
    with_plan: bool, proxy: str
) -> None:
    away = kb("apps", "away")
    live = live_in("ambient", away, pod(away, proxy), operator=IN_AMBIENT)
    assert not_ready(report(live, with_plan, "ambient")) == []


@PLANS
def test_a_kibana_with_a_sidecar_does_not_reach_a_headless_service(with_plan: bool) -> None:
    for name in "s-es-internal-http", "s-es-d":
        reference = {"name": "s", "namespace": "logs", "serviceName": name}
        away = kb("apps", "away", elasticsearchRef=reference)
        live = live_in("ambient", away, pod(away), operator=IN_AMBIENT)
        lines = report(live, with_plan, "ambient")
        if name == "s-es-internal-http":
            assert not_ready(lines) == []
        else:
            assert_only(lines, "apps/away-kb-0", "connects-to-ambient-pods", **TARGET)


@PLANS
def test_a_remote_cluster_in_another_data_plane_is_rejected_on_its_port(with_plan: bool) -> None:
    far = other_es()
    for proxy, message in (
        ("native", "connects-to-ambient-pods"),
        ("", "client-of-another-release-locked-out"),
    ):
        live = live_in("ambient", far, pod(far, proxy), operator=IN_AMBIENT)
        assert_only(report(live, with_plan, "ambient"), "far/far-es-0", message, **TARGET)
    live = live_in("ambient", far, captured(pod(far, "")), operator=IN_AMBIENT)
    assert not_ready(report(live, with_plan, "ambient")) == []
    far = other_es(nodeSets=[treated(es())[0]["spec"]["nodeSets"][0]])
    live = live_in("ambient", far, operator=IN_AMBIENT)
    assert_only(report(live, with_plan, "ambient"), "far/far", "connects-to-ambient-pods", **TARGET)


@PLANS
def test_a_remote_cluster_bypasses_sidecars_whatever_its_data_plane(with_plan: bool) -> None:
    far = other_es()
    for body in pod(far), pod(far, ""), captured(pod(far, "")):
        live = live_in("sidecar", far, body, operator=OPERATOR)
        assert not_ready(report(live, with_plan, "sidecar")) == []


def test_a_pod_of_a_removed_node_set_is_ready_in_the_data_plane_of_the_others_only() -> None:
    owner, found = es(), "pod-of-removed-node-set"
    for body, wanted in (
        (pod(owner, "native", "old"), [("s-es-0", found)]),
        (pod(owner, "", "old"), [("s-es-0", found)]),
        (captured(pod(owner, "", "old")), []),
    ):
        live = live_in("ambient", body, operator=IN_AMBIENT)
        assert not_ready(report(live, True, "ambient")) == wanted
