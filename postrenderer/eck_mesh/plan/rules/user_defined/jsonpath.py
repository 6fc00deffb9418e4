"""Where a JSONPath leads in a manifest: jsonpath-ng searches, and every match must be a place."""

from __future__ import annotations

from functools import cache

from eck_mesh.messages.problem import InvalidValue
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from eck_mesh.manifests.paths import Body, Path


def find_paths(query: str, body: Body, rule: str) -> list[Path]:
    """Each place that a JSONPath matches, once, in the order found. `rule`: the name of the rule,
    for errors.

    InvalidValue where the JSONPath does not parse, or computes a value: the extensions of
    jsonpath-ng can (len, sub, +, sorted …), and a computed value is nowhere in the manifest.
    """
    parsed = parse_query(query, rule)
    document = body
    if "?" in query:  # jsonpath-ng 1.8 writes into the document where a filter meets a mapping
        from copy import deepcopy

        document = deepcopy(body)
    try:
        found = [_steps_of_match(match, document) for match in parsed.find(document)]
    except (
        Exception
    ) as error:  # of a function that cannot take its input, and of `parent` of the root
        text = str(error) or type(error).__name__
        why = reason("rule-path-not-followed", rule=rule, path=query, error=text)
        raise InvalidValue(why) from error
    if None in found:
        raise InvalidValue(reason("rule-path-computes-value", rule=rule, path=query))
    return list(dict.fromkeys(path for path in found if path is not None))


@cache
def parse_query(query: str, rule: str) -> Any:
    """The JSONPath as jsonpath-ng's object. InvalidValue where it does not parse."""
    from jsonpath_ng.ext.parser import parse  # expensive to import, and rarely needed

    try:
        return parse(query)
    except Exception as error:  # jsonpath-ng raises its own and plain exceptions
        text = str(error).rstrip(".!")
        why = reason("rule-path-not-parsed", rule=rule, path=query, error=text)
        raise InvalidValue(why) from error


def _steps_of_match(match: Any, document: Any) -> Path | None:
    """The keys and indexes from the document to a match; None for a match that is not in the
    document."""
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
