"""Which fields of a ProxyConfig a note names."""

from __future__ import annotations

import pytest

from eck_mesh.istio.proxy_config import unread_fields


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("concurrency: 2", []),
        ("proxyMetadata: {ISTIO_META_DNS_CAPTURE: 'true', OUTPUT_CERTS: /etc}", []),
        ("proxy_metadata: {OTHER: x}", ["proxy_metadata.OTHER"]),
        ("custom_config_file: a\nbinaryPath: b", ["custom_config_file", "binaryPath"]),
        ('{"proxyBootstrapTemplatePath": "a"}', ["proxyBootstrapTemplatePath"]),
        ("[a]", []),
        ("a: [", []),
        ("", []),
    ],
)
def test_fields_that_are_not_evaluated(text: str, fields: list[str]) -> None:
    assert unread_fields(text) == fields
