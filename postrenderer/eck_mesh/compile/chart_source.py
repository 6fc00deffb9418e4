"""Which chart a HelmRelease means, by its source in the stream."""

from __future__ import annotations

import re

from eck_mesh.compile.values_from import find, name_of
from eck_mesh.errors import UserError
from eck_mesh.helm.client import Chart
from eck_mesh.manifests.paths import get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def chart_of(helm_release: dict[str, Any], objects: list[dict[str, Any]]) -> Chart:
    """The chart as Helm pulls it. UserError for a source that is not at hand, or that Helm cannot fetch."""
    namespace, spec = helm_release["metadata"]["namespace"], helm_release.get("spec") or {}
    reference = spec.get("chartRef")
    if reference and reference.get("kind") == "OCIRepository":
        source = _source(helm_release, objects, "OCIRepository", reference)
        ref, url = source.get("ref") or {}, source["url"]
        name = f"{url}@{ref['digest']}" if ref.get("digest") else url
        version = "" if ref.get("digest") else ref.get("semver") or ref.get("tag") or "latest"
        if not ref.get("digest") and not re.match(
            r"[v~^<>=! *]*\d", version
        ):  # Helm pulls by version alone
            hint = "Give it ref.semver, ref.digest or a tag that is a version, or say --chart."
            raise UserError(
                f"its tag {version} is no version, and Helm pulls nothing else.",
                where=f"OCIRepository/{reference['name']}",
                hint=hint,
            )
        return Chart(name, "", version, bool(source.get("insecure")))
    if reference:
        wanted = _source(helm_release, objects, "HelmChart", reference)
        namespace = reference.get("namespace") or namespace
    else:
        wanted = get(spec, ("chart", "spec"), {})
    if not isinstance(wanted.get("chart"), str):
        raise UserError(
            "names no chart.",
            where=name_of(helm_release),
            hint="Give it spec.chart or spec.chartRef, or say --chart.",
        )
    of = wanted.get("sourceRef") or {}
    if of.get("kind") != "HelmRepository":
        hint = "Give --chart, the folder or archive of the chart."
        raise UserError(
            f"its chart comes from a {of.get('kind')}, which is not fetched.",
            where=name_of(helm_release),
            hint=hint,
        )
    repository = _source(helm_release, objects, "HelmRepository", {"namespace": namespace, **of})
    version = "" if wanted.get("version") in (None, "*") else str(wanted["version"])
    if str(repository.get("url", "")).startswith("oci://"):
        return Chart(
            f"{repository['url'].rstrip('/')}/{wanted['chart']}",
            "",
            version,
            bool(repository.get("insecure")),
        )
    return Chart(wanted["chart"], repository["url"], version)


def _source(
    helm_release: dict[str, Any],
    objects: list[dict[str, Any]],
    kind: str,
    reference: dict[str, Any],
) -> dict[str, Any]:
    body = find(objects, kind, reference, helm_release["metadata"]["namespace"])
    if body is None:
        hint = "Build the stream with it, or give --chart."
        raise UserError(
            f"{kind}/{reference.get('name')} is not in the stream.",
            where=name_of(helm_release),
            hint=hint,
        )
    found: dict[str, Any] = body.get("spec") or {}
    if kind != "HelmChart" and not isinstance(found.get("url"), str):
        raise UserError("has no spec.url.", where=f"{kind}/{reference.get('name')}")
    return found
