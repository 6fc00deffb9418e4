"""The annotation proxy.istio.io/config, by the types of Istio's ProxyConfig (istio/api, mesh/v1alpha1/proxy.proto)."""

from __future__ import annotations

import pytest

from eck_mesh.istio.proxy_config import check_proxy_config
from eck_mesh.messages.problem import InvalidValue


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
def test_what_istio_accepts(text: str) -> None:
    check_proxy_config(text)


@pytest.mark.parametrize(
    ("text", "message", "wanted"),
    [
        ("proxyMetadata: {A: 1}", "wrong-type", "a string"),
        ("proxy_metadata: [a]", "wrong-type", "a mapping of strings"),
        ("terminationDrainDuration: 60", "wrong-type", "a duration with its unit, like 60s"),
        ("terminationDrainDuration: 60 s", "wrong-type", "a duration with its unit, like 60s"),
        ("holdApplicationUntilProxyStarts: 'yes'", "wrong-type", "true or false"),
        ("holdApplicationUntilProxyStarts: 1", "wrong-type", "true or false"),
        ("concurrency: two", "wrong-type", "a whole number"),
        ("concurrency: true", "wrong-type", "a whole number"),
        ("discoveryAddress: 15012", "wrong-type", "a string"),
        ("extraStatTags: [1]", "wrong-type", "a list of strings"),
        ("tracing: x", "wrong-type", "a mapping"),
        ("- a", "no-mapping", ""),
        ("{", "not-parsed", ""),
    ],
)
def test_what_istio_refuses(text: str, message: str, wanted: str) -> None:
    with pytest.raises(InvalidValue) as error:
        check_proxy_config(text)
    why = error.value.reason
    assert why.id == f"proxy-config-{message}"
    assert why.values.get("wanted", "") == wanted
    assert not wanted or str(why.values["field"]).partition(".")[0] == text.partition(":")[0]


@pytest.mark.parametrize("text", ["interceptionMode: NONE", "interception_mode: 2"])
def test_a_sidecar_that_captures_nothing(text: str) -> None:
    with pytest.raises(InvalidValue, match="captures-nothing"):
        check_proxy_config(text)
