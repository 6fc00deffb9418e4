"""The plan as JSON patches, for charts of others under Flux: what a HelmRelease's postRenderers can say.

Each patch has an exact target, and tests first that the whole spec is as it was when the plan was made, since the plan
hangs on more than the places it changes: a nodeSet that is new would have no sidecar. And before each operation, an
element of a list by its name, a leaf by its value, a missing one by null. A stale patch then fails, and Flux with it,
instead of changing something else. What it cannot notice is a resource that is new. Facts: kustomize applies JSON patches
to custom resources by index, and takes `test` with null for what is missing (tests/cluster/test_flux_patches.py).
"""

from __future__ import annotations

import re
from textwrap import indent

from eck_mesh import kubeyaml
from eck_mesh.compile.plan_yaml import reason, without_dollars
from eck_mesh.errors import UserError
from eck_mesh.manifests.paths import get, show
from eck_mesh.plan.decisions import Change, Create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.plan.render import Rendering

HEAD = """# Written by `eck-mesh compile --as patches` for {about}.
# Do not edit it: run that again after a change of values or chart. A resource that is new is not covered until then.
"""

MARK = "# eck-mesh\n"  # how a later run knows its own patches


def compile_patches(
    rendering: Rendering, about: str, helm_release: dict[str, Any]
) -> tuple[str, str]:
    """A patch for the HelmRelease that gives it postRenderers, and the objects that no patch can add, as a stream (""
    where there are none). UserError for locked resources, for what no patch can say, and where it has postRenderers of
    others: a patch replaces the list, and the plan knows nothing of what they change."""
    metadata = {
        key: value
        for key, value in helm_release["metadata"].items()
        if key in ("name", "namespace") and value
    }
    if not all(map(_ours, get(helm_release, ("spec", "postRenderers"), []))):
        hint = "Do in the chart's values what they do, or render in CI (examples/rendered)."
        raise UserError(
            "has postRenderers already, which patches would replace.",
            where=f"HelmRelease/{metadata['name']}",
            hint=hint,
        )
    before, after = rendering.before.manifests, rendering.after.manifests
    patches = ""
    for ref, manifest in before.items():
        if manifest.settings is not None:
            raise UserError(
                "is locked: its chart takes the plan as values.",
                where=str(ref),
                hint="Leave --as patches away.",
            )
        operations = list(_operations(manifest.body, after[ref].body, (), ref))
        if operations:
            reasons = dict.fromkeys(
                reason(d) for d in rendering.decisions if isinstance(d, Change) and d.ref == ref
            )
            # As a whole: the plan would be another one with another spec, also with a key more.
            whole = {"op": "test", "path": "/spec", "value": manifest.body.get("spec")}
            operations = [whole, *operations] if "spec" in manifest.body else operations
            text = (
                MARK
                + "".join(reasons)
                + "".join(f"- {kubeyaml.dump(o, flow=True)}" for o in operations)
            )
            patches += f"- target: {kubeyaml.dump(_target(manifest, before), flow=True)}"
            patches += f"  patch: |\n{indent(without_dollars(text), '    ')}"
    version = helm_release.get("apiVersion", "helm.toolkit.fluxcd.io/v2")
    identity = {"apiVersion": version, "kind": "HelmRelease", "metadata": metadata}
    head = without_dollars(HEAD.format(about=about))
    spec = (
        f"spec:\n  postRenderers:\n  - kustomize:\n      patches:\n{indent(patches, '      ')}"
        if patches
        else ""
    )
    made = [decision for decision in rendering.decisions if isinstance(decision, Create)]
    created = "".join(
        "---\n" + without_dollars(f"{reason(one)}{kubeyaml.dump(_placed(one))}") for one in made
    )
    return head + kubeyaml.dump(identity) + spec, head + created if created else ""


def _ours(post_renderer: Any) -> bool:
    """Whether it is what an earlier compile wrote, as it stands in a built stream."""
    patches = get(post_renderer, ("kustomize", "patches"), [])
    kustomize = get(post_renderer, ("kustomize",), {})
    return list(kustomize) == ["patches"] and all(
        str(get(patch, ("patch",), "")).startswith(MARK) for patch in patches
    )


def _target(manifest: Manifest, others: dict[Ref, Manifest]) -> dict[str, str]:
    """Exactly this object: kustomize takes each field as a pattern for the whole value."""
    group, _, version = str(manifest.body["apiVersion"]).partition("/")
    if not version:
        group, version = "", group
    target = {
        "group": group,
        "version": version,
        "kind": manifest.ref.kind,
        "name": manifest.ref.name,
    }
    namespace = manifest.body["metadata"].get("namespace")
    if namespace:
        target["namespace"] = namespace
    elif sum((o.kind, o.name) == (manifest.ref.kind, manifest.ref.name) for o in others) > 1:
        raise UserError(
            "has no namespace, and another of its kind has the same name: a patch would meet both.",
            where=str(manifest.ref),
        )
    return {
        key: re.sub(r"([.+*?()|\[\]{}^$\\])", r"\\\1", value)
        for key, value in target.items()
        if value
    }


def _operations(before: Any, after: Any, path: Path, ref: Ref) -> Iterator[dict[str, Any]]:
    """What makes `after` of `before`, each place tested first."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [key for key in before if key not in after]:
            yield {"op": "test", "path": pointer((*path, key)), "value": before[key]}
            yield {"op": "remove", "path": pointer((*path, key))}
        for key, value in after.items():
            here = (*path, key)
            if before.get(key) is None and value is not None:
                yield {"op": "test", "path": pointer(here), "value": None}
                yield {"op": "add", "path": pointer(here), "value": value}
            elif before.get(key) != value:
                yield from _operations(before[key], value, here, ref)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (old, new) in enumerate(zip(before, after, strict=True)):
            if old != new:
                name = get(old, ("name",))
                if not isinstance(name, str):
                    raise UserError(
                        "the element has no name, and a patch by its place alone could meet another.",
                        where=f"{ref}: {show((*path, place))}",
                    )
                yield {"op": "test", "path": pointer((*path, place, "name")), "value": name}
                yield from _operations(old, new, (*path, place), ref)
    else:
        yield {"op": "test", "path": pointer(path), "value": before}
        yield {"op": "replace", "path": pointer(path), "value": after}


def pointer(path: Path) -> str:
    """A path as RFC 6901 writes it.

    >>> pointer(("metadata", "annotations", "a/b", 0))
    '/metadata/annotations/a~1b/0'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _placed(made: Create) -> dict[str, Any]:
    """A created object with its namespace written out: it is applied beside the release, not by it."""
    metadata = {"name": made.ref.name, "namespace": made.ref.namespace, **made.body["metadata"]}
    return {**made.body, "metadata": metadata}
