"""JSON patches (RFC 6902) that test each place before they change it."""

from __future__ import annotations

from eck_mesh.manifests.paths import get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.paths import Body, Path


def patch_operations(before: object, after: object, path: Path) -> Iterator[Body]:
    """The operations that turn `before` into `after`.

    A test comes before each change: an element of a list by its name, or as a whole if it has
    none, a field by its value, a missing field by null.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _in_mapping(before, after, path)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        yield from _in_list(before, after, path)
    else:
        yield _operation("test", path, before)
        yield _operation("replace", path, after)


def json_pointer(path: Path) -> str:
    """A path as RFC 6901 writes it.

    >>> json_pointer(("metadata", "annotations", "a/b", 0))
    '/metadata/annotations/a~1b/0'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _in_mapping(before: Body, after: Body, path: Path) -> Iterator[Body]:
    for key, value in before.items():
        if key not in after:
            yield _operation("test", (*path, key), value)
            yield {"op": "remove", "path": json_pointer((*path, key))}
    for key, value in after.items():
        if before.get(key) is None and value is not None:
            yield _operation("test", (*path, key), None)
            yield _operation("add", (*path, key), value)
        elif before.get(key) != value:
            yield from patch_operations(before[key], value, (*path, key))


def _in_list(before: list[object], after: list[object], path: Path) -> Iterator[Body]:
    for index, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new:
            continue
        name = get(old, ("name",))
        if isinstance(name, str):
            yield _operation("test", (*path, index, "name"), name)
        elif isinstance(old, dict):
            yield _operation("test", (*path, index), old)
        yield from patch_operations(old, new, (*path, index))


def _operation(name: str, path: Path, value: object) -> Body:
    return {"op": name, "path": json_pointer(path), "value": value}
