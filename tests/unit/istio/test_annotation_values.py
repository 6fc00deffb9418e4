"""Annotation values, as Istio's injector parses them (pkg/kube/inject/validate.go)."""

from __future__ import annotations

import pytest

from eck_mesh.istio.annotation_values import check_grammar, cluster_ranges, ports
from eck_mesh.messages.problem import InvalidValue


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("9300", [9300]),
        ("9300, 9400", [9300, 9400]),
        (" 1 ,2", [1, 2]),
        ("0,65535", [0, 65535]),
    ],
)
def test_ports_that_istio_accepts(text: str, found: list[int]) -> None:
    assert ports(text) == found


@pytest.mark.parametrize(
    "text", ["93x", "9300-9400", "*", "9300,", ",", "65536", "-1", "http", "９３００", "1.0", "+1"]
)
def test_ports_that_istio_refuses(text: str) -> None:
    with pytest.raises(InvalidValue, match="port-list-not-valid"):
        ports(text)


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("", []),
        ("169.254.169.254/32", []),
        ("8.8.8.0/24", []),
        ("10.1.2.3/32", []),
        ("10.96.0.0/12", ["10.96.0.0/12"]),
        ("8.8.8.0/24,192.168.0.0/24", ["192.168.0.0/24"]),
        ("0.0.0.0/0", ["0.0.0.0/0"]),
        ("fd00::/8", ["fd00::/8"]),
        ("::1/128", []),
    ],
)
def test_ranges_that_may_contain_cluster_addresses(text: str, hit: list[str]) -> None:
    assert cluster_ranges(text) == hit


@pytest.mark.parametrize(
    "text", ["1.2.3", "1.2.3.4", "10.0.0.0/33", "a/8", "8.8.8.8/32, 9.9.9.9/32", "8.8.8.8/32,"]
)
def test_ranges_that_istio_refuses(text: str) -> None:
    with pytest.raises(InvalidValue, match="address-range-not-valid"):
        cluster_ranges(text)


@pytest.mark.parametrize(
    ("grammar", "accepted", "refused"),
    [
        ("a port", ["0", " 15020 ", "65535"], ["65536", "-1", "http", ""]),
        ("a whole number", ["0", "4294967295"], ["4294967296", "5s", " 5", ""]),
        ("true or false", ["1", "t", "False"], ["maybe", "yes", ""]),
        ("a quantity", ["100m", "1", "128Mi"], ["1 core", "128mi", ""]),
    ],
)
def test_single_values(grammar: str, accepted: list[str], refused: list[str]) -> None:
    for text in accepted:
        check_grammar(grammar, text)
    for text in refused:
        with pytest.raises(InvalidValue, match="annotation-not-valid"):
            check_grammar(grammar, text)
