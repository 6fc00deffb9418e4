"""The chart of a HelmRelease, from the source in the stream, as Helm pulls it."""

from __future__ import annotations

import re

from eck_mesh.compile.flux.flux_objects import namespace_of, namespaced_name, referenced_object
from eck_mesh.errors import UserError
from eck_mesh.helm.client import Chart
from eck_mesh.manifests.paths import get, mapping, text
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from eck_mesh.manifests.paths import Body

_VERSION = re.compile(r"[v~^<>=! *]*\d")  # a version, or a range of versions


class _Sources(NamedTuple):
    """The stream of one HelmRelease, in which its references are looked up."""

    helmRelease: Body
    objects: Sequence[Body]

    @property
    def where(self) -> str:
        return namespaced_name(self.helmRelease)

    def spec(self, kind: str, reference: Body) -> Body:
        """The spec of the object that a reference selects. Raises UserError if it is not there."""
        found = referenced_object(self.objects, kind, reference, namespace_of(self.helmRelease))
        if found is None:
            why = reason("source-not-in-stream", source=f"{kind}/{reference.get('name')}")
            raise UserError.from_reason(why, where=self.where)
        return mapping(found, ("spec",))

    def url(self, kind: str, reference: Body) -> str:
        """The URL of a repository. Raises UserError if it has none."""
        url = text(self.spec(kind, reference), ("url",))
        if not url:
            where = f"{kind}/{reference.get('name')}"
            raise UserError.from_reason(reason("source-without-url"), where=where)
        return url


def chart_of(helm_release: Body, objects: Sequence[Body]) -> Chart:
    """The chart of a HelmRelease.

    Raises UserError for a source that is not in the stream, or that Helm cannot pull.
    """
    sources = _Sources(helm_release, objects)
    reference = mapping(helm_release, ("spec", "chartRef"))
    match text(reference, ("kind",)):
        case "OCIRepository":
            return _from_oci_repository(sources, reference)
        case "HelmChart":
            namespace = text(reference, ("namespace",)) or namespace_of(helm_release)
            return _from_template(sources, sources.spec("HelmChart", reference), namespace)
        case "":
            template = mapping(helm_release, ("spec", "chart", "spec"))
            return _from_template(sources, template, namespace_of(helm_release))
        case kind:
            why = reason("chart-source-not-fetched", kind=kind)
            raise UserError.from_reason(why, where=sources.where)


def _from_oci_repository(sources: _Sources, reference: Body) -> Chart:
    """The artifact of an OCIRepository; Helm pulls it by digest or by version only."""
    url = sources.url("OCIRepository", reference)
    spec = sources.spec("OCIRepository", reference)
    plain_http, digest = bool(spec.get("insecure")), text(spec, ("ref", "digest"))
    if digest:
        return Chart(f"{url}@{digest}", plainHttp=plain_http)
    version = text(spec, ("ref", "semver")) or text(spec, ("ref", "tag")) or "latest"
    if not _VERSION.match(version):
        where = f"OCIRepository/{reference['name']}"
        raise UserError.from_reason(reason("tag-is-not-a-version", tag=version), where=where)
    return Chart(url, version=version, plainHttp=plain_http)


def _from_template(sources: _Sources, template: Body, namespace: str) -> Chart:
    """The chart of a HelmChart, or of spec.chart, which has the same fields."""
    name, repository = text(template, ("chart",)), mapping(template, ("sourceRef",))
    if not name:
        raise UserError.from_reason(reason("no-chart-named"), where=sources.where)
    if repository.get("kind") != "HelmRepository":
        kind = text(repository, ("kind",)) or "source without a kind"
        why = reason("chart-source-not-fetched", kind=kind)
        raise UserError.from_reason(why, where=sources.where)
    repository = {"namespace": namespace, **repository}
    return _from_helm_repository(sources, repository, name, _version(template))


def _from_helm_repository(sources: _Sources, reference: Body, name: str, version: str) -> Chart:
    """A chart of a HelmRepository, which may be an OCI registry."""
    url = sources.url("HelmRepository", reference)
    if not url.startswith("oci://"):
        return Chart(name, url, version)
    plain_http = bool(sources.spec("HelmRepository", reference).get("insecure"))
    return Chart(f"{url.rstrip('/')}/{name}", version=version, plainHttp=plain_http)


def _version(template: Body) -> str:
    """The version of a chart; "" for the newest."""
    version = get(template, ("version",))
    return "" if version in (None, "*") else str(version)
