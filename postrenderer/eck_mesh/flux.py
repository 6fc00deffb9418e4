"""A Flux HelmRelease (v2), read as helm-controller reads it: what release it makes, of which chart, with which values.

Facts: helm-controller 1.6.3, api/v2/helmrelease_types.go and internal/release/name.go; fluxcd/pkg chartutil/values.go. In:
a file, or a built stream (`kustomize build`, `flux build kustomization`), where overlays and substitution are resolved.
"""

from __future__ import annotations

import hashlib
from collections import namedtuple

from eck_mesh import dialect
from eck_mesh.errors import UserError
from eck_mesh.helm import Chart, Release
from eck_mesh.manifest import get
from eck_mesh.stream import split
from eck_mesh.values_from import find, name_of, values_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

TOOLKIT = ".toolkit.fluxcd.io/"
LONGEST = 53  # Helm's limit of a release name


class Given(namedtuple("Given", "name namespace chart files", defaults=("", "", None, {}))):
    """What the command line says beside the stream. name: which HelmRelease (NAME or NAMESPACE/NAME); namespace: of
    objects that have none; chart: in place of the one it names; files: texts of valuesFrom, by KIND/NAME or KIND/NAME:KEY."""

    name: str
    namespace: str
    chart: Chart | None
    files: Mapping[str, str]
    __slots__ = ()


# Where a HelmRelease must have which type, so that everything below can rely on it; the API server's schema says the same.
SHAPE = {
    ("spec",): dict,
    ("spec", "releaseName"): str,
    ("spec", "targetNamespace"): str,
    ("spec", "values"): dict,
    ("spec", "valuesFrom"): list,
    ("spec", "chartRef"): dict,
    ("spec", "chart", "spec"): dict,
    ("spec", "chart", "spec", "chart"): str,
    ("spec", "chart", "spec", "sourceRef"): dict,
    ("spec", "postRenderers"): list,
}


def read(text: str, given: Given) -> Release:
    """The release of the one HelmRelease in the stream, or of the one that is named. UserError for what is not at hand."""
    objects = list(_objects(text, given.namespace))
    found = [o for o in objects if o["kind"] == "HelmRelease" and f"helm{TOOLKIT}" in o["apiVersion"]]
    chosen = [o for o in found if given.name in ("", o["metadata"]["name"], name_of(o))]
    if len(chosen) != 1:
        names = ", ".join(map(name_of, found)) or "none"
        raise UserError(f"one HelmRelease is needed; in the stream: {names}.", hint="Choose with --name." if found else "")
    helm_release = chosen[0]
    for path, expected in SHAPE.items():
        if not isinstance(get(helm_release, path, expected()), expected):
            raise UserError(f"{'.'.join(path)} must be a {expected.__name__}.", name_of(helm_release))
    if not all(isinstance(reference, dict) for reference in get(helm_release, ("spec", "valuesFrom"), [])):
        raise UserError("spec.valuesFrom must be a list of mappings.", name_of(helm_release))
    spec = helm_release.get("spec") or {}
    target = spec.get("targetNamespace")
    name = spec.get("releaseName") or "-".join(filter(None, [target, helm_release["metadata"]["name"]]))
    namespace = target or helm_release["metadata"]["namespace"]
    for what, value in ("the release name", name), ("the namespace", namespace):
        if "$" in value:
            raise UserError(f"{what} is {value}: substitution was not done.", name_of(helm_release), "Build the stream first.")
    if not namespace:
        raise UserError("has no namespace.", name_of(helm_release), "Give --namespace, or build the stream with one.")
    values = values_from(helm_release, objects, given.files)
    chart_ref = get(spec, ("chartRef",), {})
    referred = find(objects, "HelmChart", chart_ref, helm_release["metadata"]["namespace"])
    if get(spec, ("chart", "spec", "valuesFiles")) or get(referred, ("spec", "valuesFiles")):
        raise UserError("its chart has valuesFiles, which are not read.", name_of(helm_release), "Name them in valuesFrom.")
    chart = given.chart or _chart(helm_release, objects)
    return Release(short(name), namespace, chart, *values, helm_release)


def short(name: str) -> str:
    """A release name as helm-controller shortens it: 40 characters and the begin of a SHA-256."""
    if len(name) <= LONGEST:
        return name
    return f"{name[:40]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _objects(text: str, namespace: str) -> Iterator[dict[str, Any]]:
    """The objects of the stream that play a part, each with a namespace ("" where nobody said)."""
    for document in split(text):
        try:
            body = dialect.load(document.text)
        except dialect.Error as error:
            raise UserError(f"is not YAML: {error}", str(document)) from error
        if not isinstance(body, dict) or not isinstance(body.get("metadata"), dict) or not isinstance(body.get("kind"), str):
            continue
        if TOOLKIT in str(body.get("apiVersion")) or body["kind"] == "ConfigMap":
            metadata = {**body["metadata"], "namespace": body["metadata"].get("namespace") or namespace}
            yield {**body, "metadata": metadata}


def _chart(helm_release: dict[str, Any], objects: list[dict[str, Any]]) -> Chart:
    """The chart that the HelmRelease names, by its source in the stream."""
    namespace, spec = helm_release["metadata"]["namespace"], helm_release.get("spec") or {}
    reference = spec.get("chartRef")
    if reference and reference.get("kind") == "OCIRepository":
        source = _source(helm_release, objects, "OCIRepository", reference)
        ref, url = source.get("ref") or {}, source["url"]
        name = f"{url}@{ref['digest']}" if ref.get("digest") else url
        version = "" if ref.get("digest") else ref.get("semver") or ref.get("tag") or "latest"
        return Chart(name, "", version, bool(source.get("insecure")))
    if reference:
        wanted = _source(helm_release, objects, "HelmChart", reference)
        namespace = reference.get("namespace") or namespace
    else:
        wanted = get(spec, ("chart", "spec"), {})
    if not isinstance(wanted.get("chart"), str):
        raise UserError("names no chart.", name_of(helm_release), "Give it spec.chart or spec.chartRef, or say --chart.")
    of = wanted.get("sourceRef") or {}
    if of.get("kind") != "HelmRepository":
        hint = "Give --chart, the folder or archive of the chart."
        raise UserError(f"its chart comes from a {of.get('kind')}, which is not fetched.", name_of(helm_release), hint)
    repository = _source(helm_release, objects, "HelmRepository", {"namespace": namespace, **of})
    version = "" if wanted.get("version") in (None, "*") else str(wanted["version"])
    if str(repository.get("url", "")).startswith("oci://"):
        return Chart(f"{repository['url'].rstrip('/')}/{wanted['chart']}", "", version, bool(repository.get("insecure")))
    return Chart(wanted["chart"], repository["url"], version)


def _source(
    helm_release: dict[str, Any], objects: list[dict[str, Any]], kind: str, reference: dict[str, Any]
) -> dict[str, Any]:
    body = find(objects, kind, reference, helm_release["metadata"]["namespace"])
    if body is None:
        hint = "Build the stream with it, or give --chart."
        raise UserError(f"{kind}/{reference.get('name')} is not in the stream.", name_of(helm_release), hint)
    found: dict[str, Any] = body.get("spec") or {}
    if kind != "HelmChart" and not isinstance(found.get("url"), str):
        raise UserError("has no spec.url.", f"{kind}/{reference.get('name')}")
    return found
