"""Services of type ExternalName: other names, often in other namespaces, of Services."""

from __future__ import annotations

from eck_mesh.manifests.paths import text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.manifests.manifest import Manifest

    Key = tuple[str, str]  # name and namespace of a Service
    Aliases = dict[Key, Key]


def external_names(services: Iterable[Manifest]) -> Aliases:
    """The Service to which each Service of this type leads, by the whole chain of them."""
    found: Aliases = {}
    for service in services:
        if text(service.body, ("spec", "type")) == "ExternalName":
            host = text(service.body, ("spec", "externalName")).lower().rstrip(".")
            name, _, rest = host.partition(".")
            found[service.ref.name, service.ref.namespace] = (name, rest.partition(".")[0])
    return {alias: _end(alias, found) for alias in found}


def _end(key: Key, steps: Aliases) -> Key:
    """Where a chain ends; a chain that leads back to itself ends anywhere."""
    for _ in steps:
        if key not in steps:
            break
        key = steps[key]
    return key
