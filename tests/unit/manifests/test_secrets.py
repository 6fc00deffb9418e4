"""What a Secret holds: data is base64, and anything else counts as empty."""

from __future__ import annotations

from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.manifests.secrets import decoded


def test_data_is_decoded() -> None:
    data = {"url": "aHR0cHM6Ly9lcw==", "bad": "%", "binary": "/w==", "number": 5}
    body = {"data": data, "stringData": {"url": "x"}}
    clear = decoded(Manifest(Ref("", "Secret", "prod", "s"), body, 1)).body
    assert clear["data"] == {"url": "https://es", "bad": "", "binary": ""}
    assert clear["stringData"] == {"url": "x"}
    assert body["data"] is data
