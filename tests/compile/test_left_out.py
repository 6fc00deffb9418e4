"""What is left out of the digest is less where something may read it after all: ECK's propagation of
labels, selectors of resources, and mesh.rules."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.crds import eck_crds
from tests.support.digested import MODES, outcome, put, smallest

SPEC: dict[str, Any] = {"count": 1, "version": "9.1.0", "config": {"a": 1}}


def one_kibana(
    mesh: Any = None,
    *,
    count: int = 1,
    selected: bool = False,
    versions: bool = False,
    **metadata: Any,
) -> dict[str, Any]:
    body = {
        "apiVersion": "kibana.k8s.elastic.co/v1",
        "kind": "Kibana",
        "metadata": {"name": "a", **metadata},
        "spec": {**SPEC, "count": count},
    }
    return {"object": body, "mesh": mesh or {}, "selected": selected, "versions": versions}


def rule(path: str, kind: str = "") -> dict[str, Any]:
    return {
        "rules": [
            {"name": "a", "path": path, "match": {"kind": kind} if kind else {}, "set": {"a": 1}}
        ]
    }


COPIES_LABELS = {"eck.k8s.alpha.elastic.co/propagate-labels": "*"}
VERSION: dict[str, Any] = {"labels": {"app.kubernetes.io/version": "9.1.0"}}
COPIES_ANNOTATIONS = {"eck.k8s.alpha.elastic.co/propagate-annotations": "a"}


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ({}, {"labels": {"a": "b"}}, True),
        ({}, {"annotations": {"a": "b"}}, True),
        ({}, {"annotations": {}}, True),
        ({}, {"annotations": {"kibana.k8s.elastic.co/a": "b"}}, False),
        ({}, {"annotations": {"traffic.sidecar.istio.io/a": "b"}}, False),
        ({}, {"namespace": "other"}, False),
        ({"selected": True}, {"selected": True, "labels": {"a": "b"}}, False),
        ({"selected": True}, {"selected": True, "annotations": {"a": "b"}}, True),
        ({"selected": True, "labels": {}}, {"selected": True, **VERSION}, True),
        (
            {"selected": True, "versions": True, "labels": {}},
            {"selected": True, "versions": True, **VERSION},
            False,
        ),
        (
            {"annotations": COPIES_LABELS},
            {"annotations": COPIES_LABELS, "labels": {"a": "b"}},
            False,
        ),
        (
            {"annotations": COPIES_ANNOTATIONS},
            {"annotations": {**COPIES_ANNOTATIONS, "a": "b"}},
            False,
        ),
    ],
)
def test_labels_and_annotations_of_the_resource(
    one: Any, two: Any, same: bool, digests: Any
) -> None:
    found = digests({"one": one_kibana(**one), "two": one_kibana(**two)})
    assert (found["one"] == found["two"]) == same


@pytest.mark.parametrize(
    ("mesh", "same"),
    [
        (rule("$.spec.podTemplate.metadata"), True),
        (rule("$.spec.podTemplate.spec.containers[0].env"), True),
        (rule("$.spec", "Elasticsearch"), True),
        (rule("$.spec"), False),
        (rule("$.spec", "Kibana"), False),
        (rule("$"), False),
        (rule("$.spec.count"), False),
        (rule("$.spec.count.deeper"), False),
        (rule("$..count"), False),
        (rule("$.spec.*"), False),
        (rule("$['spec']"), False),
        (rule("$.spec[?(@.count==1)]"), False),
        (rule("$.spec.config.`parent`"), False),
        (rule("$.spec", "DestinationRule"), False),
    ],
)
def test_what_a_user_defined_rule_may_reach_counts(mesh: Any, same: bool, digests: Any) -> None:
    found = digests({"one": one_kibana(mesh), "two": one_kibana(mesh, count=2)})
    assert (found["one"] == found["two"]) == same


def test_a_user_defined_rule_that_may_reach_the_label_with_the_version(digests: Any) -> None:
    mesh = rule("$.metadata[?(@.labels)]")
    found = digests({"one": one_kibana(mesh, labels={}), "two": one_kibana(mesh, **VERSION)})
    assert found["one"] != found["two"]


def test_a_rule_makes_only_what_it_may_reach_count(digests: Any) -> None:
    """The index of a list is as good as any: other fields of the elements stay left out."""
    crd = next(crd for crd in eck_crds() if crd.kind == "Elasticsearch")

    def of(field: str, value: Any) -> dict[str, Any]:
        body = put(smallest(crd), ("spec", "nodeSets", "*", field), value)
        return {"object": body, "mesh": rule("$.spec.nodeSets[0].resources")}

    found = digests(
        {
            "count 1": of("count", 1),
            "count 2": of("count", 2),
            "cpu 1": of("resources", {"limits": {"cpu": 1}}),
            "cpu 2": of("resources", {"limits": {"cpu": 2}}),
        }
    )
    assert found["count 1"] == found["count 2"]
    assert found["cpu 1"] != found["cpu 2"]


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("9.1.0", "9.9.9", True),
        ("7.17.1", "7.17.29", True),
        ("7.17.1", "8.0.0", False),
        ("9.1.0", "10.1.0", False),
    ],
)
def test_of_a_version_the_major_version_counts(
    one: str, two: str, same: bool, digests: Any
) -> None:
    bodies = {version: one_kibana() for version in (one, two)}
    for version, body in bodies.items():
        body["object"]["spec"]["version"] = version
    found = digests(bodies)
    assert (found[one] == found[two]) == same
    for flags in MODES if same else ():
        plans = [
            [decision._replace(reasons=()) for decision in outcome(body["object"], flags)]
            for body in bodies.values()
        ]
        assert plans[0] == plans[1]


def test_containers_count_by_name_and_order(digests: Any) -> None:
    kibana = next(crd for crd in eck_crds() if crd.kind == "Kibana")

    def of(*names: str) -> dict[str, Any]:
        containers = [{"name": name, "image": "a"} for name in names]
        return {
            "object": put(
                smallest(kibana), ("spec", "podTemplate", "spec", "containers"), containers
            )
        }

    found = digests({"ab": of("a", "b"), "ba": of("b", "a"), "a": of("a")})
    assert len(set(found.values())) == 3
