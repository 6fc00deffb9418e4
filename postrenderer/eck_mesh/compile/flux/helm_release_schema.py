"""The types of a HelmRelease's fields, as the API server's schema has them."""

from __future__ import annotations

from eck_mesh.compile.flux.flux_objects import namespaced_name
from eck_mesh.errors import UserError
from eck_mesh.manifests.paths import get, items, show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.paths import Body

FIELDS: dict[tuple[str, ...], type] = {
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
    ("spec", "chart", "spec", "version"): str,
    ("spec", "chart", "spec", "sourceRef"): dict,
    ("spec", "postRenderers"): list,
}
TYPES: dict[type, str] = {str: "string", dict: "mapping", list: "list"}
REFERENCE_FIELDS = ("name", "valuesKey", "targetPath")
REFERENCE_KINDS = ("ConfigMap", "Secret")


def check_helm_release(helm_release: Body) -> None:
    """Raise UserError for a field that the API server would reject."""
    for path, expected in FIELDS.items():
        found = get(helm_release, path)
        if found is not None and not isinstance(found, expected):
            raise _wrong(f"{show(path)} must be a {TYPES[expected]}.", helm_release)
    for reference in items(helm_release, ("spec", "valuesFrom")):
        if get(reference, ("kind",)) not in REFERENCE_KINDS:
            problem = "each of spec.valuesFrom must be a mapping whose kind is ConfigMap or Secret."
            raise _wrong(problem, helm_release)
        fields = (get(reference, (field,)) for field in REFERENCE_FIELDS)
        if any(not isinstance(field, str | None) for field in fields):
            problem = "spec.valuesFrom: name, valuesKey and targetPath must be strings."
            raise _wrong(problem, helm_release)


def _wrong(problem: str, helm_release: Body) -> UserError:
    return UserError(problem, where=namespaced_name(helm_release))
