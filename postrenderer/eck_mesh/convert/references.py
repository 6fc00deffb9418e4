"""References to resources of the release: by name in eck-stack, by key in eck-mesh's chart."""

from __future__ import annotations

from eck_mesh.convert.charts import section_of
from eck_mesh.eck.kinds import KINDS
from eck_mesh.manifests.paths import expand, mapping, text, with_leaf

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.paths import Body

    Keys = dict[tuple[str, str], str]  # the key of a resource by its section and name


def with_keys(spec: Body, kind: str, keys: Keys) -> Body:
    """The spec with keys in place of the references that are no more than a name."""
    for reference in KINDS[kind].references:
        section = section_of(reference.kind)
        for path in expand(spec, reference.path.removeprefix("spec.")):
            key = key_of(mapping(spec, path), section, keys)
            if key:
                spec = with_leaf(spec, path, key)
    return spec


def key_of(reference: Body, section: str, keys: Keys) -> str:
    """The key of the resource that a reference names; "" if it is another one, or says more."""
    if reference.keys() != {"name"}:
        return ""
    return keys.get((section, text(reference, ("name",))), "")


def target_of(kind: str, field: str) -> str:
    """The section to which the elements of a list of references refer; "" for another list."""
    for reference in KINDS[kind].references:
        if reference.path == f"spec.{field}[*]":
            return section_of(reference.kind)
    return ""
