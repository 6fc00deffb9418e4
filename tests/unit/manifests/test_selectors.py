"""Label selectors: pairs, expressions, labels with unknown values, and what is no selector."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.manifests.selectors import labels_match, selector_matches


@pytest.mark.parametrize(
    ("wanted", "matches"),
    [
        ({}, True),
        ({"app": "shop"}, True),
        ({"app": "shop", "tier": "hot"}, False),
        ({"app": "other"}, False),
        ({"eck/role": "data"}, True),
        ({"eck/name": "b"}, False),
        ({"pod-name": "es-0"}, True),
        ({"pod-name": "kb-0"}, False),
    ],
)
def test_labels_with_unknown_values_are_assumed_to_match(
    wanted: dict[str, str], matches: bool
) -> None:
    labels = {"app": "shop", "eck/name": "a"}
    assert labels_match(wanted, labels, assumed={"eck/": ("",), "pod-name": ("es",)}) == matches
    assert labels_match(wanted, labels) == (matches and wanted.keys() <= labels.keys())


@pytest.mark.parametrize(
    ("expression", "matches"),
    [
        ({"key": "app", "operator": "In", "values": ["shop", "other"]}, True),
        ({"key": "app", "operator": "In", "values": ["other"]}, False),
        ({"key": "app", "operator": "NotIn", "values": ["shop"]}, False),
        ({"key": "tier", "operator": "In", "values": ["hot"]}, False),
        ({"key": "tier", "operator": "NotIn", "values": ["hot"]}, True),
        ({"key": "app", "operator": "Exists"}, True),
        ({"key": "tier", "operator": "Exists"}, False),
        ({"key": "app", "operator": "DoesNotExist"}, False),
        ({"key": "tier", "operator": "DoesNotExist"}, True),
    ],
)
def test_expressions(expression: dict[str, Any], matches: bool) -> None:
    labels = {"app": "shop"}
    assert selector_matches({"matchExpressions": [expression]}, labels) == matches
    both = {"matchLabels": {"app": "other"}, "matchExpressions": [expression]}
    assert not selector_matches(both, labels)


@pytest.mark.parametrize(
    "selector",
    [
        None,
        [],
        {"matchLabels": ["watched"]},
        {"matchExpressions": "watched"},
        {"matchExpressions": [{"key": ["watched"], "operator": "Sometimes"}]},
        {"matchExpressions": [{"key": "watched", "operator": "In", "values": 3}]},
        {"matchExpressions": [{"key": "watched", "operator": ["In"], "values": ["no"]}]},
    ],
)
def test_an_invalid_selector_is_assumed_to_match(selector: Any) -> None:
    assert selector_matches(selector, {"watched": "yes"})
