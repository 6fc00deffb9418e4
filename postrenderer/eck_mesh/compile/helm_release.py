"""A Flux HelmRelease (v2), read as helm-controller reads it: what release it makes, of which chart, with which values.

Facts: helm-controller 1.6.3, api/v2/helmrelease_types.go and internal/release/name.go; fluxcd/pkg chartutil/values.go. In:
a file, or a built stream (`kustomize build`, `flux build kustomization`), where overlays and substitution are resolved.
"""

from __future__ import annotations

import hashlib

from eck_mesh import kubeyaml
from eck_mesh.compile.chart_source import chart_of
from eck_mesh.compile.values_from import find, name_of, values_from
from eck_mesh.errors import UserError
from eck_mesh.helm.client import Release
from eck_mesh.manifests.paths import get
from eck_mesh.manifests.stream import split
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from eck_mesh.helm.client import Chart

TOOLKIT = ".toolkit.fluxcd.io/"
LONGEST = 53  # Helm's limit of a release name


class Given(NamedTuple):
    """What the command line says beside the stream. name: which HelmRelease (NAME or NAMESPACE/NAME); namespace: of
    objects that have none; chart: in place of the one it names; files: texts of valuesFrom, by KIND/NAME or KIND/NAME:KEY."""

    name: str = ""
    namespace: str = ""
    chart: Chart | None = None
    files: Mapping[str, str] = {}


# Where a HelmRelease must have which type, so that everything below can rely on it; the API server's schema says the same.
SHAPE = {
    ("metadata", "name"): str,
    ("metadata", "namespace"): str,
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
    found = [
        o for o in objects if o["kind"] == "HelmRelease" and f"helm{TOOLKIT}" in o["apiVersion"]
    ]
    chosen = [o for o in found if given.name in ("", o["metadata"]["name"], name_of(o))]
    if len(chosen) != 1:
        names = ", ".join(map(name_of, found)) or "none"
        raise UserError(
            f"one HelmRelease is needed; in the stream: {names}.",
            hint="Choose with --name." if found else "",
        )
    helm_release = chosen[0]
    _check(helm_release)
    spec = helm_release.get("spec") or {}
    target = spec.get("targetNamespace")
    name = spec.get("releaseName") or "-".join(
        filter(None, [target, helm_release["metadata"]["name"]])
    )
    namespace = target or helm_release["metadata"]["namespace"]
    for what, value in ("the release name", name), ("the namespace", namespace):
        if "$" in value:
            raise UserError(
                f"{what} is {value}: substitution was not done.",
                where=name_of(helm_release),
                hint="Build the stream first.",
            )
    if not namespace:
        raise UserError(
            "has no namespace.",
            where=name_of(helm_release),
            hint="Give --namespace, or build the stream with one.",
        )
    values = values_from(helm_release, objects, given.files)
    chart_ref = get(spec, ("chartRef",), {})
    referred = find(objects, "HelmChart", chart_ref, helm_release["metadata"]["namespace"])
    if chart_ref.get("kind") != "HelmChart":
        referred = None
    if get(spec, ("chart", "spec", "valuesFiles")) or get(referred, ("spec", "valuesFiles")):
        raise UserError(
            "its chart has valuesFiles, which are not read.",
            where=name_of(helm_release),
            hint="Name them in valuesFrom.",
        )
    chart = given.chart or chart_of(helm_release, objects)
    return Release(short(name), namespace, chart, *values, helm_release)


def _check(helm_release: dict[str, Any]) -> None:
    """UserError for what the API server would not take."""
    for path, expected in SHAPE.items():
        if not isinstance(get(helm_release, path, expected()), expected):
            raise UserError(
                f"{'.'.join(path)} must be a {expected.__name__}.", where=name_of(helm_release)
            )
    for reference in get(helm_release, ("spec", "valuesFrom"), []):
        if get(reference, ("kind",)) not in ("ConfigMap", "Secret"):
            raise UserError(
                "each of spec.valuesFrom must be a mapping whose kind is ConfigMap or Secret.",
                where=name_of(helm_release),
            )
        if not all(
            isinstance(reference.get(key) or "", str) for key in ("name", "valuesKey", "targetPath")
        ):
            raise UserError(
                "spec.valuesFrom: name, valuesKey and targetPath must be strings.",
                where=name_of(helm_release),
            )


def short(name: str) -> str:
    """A release name as helm-controller shortens it: 40 characters and the begin of a SHA-256."""
    if len(name) <= LONGEST:
        return name
    return f"{name[:40]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _objects(text: str, namespace: str) -> Iterator[dict[str, Any]]:
    """The objects of the stream that play a part, each with a namespace ("" where nobody said)."""
    for document in split(text):
        try:
            body = kubeyaml.load(document.text)
        except kubeyaml.Error as error:
            raise UserError(f"is not YAML: {error}", where=str(document)) from error
        if (
            not isinstance(body, dict)
            or not isinstance(body.get("kind"), str)
            or not get(body, ("metadata", "name"))
        ):
            continue
        if TOOLKIT in str(body.get("apiVersion")) or body["kind"] == "ConfigMap":
            metadata = {
                **body["metadata"],
                "namespace": body["metadata"].get("namespace") or namespace,
            }
            yield {**body, "metadata": metadata}
