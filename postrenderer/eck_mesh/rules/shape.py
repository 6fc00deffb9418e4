"""What no rule could be right about: places that are no mapping, values that are no string, names given twice."""

from __future__ import annotations

from eck_mesh.change import Refusal
from eck_mesh.manifest import get
from eck_mesh.mesh import kind_of, pod_templates

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.change import Path
    from eck_mesh.manifest import Manifest
    from eck_mesh.mesh import Mesh

RULE = "shape"
# Lists keyed by name below a pod template's spec; server-side apply refuses a name given twice, or loses one.
_NAMED = (("containers",), ("initContainers",), ("volumes",))


def shape(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse a resource whose pod templates cannot be read."""
    node_sets = any(holder.startswith("spec.nodeSets") for holder in kind_of(manifest).podTemplateHolders)
    for path, expected in (("spec",), dict), *(((("spec", "nodeSets"), list),) if node_sets else ()):
        if not isinstance(get(manifest.body, path, expected()), expected):
            yield Refusal(manifest.ref, path, RULE, f"must be a {'mapping' if expected is dict else 'list'}.")
            return
    if node_sets:
        names = get(manifest.body, ("spec", "nodeSets"), [])
        if not all(isinstance(node_set, dict) for node_set in names):
            yield Refusal(manifest.ref, ("spec", "nodeSets"), RULE, "every nodeSet must be a mapping.")
            return
        yield from _twice(manifest, ("spec", "nodeSets"))
    for template in pod_templates(manifest):
        yield from _template(manifest, template)


def _template(manifest: Manifest, template: Path) -> Iterator[Refusal]:
    for tail in (), ("metadata",), ("spec",), ("metadata", "labels"), ("metadata", "annotations"):
        path = (*template, *tail)
        if not isinstance(get(manifest.body, path, {}), dict):
            yield Refusal(manifest.ref, path, RULE, "must be a mapping.")
            return
    for part in "labels", "annotations":
        for key, value in get(manifest.body, (*template, "metadata", part), {}).items():
            if not isinstance(value, str):
                path = (*template, "metadata", part, key)
                yield Refusal(manifest.ref, path, RULE, f"must be a string, not {_shown(value)}: quote it.")
    for tail in _NAMED:
        path = (*template, "spec", *tail)
        yield from _twice(manifest, path)
        for i in range(len(get(manifest.body, path, []))):
            yield from _twice(manifest, (*path, i, "env"))


def _twice(manifest: Manifest, path: Path) -> Iterator[Refusal]:
    names = [get(item, ("name",)) for item in get(manifest.body, path, [])]
    for name in sorted({str(name) for name in names if names.count(name) > 1}):
        yield Refusal(manifest.ref, path, RULE, f"the name {name} is given twice; Kubernetes takes one entry per name.")


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(getattr(value, "text", value))
