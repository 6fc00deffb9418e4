"""Annotation values, as Istio's injector parses them (pkg/kube/inject/validate.go)."""

from __future__ import annotations

import pytest

from eck_mesh.istio import annotations as istio


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("", []),
        ("9300", [9300]),
        ("9300, 9400", [9300, 9400]),
        (" 1 ,2", [1, 2]),
        ("0,65535", [0, 65535]),
    ],
)
def test_ports_that_istio_takes(text: str, ports: list[int]) -> None:
    assert istio.ports(text) == ports


@pytest.mark.parametrize(
    "text", ["93x", "9300-9400", "*", "9300,", ",", "65536", "-1", "http", "９３００", "1.0", "+1"]
)
def test_ports_that_istio_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="is no port"):
        istio.ports(text)


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
def test_ranges_that_may_hold_cluster_addresses(text: str, hit: list[str]) -> None:
    assert istio.cluster_ranges(text) == hit


@pytest.mark.parametrize(
    "text", ["1.2.3", "1.2.3.4", "10.0.0.0/33", "a/8", "8.8.8.8/32, 9.9.9.9/32", "8.8.8.8/32,"]
)
def test_ranges_that_istio_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="is no address range"):
        istio.cluster_ranges(text)
