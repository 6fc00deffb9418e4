"""A targetPath of Flux's valuesFrom: one value at one place (fluxcd/pkg chartutil/values.go)."""

from __future__ import annotations

import re

from eck_mesh.manifests.paths import get, mapping, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from eck_mesh.manifests.paths import Body

    Keys = tuple[str, ...]  # the keys that lead to a place in values

QUOTES = "'\""


def keys_of_target_path(path: str) -> Keys:
    """The keys of a targetPath, up to the first index of a list."""
    keys: list[str] = []
    for step in re.split(r"(?<!\\)\.", path):
        keys.append(step.partition("[")[0].replace("\\.", "."))
        if "[" in step:
            break
    return tuple(keys)


def inline_values_win(
    keys: Keys, inline: Body, merged: Sequence[Body], placed: Sequence[Keys]
) -> bool:
    """Whether spec.values (`inline`) override a targetPath at the same place.

    Flux merges spec.values, sets the targetPath and merges spec.values again. The second merge wins
    only if the first one copied the parent mapping. It did if values were there before: `merged`,
    the values of earlier references, or `placed`, the keys of earlier targetPaths.
    """
    if keys[-1] not in mapping(inline, keys[:-1]):
        return False
    if len(keys) == 1 or placed:
        return True
    return any(isinstance(get(values, keys[:-1]), dict) for values in merged)


def sets_place(values: object, keys: Keys) -> bool:
    """Whether values set a place, or something that contains it."""
    for key in keys:
        if not isinstance(values, dict):
            return True
        if key not in values:
            return False
        values = values[key]
    return True


def helm_flag(reference: Body, value: str) -> str:
    """The flag of Helm that sets a value at a targetPath: a quoted or literal value is a string."""
    path = text(reference, ("targetPath",))
    if reference.get("literal"):
        for special in "\\,[]{}":
            value = value.replace(special, f"\\{special}")
        return f"--set-string={path}={value}"
    if any(value.startswith(quote) and value.endswith(quote) for quote in QUOTES):
        return f"--set-string={path}={value.strip(QUOTES)}"
    return f"--set={path}={value}"
