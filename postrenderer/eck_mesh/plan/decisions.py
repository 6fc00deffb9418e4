"""What rules decide: four records, pure data. A plan is a flat list of them, in order, and a Change is
done to a copy: what a rule saw stays as it was."""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from eck_mesh.manifests.manifest import Path, Ref


class Change(namedtuple("Change", "ref path before after rule because")):
    """This one leaf gets this value; with None it goes. Parents that are missing or null are made on the way."""

    ref: Ref
    path: Path
    before: Any
    after: Any
    rule: str
    because: str
    __slots__ = ()


class Create(namedtuple("Create", "ref body owner rule because")):
    """A manifest that was not in the stream; owner is the resource it belongs to."""

    ref: Ref
    body: dict[str, Any]
    owner: Ref
    rule: str
    because: str
    __slots__ = ()


class Skip(namedtuple("Skip", "ref path rule because")):
    """Something looked at and left as it is; path is () where the whole resource is meant."""

    ref: Ref
    path: Path
    rule: str
    because: str
    __slots__ = ()


class Refusal(namedtuple("Refusal", "ref path rule because")):
    """What would make the mode untrue. One is enough to refuse the whole stream; all are told."""

    ref: Ref
    path: Path
    rule: str
    because: str
    __slots__ = ()


def written(body: Any, change: Change, depth: int = 0) -> Any:
    """A copy of body with the leaf set; only what lies on the path is copied, so shared YAML anchors part here. depth: how
    many steps of the path lead to body."""
    step, last = change.path[depth], depth + 1 == len(change.path)
    if isinstance(step, int):
        copy: Any = list(body)
        here = copy[step]
    else:
        copy = dict(body) if body is not None else {}
        here = copy.get(step)
    if last and here != change.before:
        raise AssertionError(f"two rules want {change.path} of {change.ref}: {here!r}, {change!r}")
    if last and change.after is None and isinstance(copy, dict):
        copy.pop(step, None)
    else:
        copy[step] = change.after if last else written(here, change, depth + 1)
    return copy


def show(path: Path, body: Any = None) -> str:
    """A path as a person reads it: list places by the element's name where the body gives one.

    >>> show(("spec", "nodeSets", 0, "count"), {"spec": {"nodeSets": [{"name": "hot"}]}})
    'spec.nodeSets[hot].count'
    """
    text = ""
    for step in path:
        here: Any = None
        if isinstance(body, dict):
            here = body.get(step)
        elif isinstance(body, list) and isinstance(step, int) and step < len(body):
            here = body[step]
        if isinstance(step, int):
            name = here.get("name") if isinstance(here, dict) else None
            text += f"[{name if isinstance(name, str) else step}]"
        elif "." in step or "/" in step:
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
        body = here
    return text
