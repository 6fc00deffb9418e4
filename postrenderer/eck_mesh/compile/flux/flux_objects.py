"""The objects of a stream that say what Flux installs: its own kinds, and ConfigMaps."""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.manifests.documents.stream import split
from eck_mesh.manifests.paths import get, mapping, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eck_mesh.manifests.paths import Body

TOOLKIT = ".toolkit.fluxcd.io/"


def flux_objects(stream: str, namespace: str) -> Iterator[Body]:
    """These objects; `namespace` is for those that have none."""
    for document in split(stream):
        try:
            body = kubeyaml.load(document.text)
        except kubeyaml.Error as error:
            raise UserError(f"is not YAML: {error}", where=str(document)) from error
        if not get(body, ("metadata", "name")) or not _is_flux_object(mapping(body)):
            continue
        metadata = mapping(body, ("metadata",))
        metadata = {**metadata, "namespace": metadata.get("namespace") or namespace}
        yield {**body, "metadata": metadata}


def is_helm_release(body: Body) -> bool:
    """Whether an object is a HelmRelease of Flux."""
    return body["kind"] == "HelmRelease" and f"helm{TOOLKIT}" in text(body, ("apiVersion",))


def namespace_of(body: Body) -> str:
    """The namespace of one of these objects; "" where it is not known."""
    return text(body, ("metadata", "namespace"))


def namespaced_name(body: Body) -> str:
    """NAMESPACE/NAME, or the name where the namespace is not known."""
    parts = (get(body, ("metadata", key)) for key in ("namespace", "name"))
    return "/".join(str(part) for part in parts if part)


def referenced_object(
    objects: Sequence[Body], kind: str, reference: Body, namespace: str
) -> Body | None:
    """The object that a reference selects; `namespace` is for a reference without one."""
    wanted = (reference.get("namespace") or namespace, reference.get("name"))
    for body in objects:
        if body["kind"] == kind and (namespace_of(body), get(body, ("metadata", "name"))) == wanted:
            return body
    return None


def _is_flux_object(body: Body) -> bool:
    kind = text(body, ("kind",))
    return kind == "ConfigMap" or bool(kind and TOOLKIT in text(body, ("apiVersion",)))
