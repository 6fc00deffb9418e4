"""What the chart creates beside a resource, because a field of its entry asks for it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.helm import Helm
from tests.support.kind_files import ENTRY, FILES

WITH_BUDGET = [
    name for name, row in FILES.items() if "podDisruptionBudget" in row.get("beside", [])
]


# Pods whose number Kubernetes knows.
COUNTED = {**ENTRY, "beat": {"type": "filebeat", "deployment": {}}}


def test_nothing_is_created_unasked(helm: Helm) -> None:
    entries = {section: {"a": ENTRY.get(section, {})} for section in FILES}
    kinds = {one["kind"] for one in helm.template(values=entries).objects}
    assert kinds == {row["kind"] for row in FILES.values()}


@pytest.mark.parametrize("section", WITH_BUDGET)
def test_a_budget_selects_the_pods_of_its_resource(helm: Helm, section: str) -> None:
    entry = COUNTED.get(section, {})
    values = {
        section: {
            "a": {**entry, "podDisruptionBudget": {}},
            "b": {**entry, "labels": {"team": "x"}},
        }
    }
    row = FILES[section]
    found = helm.template(values=values).object(
        "PodDisruptionBudget", f"elastic-istio-a-{row['short']}"
    )
    assert found["spec"] == {
        "maxUnavailable": 1,
        "selector": {"matchLabels": {row["selector"]: "elastic-istio-a"}},
    }


@pytest.mark.parametrize(
    ("budget", "spec"),
    [
        ({"minAvailable": "50%"}, {"minAvailable": "50%"}),
        ({"maxUnavailable": 0}, {"maxUnavailable": 0}),
        ({"maxUnavailable": None, "minAvailable": 1}, {"minAvailable": 1}),
        ({"unhealthyPodEvictionPolicy": "AlwaysAllow"},
         {"maxUnavailable": 1, "unhealthyPodEvictionPolicy": "AlwaysAllow"}),
    ],
)  # fmt: skip
def test_a_budget_is_in_the_words_of_kubernetes(
    helm: Helm, budget: dict[str, Any], spec: dict[str, Any]
) -> None:
    values = {"kibana": {"default": {"labels": {"team": "x"}, "podDisruptionBudget": budget}}}
    found = helm.template(values=values).object("PodDisruptionBudget", "elastic-istio-kb")
    assert found["metadata"]["labels"]["team"] == "x"
    del found["spec"]["selector"]
    assert found["spec"] == spec


def test_two_limits_are_refused_before_kubernetes_would(helm: Helm) -> None:
    budget = {"maxUnavailable": 1, "minAvailable": 1}
    done = helm.template(
        values={"kibana": {"default": {"podDisruptionBudget": budget}}}, check=False
    )
    assert "kibana.default.podDisruptionBudget: has minAvailable and maxUnavailable" in done.stderr


def test_null_and_defaults(helm: Helm) -> None:
    values = {
        "defaults": {"kibana": {"podDisruptionBudget": {}}},
        "kibana": {"default": {}, "b": {"podDisruptionBudget": {"minAvailable": 2}}},
        "apmServer": {"a": {"podDisruptionBudget": None}},
    }
    found = [
        one for one in helm.template(values=values).objects if one["kind"] == "PodDisruptionBudget"
    ]
    assert {one["metadata"]["name"]: one["spec"].get("minAvailable") for one in found} == {
        "elastic-istio-kb": None,
        "elastic-istio-b-kb": 2,
    }


@pytest.mark.parametrize("section", ["agent", "beat"])
def test_a_budget_that_would_allow_no_eviction_is_refused(helm: Helm, section: str) -> None:
    """The disruption controller asks for the scale of what controls the pods; a DaemonSet has none."""
    entry = {**ENTRY[section], "daemonSet": {}}
    entry.pop("deployment", None)
    for budget in {}, {"maxUnavailable": 2}, {"minAvailable": "50%"}:
        values: dict[str, Any] = {section: {"a": {**entry, "podDisruptionBudget": budget}}}
        done = helm.template(values=values, check=False)
        assert f"{section}.a.podDisruptionBudget: is for pods of a DaemonSet" in done.stderr
    values[section]["a"]["podDisruptionBudget"] = {"minAvailable": 3}
    kinds = [one["kind"] for one in helm.template(values=values).objects]
    assert kinds.count("PodDisruptionBudget") == 1
    values[section]["a"]["podDisruptionBudget"] = {"enabled": False}
    kinds = [one["kind"] for one in helm.template(values=values).objects]
    assert "PodDisruptionBudget" not in kinds


@pytest.mark.parametrize("amount", ["1", "50", "half", -1, "-1%"])
def test_an_amount_that_kubernetes_would_reject_is_refused(helm: Helm, amount: Any) -> None:
    values = {"kibana": {"default": {"podDisruptionBudget": {"maxUnavailable": amount}}}}
    done = helm.template(values=values, check=False)
    assert "/kibana/default/podDisruptionBudget/maxUnavailable" in done.stderr
