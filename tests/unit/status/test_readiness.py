"""What `eck-mesh status` concludes, each with the one thing that is wrong. The same in a cluster: tests/cluster/test_status.py."""

from __future__ import annotations

import pytest
import yaml

from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from eck_mesh.status.live import manifest
from eck_mesh.status.readiness import status
from tests.support.status import (
    DISABLE,
    ES,
    KB,
    READY,
    SCHEME,
    Body,
    bare,
    es,
    judge,
    kb,
    only,
    pod,
    policy,
    treated,
    with_policy,
    wrong,
)


@pytest.mark.parametrize("plan", [(), (es(), kb())])
def test_a_permissive_release_with_its_sidecars_is_ready(plan: tuple[Body, ...]) -> None:
    lines = judge(READY, *plan)
    assert wrong(lines) == []
    assert [line.what for line in lines if line.state == "ready"] == [
        "elastic-system/elastic-operator-0",
        "s-es-0",
        "k-kb-0",
    ]


def test_what_was_not_looked_at_is_said() -> None:
    (note,) = [line for line in judge(READY) if line.state == "note"]
    assert "not looked at: clients that are no resources of ECK" in note.text


def test_what_knows_of_no_mesh_is_not_ready_although_nothing_asks_for_it() -> None:
    live = READY._replace(
        resources=[manifest(es()), manifest(kb())], pods=[pod(es(), ""), pod(kb(), "")], policies=[]
    )
    found = wrong(
        judge(live._replace(operators=[bare("elastic-operator-0", "elastic-system", "")]))
    )
    assert [what for what, _ in found] == ["elastic-system/elastic-operator-0", "s-es-0", "k-kb-0"]
    assert "mesh.mode: permissive comes first" in found[1][1]


def test_an_empty_namespace_is_not_ready() -> None:
    only(judge(READY._replace(resources=[])), "logs", "no resource of ECK is there")


def test_a_stream_that_is_not_strict_is_not_ready_for_strict() -> None:
    only(
        judge(READY, es(), kb(), mode="permissive", tls="auto"),
        "the stream",
        "asks for strict nowhere",
    )


@pytest.mark.parametrize("scheme", ["https", None])
def test_tls_that_the_plan_would_turn_off(scheme: str | None) -> None:
    """Where no label of the pods says what they speak, their resource does."""
    own = pod(ES)
    own["metadata"]["labels"].pop(SCHEME) if scheme is None else None
    only(
        judge(READY._replace(pods=[own, pod(KB)]), es(), kb(), tls="auto"),
        "Elasticsearch/logs/s",
        "cannot roll under sidecars",
    )


def test_ambient_needs_no_rules_and_says_who_takes_pods_into_it() -> None:
    bodies = treated(es(), kb(), dataPlane="ambient")
    resources = [m for m in bodies if "elastic" in m["apiVersion"]]
    taken = [pod(m, "") for m in resources]
    live = READY._replace(
        resources=[manifest(m) for m in resources], pods=taken, policies=[], revisions=[]
    )
    rule = policy("DestinationRule", "logs", {"host": "s-es-http", **DISABLE})
    found = wrong(judge(live._replace(policies=[rule])))
    assert [what for what, _ in found] == ["s-es-0", "k-kb-0"]
    assert all("does Istio's CNI agent run on its node, with ambient?" in text for _, text in found)
    for own in taken:
        own["metadata"]["annotations"] = {"ambient.istio.io/redirection": "enabled"}
    for plan in ((), (es(), kb())):
        assert wrong(judge(live, *plan, dataPlane="ambient")) == []


def test_a_compiled_stream_says_by_its_policies_what_it_is() -> None:
    """It carries no settings any more."""
    compiled = treated(es(), kb(), mode="strict", tls="eck")
    mesh = render(yaml.safe_dump_all(compiled), Flags(namespace="logs")).after
    assert wrong(list(status(READY, mesh, ["logs"], "elastic-system"))) == []
    rule = with_policy(policy("DestinationRule", "elastic-system", {"host": "*.local", **DISABLE}))
    assert {what for what, _ in wrong(list(status(rule, mesh, ["logs"], "elastic-system")))} == {
        "DestinationRule/elastic-system/theirs"
    }


def test_a_kind_that_the_table_does_not_have_is_said() -> None:
    new = manifest(
        {
            "apiVersion": "new.k8s.elastic.co/v1",
            "kind": "New",
            "metadata": {"name": "n", "namespace": "logs"},
        }
    )
    assert [
        line.what
        for line in judge(READY._replace(resources=[*READY.resources, new]))
        if "its kind" in line.text
    ] == ["New/logs/n"]
