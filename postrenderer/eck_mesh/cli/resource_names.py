"""The arguments of `explain` and `reach`: resources by name, and a file."""

from __future__ import annotations

import os
import re

import click

from eck_mesh.errors import UserError
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.mesh.model import Mesh

# As messages name resources, or as kubectl does. A file of such a name is ./Kind/name.
RESOURCE = re.compile(r"[A-Za-z]+(/[a-z0-9.-]+){1,2}")


def resources_and_file(words: Iterable[str]) -> tuple[list[str], str]:
    """The names of resources among arguments, and the file; "" for none. UsageError for two."""
    resources: list[str] = []
    files: list[str] = []
    for word in words:
        is_file = word[:1].islower() and os.path.exists(word)
        is_resource = RESOURCE.fullmatch(word) and not is_file
        (resources if is_resource else files).append(word)
    if len(files) > 1:
        raise click.UsageError(f"more than one file: {', '.join(files)}.")
    return resources, "".join(files)


def named_resources(names: Sequence[str], *meshes: Mesh) -> list[Ref]:
    """The resources of one or two streams with these names. UserError for a name that none has."""
    found: dict[Ref, None] = {}
    for name in names:
        matching: dict[Ref, None] = {}
        for mesh in meshes:
            matching |= dict.fromkeys(_named_in(mesh, name))
        if not matching:
            there = ", ".join(map(str, meshes[0].settings)) or "none"
            raise UserError.from_reason(reason("resource-not-in-stream", there=there), where=name)
        found |= matching
    return list(found)


def _named_in(mesh: Mesh, name: str) -> list[Ref]:
    return [
        ref
        for ref in mesh.manifests
        if name.lower() in (str(ref).lower(), f"{ref.kind}/{ref.name}".lower())
    ]
