"""The table of annotations: each row names a grammar and a message that exist."""

from __future__ import annotations

import pytest

from eck_mesh.istio.annotation_values import PARSERS, SINGLE_VALUES
from eck_mesh.istio.annotations import ANNOTATIONS, Annotation
from eck_mesh.istio.modes import MODES
from eck_mesh.messages.catalogue import MESSAGES


@pytest.mark.parametrize("row", ANNOTATIONS.values(), ids=ANNOTATIONS)
def test_a_row_refuses_something(row: Annotation) -> None:
    assert row.grammar in ("", *PARSERS, *SINGLE_VALUES)
    assert bool(row.message) == bool(row.only or row.contains)
    assert row.message in ("", *MESSAGES)
    assert row.bypass in ("", "served", "dialed", "cluster")
    assert set(row.modes) <= set(MODES)
    assert row.grammar or row.message
