"""Places in a manifest: how they are read, changed and written down.

A manifest comes from a user and may hold anything anywhere. Where a value has another type, the
typed getters return an empty one, so that no reader can crash; plan/rules/shapes.py reports it.
"""

from __future__ import annotations

from eck_mesh.messages.printable import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Path = tuple[str | int, ...]
    Body = dict[str, Any]


def get(body: object, path: Path) -> object:
    """The value at a path; None where anything on the way is missing."""
    for step in path:
        if isinstance(body, dict):
            body = body.get(step)
        elif isinstance(body, list) and isinstance(step, int) and step < len(body):
            body = body[step]
        else:
            return None
    return body


def mapping(body: object, path: Path = ()) -> Body:
    """The mapping at a path; {} for anything else."""
    found = get(body, path)
    return found if isinstance(found, dict) else {}


def items(body: object, path: Path = ()) -> list[Any]:
    """The list at a path; [] for anything else."""
    found = get(body, path)
    return found if isinstance(found, list) else []


def mappings(body: object, path: Path = ()) -> list[Body]:
    """Those elements of the list at a path that are mappings."""
    return [item for item in items(body, path) if isinstance(item, dict)]


def text(body: object, path: Path = (), default: str = "") -> str:
    """The string at a path; default for anything else."""
    found = get(body, path)
    return found if isinstance(found, str) else default


def texts(body: object, path: Path = ()) -> dict[str, str]:
    """Those pairs of the mapping at a path that are two strings: labels, annotations, selectors."""
    pairs = mapping(body, path).items()
    return {key: value for key, value in pairs if isinstance(key, str) and isinstance(value, str)}


def integer(body: object, path: Path = (), default: int = 0) -> int:
    """The integer at a path; default for anything else, also for a boolean."""
    found = get(body, path)
    return found if isinstance(found, int) and not isinstance(found, bool) else default


def expand(body: object, path: str) -> Iterator[Path]:
    """The paths that `a.b[*].c` stands for: one for each element of a list, in order.

    A path is also returned if nothing is at its end.
    """
    found: list[Path] = [()]
    for part in path.split("."):
        key = part.removesuffix("[*]")
        found = [(*prefix, key) for prefix in found]
        if key != part:
            found = [(*prefix, i) for prefix in found for i in range(len(items(body, prefix)))]
    return iter(found)


def obstacle(body: object, path: Path) -> Path | None:
    """The first place on a path that exists but cannot contain the next step; None without one."""
    for i, step in enumerate(path):
        here = get(body, path[:i])
        if isinstance(step, int):
            if not isinstance(here, list) or step >= len(here):
                return path[:i]
        elif not isinstance(here, dict | None):
            return path[:i]
    return None


def strings(body: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Every string at or below a path, with its own path."""
    stack = [(body, path)]
    while stack:
        here, path = stack.pop()
        if isinstance(here, str):
            yield path, here
        elif isinstance(here, dict):
            stack += [(value, (*path, key)) for key, value in reversed(here.items())]
        elif isinstance(here, list):
            stack += [(value, (*path, i)) for i, value in reversed(list(enumerate(here)))]


def show(path: Path, body: object = None) -> str:
    """A path as a person reads it, printable: elements of a list by their name where there is one.

    >>> show(("spec", "nodeSets", 0, "count"), {"spec": {"nodeSets": [{"name": "hot"}]}})
    'spec.nodeSets[hot].count'
    """
    shown = ""
    for i, step in enumerate(path):
        if isinstance(step, int):
            shown += f"[{text(body, (*path[: i + 1], 'name')) or step}]"
        elif "." in step or "/" in step:
            shown += f"[{step}]"
        else:
            shown += f".{step}" if shown else step
    return printable(shown)


def with_leaf(body: Any, path: Path, value: Any) -> Any:
    """A copy of body with the value at the path; None removes it. Missing parents are made.

    Only what is on the path is copied: values that YAML anchors share are not changed elsewhere.
    """
    whole = here = _copy(body, path[0])
    for i, step in enumerate(path[:-1]):
        inner = here[step] if isinstance(step, int) else here.get(step)
        here[step] = _copy(inner, path[i + 1])
        here = here[step]
    last = path[-1]
    if value is None and not isinstance(last, int):
        here.pop(last, None)
    else:
        here[last] = value
    return whole


def _copy(body: Any, step: str | int) -> Any:
    """A copy of a list or of a mapping, by what is looked for in it; a missing mapping is made."""
    if isinstance(step, int):
        return list(body)
    return dict(body) if body is not None else {}
