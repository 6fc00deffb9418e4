"""The fields of ECK's CRDs, from its Go module (`ci/tools eck-crds.yaml`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import yaml

from tests.support.helm import ROOT

CRDS = ROOT / ".tools" / "eck-crds.yaml"
CERTIFICATES = ROOT / ".tools" / "cert-manager-crd.yaml"
ROUTES = ROOT / ".tools" / "openshift-route-crd.yaml"


class Field(NamedTuple):
    """One field that has no fields of its own. path: with * for each element of a list, and KEY
    for any key of a mapping; type: of OpenAPI, or int-or-string."""

    kind: str
    path: tuple[str, ...]
    type: str

    @property
    def dotted(self) -> str:
        return ".".join(self.path)


class Crd(NamedTuple):
    """One kind, in the version that is stored."""

    kind: str
    api_version: str
    fields: list[Field]


def eck_crds() -> list[Crd]:
    """All CRDs of ECK; skips the test where there was no Go to get them with."""
    if not CRDS.exists():
        pytest.skip("ECK's CRDs are not here: ci/tools eck-crds.yaml, which needs Go")
    return [_crd(text) for text in CRDS.read_text().split("\n---\n") if "kind:" in text]


def _crd(text: str) -> Crd:
    spec = yaml.load(text, yaml.CSafeLoader)["spec"]
    (version,) = (one for one in spec["versions"] if one["storage"])
    kind = spec["names"]["kind"]
    schema = version["schema"]["openAPIV3Schema"]["properties"]["spec"]
    fields = [Field(kind, path, of) for path, of in _fields(schema, ("spec",))]
    return Crd(kind, f"{spec['group']}/{version['name']}", fields)


def _fields(schema: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    inner = schema.get("additionalProperties")
    if schema.get("properties"):
        for name, below in schema["properties"].items():
            yield from _fields(below, (*path, name))
    elif schema.get("type") == "array":
        yield from _fields(schema["items"], (*path, "*"))
    elif isinstance(inner, dict):
        yield from _fields(inner, (*path, "KEY"))
    else:
        yield path, schema.get("type", "int-or-string")
