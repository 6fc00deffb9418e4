"""docs/surface.md names everything of ECK's, Istio's and Kubernetes' sources that it is about, once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.cluster.bed.tools import module
from tests.support.surface import problems

# How ECK's source writes down the name of an annotation.
ANNOTATION = re.compile(r'\w*[Aa]nno(?:t)?ation\w*(?: string)? *= *"([a-z.0-9-]+/[a-z0-9-]+)"')
NESTED = {"securityContext", "ports"}


def api() -> Path:
    """Istio's API module, of the version that Istio's own module needs."""
    istio = module("istio.io/istio")
    (version,) = re.findall(r"istio\.io/api (\S+)", (istio / "go.mod").read_text())
    return istio.parent / f"api@{version}"


def eck_annotations() -> set[str]:
    found: set[str] = set()
    for path in module("github.com/elastic/cloud-on-k8s/v3").glob("pkg/**/*.go"):
        if not path.name.endswith("_test.go"):
            found.update(ANNOTATION.findall(path.read_text()))
    return found


def definitions() -> dict[str, Any]:
    path = module("k8s.io/kubernetes") / "api" / "openapi-spec" / "swagger.json"
    found: dict[str, Any] = json.loads(path.read_text())["definitions"]
    return found


def fields(called: str, schema: str, of: dict[str, Any]) -> Iterator[str]:
    """The fields of a type of Kubernetes, and those of its security context and ports."""
    for field, body in of[schema]["properties"].items():
        below = body.get("$ref") or body.get("items", {}).get("$ref", "")
        if field in NESTED:
            inner = of[below.removeprefix("#/definitions/")]["properties"]
            yield from (f"{called} {field}.{one}" for one in inner)
        else:
            yield f"{called} {field}"


def spec_fields(schema: dict[str, Any], path: str = "", depth: int = 0) -> Iterator[str]:
    """The paths of the fields of a CRD's spec, down to the second level."""
    while schema.get("type") == "array":
        schema, path = schema["items"], f"{path}.*"
    below = schema.get("properties")
    if not below or depth == 2:
        yield path
        return
    for field, inner in below.items():
        yield from spec_fields(inner, f"{path}.{field}".lstrip("."), depth + 1)


def test_annotations_of_eck() -> None:
    names = eck_annotations()
    assert len(names) > 50
    assert list(problems("eck-annotation", names)) == []


def test_annotations_and_labels_of_istio() -> None:
    for source, file, key in (
        ("istio-annotation", "annotation/annotations.yaml", "annotations"),
        ("istio-label", "label/labels.yaml", "labels"),
    ):
        table = yaml.safe_load((api() / file).read_text())
        names = {one["name"] for one in table[key]}
        assert len(names) > 20
        assert list(problems(source, names)) == []


def test_fields_of_pod_templates() -> None:
    of = definitions()
    names = {
        *fields("pod", "io.k8s.api.core.v1.PodSpec", of),
        *fields("container", "io.k8s.api.core.v1.Container", of),
    }
    assert len(names) > 70
    assert list(problems("pod", names)) == []


def test_fields_of_istios_kinds() -> None:
    path = module("istio.io/istio") / "manifests/charts/base/files/crd-all.gen.yaml"
    names: set[str] = set()
    for crd in filter(None, yaml.safe_load_all(path.read_text())):
        (version,) = (one for one in crd["spec"]["versions"] if one["storage"])
        spec = version["schema"]["openAPIV3Schema"]["properties"]["spec"]
        names.update(f"{crd['spec']['names']['kind']} {one}" for one in spec_fields(spec))
    assert len(names) > 200
    assert list(problems("istio", names)) == []
