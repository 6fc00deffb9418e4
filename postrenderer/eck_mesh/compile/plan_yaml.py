"""The plan of one chart as YAML: the value of mesh.compiled, with the reason above each change."""

from __future__ import annotations

import itertools
from textwrap import indent

from eck_mesh import kubeyaml
from eck_mesh.eck.kinds import BY_GROUP
from eck_mesh.errors import UserError
from eck_mesh.manifests.paths import get, items, mapping, text, with_leaf
from eck_mesh.messages.reason import reason, sentence
from eck_mesh.plan.decisions import Change, Create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Body, Path
    from eck_mesh.plan.render import Rendering


def plan_as_yaml(rendering: Rendering) -> str:
    """The value of mesh.compiled, as text that starts at the left margin."""
    own = _own_resources(rendering)
    created = [made for made in rendering.decisions if isinstance(made, Create)]
    changes = [made for made in rendering.decisions if isinstance(made, Change)]
    leaves = sum(change.ref in own for change in changes)
    # The chart counts the changes and created objects, and so notices a plan that was cut.
    parts = [f"digest: {_digest(rendering)}-{leaves}-{len(created)}\n"]
    resources = "".join(_changes_of_resource(ref, rendering) for ref in own)
    for key, part in ("changes", resources), ("created", _created_objects(created, rendering)):
        parts.append(f"{key}:\n{indent(part, '  ')}" if part else f"{key}: []\n")
    return "".join(parts)


def _own_resources(rendering: Rendering) -> list[Ref]:
    """The resources that a plan may change: those with a mode, and StackConfigPolicies."""
    before = rendering.before
    policies = [ref for ref in before.manifests if (ref.group, ref.kind) in BY_GROUP]
    return list(dict.fromkeys([*before.settings, *policies]))


def comment_line(decision: Change | Create) -> str:
    """The rule and its reasons as one YAML comment, without characters that YAML does not allow."""
    line = " ".join(f"{decision.rule}: {sentence(decision.reasons)}".split())
    return f"# {''.join(character for character in line if character.isprintable())}\n"


def _created_objects(created: Sequence[Create], rendering: Rendering) -> str:
    """The created objects with their owners, with a comment wherever the reason changes."""
    lines = []
    for comment, group in itertools.groupby(created, comment_line):
        lines.append(comment)
        for made in group:
            owner = rendering.after.manifests[made.owner]
            item = {"owner": _id_in_plan(owner), "manifest": _without_labels(made.body, owner.body)}
            lines.append(f"- {indent(kubeyaml.dump(item), '  ').lstrip()}")
    return "".join(lines)


def _without_labels(body: Body, owner: Body) -> Body:
    """A created object without its labels if they are its owner's: the chart adds these, so that
    the plan does not depend on them."""
    labels = ("metadata", "labels")
    if get(body, labels) is None or mapping(body, labels) != mapping(owner, labels):
        return body
    bare: Body = with_leaf(body, labels, None)
    return bare


def _id_in_plan(manifest: Manifest) -> str:
    """How the chart finds a resource: with the namespace only if the resource itself has one."""
    ref = manifest.ref
    namespace = text(manifest.body, ("metadata", "namespace"))
    return "/".join(filter(None, (ref.kind, namespace, ref.name)))


def _changes_of_resource(ref: Ref, rendering: Rendering) -> str:
    """The changes of one resource, grouped by reason; "" if there are none."""
    found = [made for made in rendering.decisions if isinstance(made, Change) and made.ref == ref]
    if not found:
        return ""
    before, after = rendering.before.manifests[ref].body, rendering.after.manifests[ref].body
    lines = [f"- resource: {_id_in_plan(rendering.before.manifests[ref])}\n  set:\n"]
    for comment, group in itertools.groupby(_sorted_by_reason(found), comment_line):
        lines.append(indent(comment, "    "))
        for change in group:
            path = _named_path(change.path, before, after)
            # Helm and Flux drop a null, so a removal has a word of its own.
            leaf = {
                "path": path,
                **({"drop": True} if change.after is None else {"value": change.after}),
            }
            lines.append(f"    - {kubeyaml.dump(leaf, flow=True)}")
    return "".join(lines)


def _sorted_by_reason(changes: Sequence[Change]) -> list[Change]:
    """The changes by reason, in the order of its first change.

    The chart makes them one after the other: if one change is inside another, their order stays.
    """
    paths = sorted((change.path for change in changes), key=lambda path: [*map(str, path)])
    if any(longer[: len(path)] == path for path, longer in itertools.pairwise(paths)):
        return list(changes)
    comments = list(dict.fromkeys(map(comment_line, changes)))
    return sorted(changes, key=lambda change: comments.index(comment_line(change)))


def _named_path(path: Path, before: Body, after: Body) -> list[str | int]:
    """A path with the `name` of a list's element instead of its index.

    The index stays where the name is not unique, or where a rule changes it: the digest pins the
    list.
    """
    steps: list[str | int] = []
    for depth, step in enumerate(path):
        name = _unique_name(step, path[:depth], before, after) if isinstance(step, int) else None
        steps.append(step if name is None else name)
    return steps


def _unique_name(index: int, path: Path, before: Body, after: Body) -> str | None:
    names = [get(element, ("name",)) for element in items(before, path)]
    later = [get(element, ("name",)) for element in items(after, path)]
    name = names[index] if index < len(names) else None
    return name if isinstance(name, str) and names.count(name) == 1 and names == later else None


def _digest(rendering: Rendering) -> str:
    """The digest that the chart writes on each resource of an instance."""
    digest = next(iter(rendering.before.settings.values())).digest
    if not digest:
        raise UserError.from_reason(reason("chart-without-digest"), where="compile")
    return digest
