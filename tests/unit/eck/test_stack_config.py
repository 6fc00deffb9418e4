"""Which resources a StackConfigPolicy selects."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.eck.stack_config import selects


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
def test_what_is_no_selector_may_select(selector: Any) -> None:
    assert selects(selector, {"watched": "yes"})
