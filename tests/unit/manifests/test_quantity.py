"""Quantities, as Kubernetes reads them (apimachinery, pkg/api/resource/quantity_test.go has these and more)."""

from __future__ import annotations

import pytest

from eck_mesh.manifests.quantity import amount


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("100m", 0.1),
        ("1.5Gi", 1.5 * 2**30),
        ("128Ki", 2**17),
        ("1E", 10.0**18),
        ("1Ei", 2.0**60),
        ("1e3", 1000),
        ("1E-3", 0.001),
        ("5.", 5),
        (".5", 0.5),
        ("+1k", 1000),
        ("3n", 3e-9),
    ],
)
def test_quantities(text: str, value: float) -> None:
    assert amount(text) == pytest.approx(value)


@pytest.mark.parametrize(
    "text", ["", "m", "128ki", "1K", "1Mb", "1 Gi", "-1", "1mi", "1e", "1e3Ki", ".", "٣"]
)
def test_texts_that_are_not_quantities(text: str) -> None:
    assert amount(text) is None
