"""Where a JSONPath leads in a document: jsonpath-ng finds, and what it finds must be a place."""

from __future__ import annotations

from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from eck_mesh.manifests.paths import Path


def places(path: str, body: dict[str, Any]) -> list[Path]:
    """Each place that is there, once, in the order found. ValueError, as a sentence, where the path is none, or computes a
    value: jsonpath-ng's extensions can (len, sub, +, sorted …), and what they make stands nowhere in a document."""
    from copy import deepcopy

    query = parsed(path)
    document = (
        deepcopy(body) if "?" in path else body
    )  # jsonpath-ng 1.8 writes into it where a filter meets a mapping
    try:
        steps = [_steps(match, document) for match in query.find(document)]
    except (
        Exception
    ) as error:  # of a function that was given what it cannot take, and `parent` of the root
        raise ValueError(
            f"the path {path!r} cannot be followed: {str(error) or type(error).__name__}."
        ) from error
    if None in steps:
        raise ValueError(f"the path {path!r} computes a value; a rule needs a place.")
    return list(dict.fromkeys(step for step in steps if step is not None))


@cache
def parsed(path: str) -> Any:
    """ValueError, as a sentence, for what is no JSONPath."""
    from jsonpath_ng.ext.parser import parse  # dear to import, and few have rules

    try:
        return parse(path)
    except Exception as error:  # jsonpath-ng raises its own and plain exceptions
        raise ValueError(f"the path {path!r} is no JSONPath: {error}") from error


def _steps(match: Any, document: Any) -> Path | None:
    """The keys and indexes from the document to a match of jsonpath-ng; None for one that does not come from there."""
    steps: list[str | int] = []
    while match.context is not None:
        if hasattr(match.path, "fields"):
            steps.append(match.path.fields[0])
        elif hasattr(match.path, "indices"):
            steps.append(match.path.indices[0] % len(match.context.value))  # -1 is the last
        else:
            return None
        match = match.context
    return tuple(reversed(steps)) if match.value is document else None
