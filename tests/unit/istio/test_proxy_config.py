"""The annotation proxy.istio.io/config, by the types of Istio's ProxyConfig (istio/api, mesh/v1alpha1/proxy.proto)."""

from __future__ import annotations

import pytest

from eck_mesh.istio.proxy_config import problem


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing",
        "{}",
        "proxyMetadata: {A: '1'}",
        "proxy_metadata: null",
        "terminationDrainDuration: 1m30s",
        "drainDuration: '0'",
        "holdApplicationUntilProxyStarts: yes",
        "concurrency: '2'",
        "concurrency: 2.0",
        "interceptionMode: TPROXY",
        "tracing: {sampling: 10.0}",
        "extraStatTags: [a]",
        "ofALaterIstio: [1]",
    ],
)
def test_what_istio_takes(text: str) -> None:
    assert problem(text) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("proxyMetadata: {A: 1}", "proxyMetadata must be a mapping of strings"),
        ("proxy_metadata: [a]", "proxy_metadata must be a mapping of strings"),
        ("terminationDrainDuration: 60", "must be a duration with its unit, like 60s, not '60'"),
        ("terminationDrainDuration: 60 s", "must be a duration"),
        ("holdApplicationUntilProxyStarts: 'yes'", "must be true or false"),
        ("holdApplicationUntilProxyStarts: 1", "must be true or false"),
        ("concurrency: two", "must be a whole number"),
        ("concurrency: true", "must be a whole number"),
        ("discoveryAddress: 15012", "must be a string"),
        ("extraStatTags: [1]", "must be a list of strings"),
        ("tracing: x", "must be a mapping"),
        ("interceptionMode: NONE", "nothing would be captured"),
        ("interception_mode: 2", "nothing would be captured"),
        ("- a", "must hold a mapping"),
        ("{", "does not parse"),
    ],
)
def test_what_it_refuses_or_what_captures_nothing(text: str, words: str) -> None:
    assert words in problem(text)
