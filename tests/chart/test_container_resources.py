"""`resources` in values end in the pod template, which every ECK reads, as ECK's own field would."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.support.compiled import STALE, STRICT, compiled, with_plan
from tests.support.helm import Helm
from tests.support.streams import by_id

MEMORY: dict[str, Any] = {"limits": {"memory": "4Gi"}}
SECTIONS = [
    ("elasticsearch", "Elasticsearch", "elasticsearch"),
    ("kibana", "Kibana", "kibana"),
    ("apmServer", "ApmServer", "apm-server"),
]


def values(section: str, **more: Any) -> dict[str, Any]:
    """One resource; what is given is of its only nodeSet, if it has nodeSets."""
    entry: dict[str, Any] = {"enabled": True}
    entry |= {"nodeSets": {"a": more}} if section == "elasticsearch" else more
    return {section: {"default": entry}}


def holder(helm: Helm, section: str, kind: str, **more: Any) -> dict[str, Any]:
    """What holds the pod template in the rendered object."""
    spec = helm.template(values=values(section, **more)).object(kind, "elastic-istio")["spec"]
    found: dict[str, Any] = spec["nodeSets"][0] if section == "elasticsearch" else spec
    return found


@pytest.mark.parametrize(("section", "kind", "name"), SECTIONS)
def test_the_main_container_gets_them(section: str, kind: str, name: str, helm: Helm) -> None:
    made = holder(helm, section, kind, resources={"requests": {"cpu": 1}, **MEMORY})
    assert "resources" not in made, "the field needs ECK 3.5.0"
    wanted = {"requests": {"cpu": "1"}, **MEMORY}
    assert made["podTemplate"]["spec"] == {"containers": [{"name": name, "resources": wanted}]}


@pytest.mark.parametrize(
    "nothing",
    [None, {}, {"limits": {}}, {"limits": None, "requests": {}}, {"limits": {"cpu": None}}],
)
def test_nothing_is_written_for_nothing(nothing: Any, helm: Helm) -> None:
    """An empty map on the container would turn ECK's own defaults off; in ECK's field it does not."""
    made = holder(helm, "kibana", "Kibana", resources=nothing)
    assert made["podTemplate"]["spec"] == {"containers": []}


def test_nulls_within_are_dropped(helm: Helm) -> None:
    resources = {"limits": {"cpu": None, "memory": "1Gi"}, "requests": None}
    made = holder(helm, "kibana", "Kibana", resources=resources)
    (container,) = made["podTemplate"]["spec"]["containers"]
    assert container["resources"] == {"limits": {"memory": "1Gi"}}


CONTAINERS: list[dict[str, Any]] = [
    {"name": "other", "resources": {"limits": {"cpu": "9"}}},
    {
        "name": "kibana",
        "env": [{"name": "A", "value": "b"}],
        "resources": {
            "limits": {"cpu": "2", "memory": "1Gi"},
            "requests": {"cpu": "1"},
            "claims": [{"name": "c"}],
        },
    },
    {"name": "last", "resources": {}},
]


def test_a_container_of_yours_keeps_its_place_and_what_is_not_given(helm: Helm) -> None:
    template: Any = {"spec": {"nodeName": "n", "containers": CONTAINERS}}
    made = holder(helm, "kibana", "Kibana", resources=MEMORY, podTemplate=template)
    wanted = copy.deepcopy(template)
    wanted["spec"]["containers"][1]["resources"]["limits"]["memory"] = "4Gi"
    assert made["podTemplate"]["spec"] == wanted["spec"]


def test_without_the_main_container_it_comes_last_as_in_ecks_own_template(helm: Helm) -> None:
    template = {"spec": {"containers": [{"name": "other"}]}}
    made = holder(helm, "kibana", "Kibana", resources=MEMORY, podTemplate=template)
    names = [container["name"] for container in made["podTemplate"]["spec"]["containers"]]
    assert names == ["other", "kibana"]


@pytest.mark.parametrize(
    "template",
    [None, {}, {"spec": None}, {"spec": {"containers": None}}, {"spec": {"containers": []}}],
)
def test_a_pod_template_without_containers(template: Any, helm: Helm) -> None:
    made = holder(helm, "kibana", "Kibana", resources=MEMORY, podTemplate=template)
    wanted = [{"name": "kibana", "resources": MEMORY}]
    assert made["podTemplate"]["spec"]["containers"] == wanted


def test_ecks_own_field_is_written_by_spec(helm: Helm) -> None:
    """ECK sets what it says on the container, over what the pod template says."""
    made = holder(
        helm, "kibana", "Kibana", resources=MEMORY, spec={"resources": {"limits": {"cpu": 1}}}
    )
    assert made["resources"] == {"limits": {"cpu": "1"}}
    assert made["podTemplate"]["spec"]["containers"][0]["resources"] == MEMORY


@pytest.mark.parametrize("spec", [{"containers": {"kibana": {}}}, {"containers": "x"}])
def test_containers_that_are_no_list_are_refused(spec: Any, helm: Helm) -> None:
    given = values("kibana", resources=MEMORY, podTemplate={"spec": spec})
    done = helm.template(values=given, check=False)
    assert (done.returncode, "/kibana/default/podTemplate/spec/containers" in done.stderr) == (
        1,
        True,
    )
    given = values("kibana", resources=MEMORY, spec={"podTemplate": {"spec": spec}})
    done = helm.template(values=given, check=False)
    assert done.returncode == 1
    assert "kibana.default.podTemplate.spec.containers: must be a list." in done.stderr


@pytest.mark.parametrize("amount", ["4GB", "1 Gi", "lots", "1e", "", True])
@pytest.mark.parametrize("section", ["elasticsearch", "kibana", "apmServer"])
def test_an_amount_that_kubernetes_cannot_read_is_refused(
    section: str, amount: Any, helm: Helm
) -> None:
    """The API server does not look into a pod template, and the operator could not read the resource."""
    given = values(section, resources={"limits": {"memory": amount}})
    done = helm.template(values=given, check=False)
    assert (done.returncode, "limits" in done.stderr) == (1, True)


@pytest.mark.parametrize("amount", ["500m", "1.5", ".5", "4Gi", "1e3", "1E3", 2, 0.5, "100k"])
def test_amounts_of_kubernetes_are_accepted(amount: Any, helm: Helm) -> None:
    holder(helm, "kibana", "Kibana", resources={"limits": {"cpu": amount}})


@pytest.mark.parametrize("size", ["10GB", "big"])
def test_a_size_that_kubernetes_cannot_read_is_refused(size: str, helm: Helm) -> None:
    given = values("elasticsearch", storage={"size": size})
    assert helm.template(values=given, check=False).returncode == 1


ADDED = {
    "elasticsearch": {"default": {"nodeSets": {"default": {"resources": MEMORY}}}},
    "kibana": {"default": {"resources": MEMORY}},
}


def test_a_plan_stays_fresh_when_resources_are_added_or_changed(helm: Helm, tmp_path: Any) -> None:
    """The chart adds a container to the pod template, and still no plan depends on it."""
    others = copy.deepcopy(ADDED)
    others["kibana"]["default"]["resources"]["limits"] = {"cpu": 1}
    base = {**STRICT, "elasticsearch": {"default": {"nodeSets": {"default": {}}}}}
    plan = compiled(tmp_path, base)
    assert plan == compiled(tmp_path, {**STRICT, **ADDED})
    for added in ADDED, others:
        given = {**STRICT, **added}
        alone = with_plan(helm, tmp_path, plan, values=given)
        assert alone.returncode == 0, alone.stderr
        ours = helm.template(*helm.post_renderer(), values=given)
        assert by_id(alone.stdout) == by_id(ours.stdout)


def test_the_container_counts_where_a_rule_may_reach_it(helm: Helm, tmp_path: Any) -> None:
    rule = {
        "name": "a",
        "match": {"kind": "Kibana"},
        "path": "$.spec.podTemplate.spec.containers[*]",
        "set": {"tty": True},
        "optional": True,
    }
    mesh = {"mesh": {"mode": "strict", "rules": [rule]}}
    plan = compiled(tmp_path, mesh)
    done = with_plan(helm, tmp_path, plan, values={**mesh, "kibana": ADDED["kibana"]})
    assert (done.returncode, STALE in done.stderr) == (1, True)
    plan = compiled(tmp_path, {**mesh, "kibana": ADDED["kibana"]})
    done = with_plan(helm, tmp_path, plan, values={**mesh, "kibana": ADDED["kibana"]})
    assert done.object("Kibana", "elastic-istio")["spec"]["podTemplate"]["spec"]["containers"] == [
        {"name": "kibana", "resources": MEMORY, "tty": True}
    ]
