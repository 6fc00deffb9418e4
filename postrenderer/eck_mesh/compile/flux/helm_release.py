"""A Flux HelmRelease (v2), read as helm-controller reads it: its release, chart and values.

The input is a file, or a stream that is built (`kustomize build`, `flux build kustomization`),
where overlays and variables are resolved. Sources: helm-controller 1.6.3,
api/v2/helmrelease_types.go and internal/release/name.go; fluxcd/pkg chartutil/values.go.
"""

from __future__ import annotations

import hashlib

from eck_mesh.compile.flux.chart_source import chart_of
from eck_mesh.compile.flux.flux_objects import (
    flux_objects,
    is_helm_release,
    namespace_of,
    namespaced_name,
    referenced_object,
)
from eck_mesh.compile.flux.helm_release_schema import check_helm_release
from eck_mesh.compile.flux.values_from import values_from
from eck_mesh.errors import UserError
from eck_mesh.helm.client import Release
from eck_mesh.manifests.paths import get, mapping, text
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eck_mesh.helm.client import Chart
    from eck_mesh.manifests.paths import Body
    from eck_mesh.messages.reason import Reason

LONGEST = 53  # Helm's limit of a release name


class Supplied(NamedTuple):
    """What the command line adds to the stream.

    name: the HelmRelease to choose, NAME or NAMESPACE/NAME. namespace: for objects that have none.
    chart: replaces the HelmRelease's own. files: texts of valuesFrom, by KIND/NAME or
    KIND/NAME:KEY.
    """

    name: str = ""
    namespace: str = ""
    chart: Chart | None = None
    files: Mapping[str, str] = {}


class FluxRelease(NamedTuple):
    """A release as Flux installs it.

    helmRelease: the object that defines it. notes: what may make the plan stale.
    """

    release: Release
    helmRelease: Body
    notes: list[Reason]


def read_helm_release(stream: str, supplied: Supplied) -> FluxRelease:
    """The release of the only HelmRelease in the stream, or of the chosen one.

    Raises UserError for what it needs and the stream does not contain.
    """
    objects = list(flux_objects(stream, supplied.namespace))
    helm_release = _chosen([body for body in objects if is_helm_release(body)], supplied.name)
    check_helm_release(helm_release)
    name, namespace = _identity(helm_release)
    values = values_from(helm_release, objects, supplied.files)
    _refuse_values_files(helm_release, objects)
    chart = supplied.chart or chart_of(helm_release, objects)
    release = Release(shortened(name), namespace, chart, values.files, values.sets)
    return FluxRelease(release, helm_release, values.notes)


def shortened(name: str) -> str:
    """A release name as helm-controller shortens it: 40 characters and the start of a SHA-256."""
    if len(name) <= LONGEST:
        return name
    return f"{name[:40]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _chosen(helm_releases: Sequence[Body], name: str) -> Body:
    if not helm_releases:
        raise UserError.from_reason(reason("no-helm-release"))
    matching = [body for body in helm_releases if name in _selectable_names(body)]
    if len(matching) != 1:
        names = ", ".join(map(namespaced_name, helm_releases))
        raise UserError.from_reason(reason("which-helm-release", names=names))
    return matching[0]


def _selectable_names(helm_release: Body) -> tuple[str, str, str]:
    """What --name may be to choose it."""
    return "", text(helm_release, ("metadata", "name")), namespaced_name(helm_release)


def _identity(helm_release: Body) -> tuple[str, str]:
    """The name and the namespace of the release."""
    where = namespaced_name(helm_release)
    target = text(helm_release, ("spec", "targetNamespace"))
    own_name = text(helm_release, ("metadata", "name"))
    default = f"{target}-{own_name}" if target else own_name
    name = text(helm_release, ("spec", "releaseName")) or default
    namespace = target or namespace_of(helm_release)
    for field, value in ("the release name", name), ("the namespace", namespace):
        if "$" in value:
            why = reason("variable-not-substituted", field=field, value=value)
            raise UserError.from_reason(why, where=where)
    if not namespace:
        raise UserError.from_reason(reason("helm-release-without-namespace"), where=where)
    return name, namespace


def _refuse_values_files(helm_release: Body, objects: Sequence[Body]) -> None:
    """Raise UserError for values files of the chart's source."""
    templates: list[Body | None] = [mapping(helm_release, ("spec", "chart"))]
    reference = mapping(helm_release, ("spec", "chartRef"))
    if reference.get("kind") == "HelmChart":
        namespace = namespace_of(helm_release)
        templates.append(referenced_object(objects, "HelmChart", reference, namespace))
    if any(get(template, ("spec", "valuesFiles")) for template in templates):
        raise UserError.from_reason(
            reason("values-files-not-read"), where=namespaced_name(helm_release)
        )
