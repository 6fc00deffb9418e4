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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

TOOLKIT = ".toolkit.fluxcd.io/"
LONGEST = 53  # Helm's limit of a release name


class Given(namedtuple("Given", "name namespace chart files", defaults=("", "", None, {}))):
    """What the command line says beside the stream. name: which HelmRelease (NAME or NAMESPACE/NAME); namespace: of
    objects that have none; chart: in place of the one it names; files: texts of valuesFrom, by Kind/name."""

    name: str
    namespace: str
    chart: Chart | None
    files: Mapping[str, str]
    __slots__ = ()


def read(text: str, given: Given) -> Release:
    """The release of the one HelmRelease in the stream, or of the one that is named. UserError for what is not at hand."""
    objects = list(_objects(text, given.namespace))
    found = [o for o in objects if o["kind"] == "HelmRelease" and f"helm{TOOLKIT}" in o["apiVersion"]]
    chosen = [o for o in found if given.name in ("", o["metadata"]["name"], _name(o))]
    if len(chosen) != 1:
        names = ", ".join(map(_name, found)) or "none"
        raise UserError(f"one HelmRelease is needed; in the stream: {names}.", hint="Choose with --name." if found else "")
    helm_release = chosen[0]
    spec = helm_release.get("spec") or {}
    target = spec.get("targetNamespace")
    name = spec.get("releaseName") or "-".join(filter(None, [target, helm_release["metadata"]["name"]]))
    namespace = target or helm_release["metadata"]["namespace"]
    for what, value in ("the release name", name), ("the namespace", namespace):
        if "$" in value:
            raise UserError(f"{what} is {value}: substitution was not done.", _name(helm_release), "Build the stream first.")
    if not namespace:
        raise UserError("has no namespace.", _name(helm_release), "Give --namespace, or build the stream with one.")
    values, sets, notes = _values(helm_release, objects, given)
    chart = given.chart or _chart(helm_release, objects)
    own = (helm_release["metadata"]["name"], helm_release["metadata"]["namespace"])
    return Release(short(name), namespace, chart, values, sets, notes, own)


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


def _name(body: dict[str, Any]) -> str:
    return "/".join(filter(None, [body["metadata"]["namespace"], str(body["metadata"].get("name"))]))


def _find(objects: list[dict[str, Any]], kind: str, reference: dict[str, Any], namespace: str) -> dict[str, Any] | None:
    wanted = (kind, reference.get("name"), reference.get("namespace") or namespace)
    return next((o for o in objects if (o["kind"], o["metadata"].get("name"), o["metadata"]["namespace"]) == wanted), None)


def _values(
    helm_release: dict[str, Any], objects: list[dict[str, Any]], given: Given
) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """valuesFrom in its order, then the inline values, then what valuesFrom sets at a targetPath."""
    values, sets, notes = [], [], []
    for reference in get(helm_release, ("spec", "valuesFrom"), []):
        label = f"{reference.get('kind')}/{reference.get('name')}"
        text = given.files.get(label)
        if text is None and reference.get("kind") == "ConfigMap":
            body = _find(objects, "ConfigMap", reference, helm_release["metadata"]["namespace"])
            text = get(body, ("data", reference.get("valuesKey") or "values.yaml"))
        if text is None:
            # Of a Secret nothing is read but what the user hands over; if it matters, the chart sees another digest.
            if reference.get("kind") == "ConfigMap" and not reference.get("optional"):
                hint = f"Build the stream with it, or give --from {label}=FILE."
                raise UserError(f"valuesFrom {label} is not at hand.", _name(helm_release), hint)
            notes.append(f"{label} was not at hand; if what it holds matters to the mesh, the chart will refuse the plan")
        elif reference.get("targetPath"):
            sets.append(_set(reference, text))
            if get(helm_release, ("spec", "values", *reference["targetPath"].split("."))) is not None:
                notes.append(
                    f"{reference['targetPath']} is in spec.values and in {label}: which of them Flux takes hangs on the order"
                )
        else:
            values.append((label, text))
    values.append(("spec.values", dialect.dump(get(helm_release, ("spec", "values"), {}))))
    return values, sets, notes


def _set(reference: dict[str, Any], text: str) -> str:
    """One value at a targetPath, as Helm's own flags say it: in quotes, or literal, it is a string."""
    path = reference["targetPath"]
    if reference.get("literal"):
        for special in "\\,[]{}":
            text = text.replace(special, f"\\{special}")
        return f"--set-string={path}={text}"
    for quote in "'", '"':
        if text.startswith(quote) and text.endswith(quote):
            return f"--set-string={path}={text.strip(chr(39) + chr(34))}"
    return f"--set={path}={text}"


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
    if wanted.get("valuesFiles"):
        raise UserError("its chart has valuesFiles, which are not read.", _name(helm_release), "Name them in valuesFrom.")
    of = wanted.get("sourceRef") or {}
    if of.get("kind") != "HelmRepository":
        hint = "Give --chart, the folder or archive of the chart."
        raise UserError(f"its chart comes from a {of.get('kind')}, which is not fetched.", _name(helm_release), hint)
    repository = _source(helm_release, objects, "HelmRepository", {"namespace": namespace, **of})
    version = "" if wanted.get("version") in (None, "*") else str(wanted["version"])
    if str(repository.get("url", "")).startswith("oci://"):
        return Chart(f"{repository['url'].rstrip('/')}/{wanted['chart']}", "", version, bool(repository.get("insecure")))
    return Chart(wanted["chart"], repository["url"], version)


def _source(
    helm_release: dict[str, Any], objects: list[dict[str, Any]], kind: str, reference: dict[str, Any]
) -> dict[str, Any]:
    body = _find(objects, kind, reference, helm_release["metadata"]["namespace"])
    if body is None:
        hint = "Build the stream with it, or give --chart."
        raise UserError(f"{kind}/{reference.get('name')} is not in the stream.", _name(helm_release), hint)
    found: dict[str, Any] = body.get("spec") or {}
    return found
