"""A targetPath of Flux's valuesFrom: one value at one place, and which wins where others say the same (fluxcd/pkg
chartutil/values.go)."""

from __future__ import annotations

import re

from eck_mesh.manifests.paths import get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Steps = tuple[str, ...]  # the keys that lead to a place in values


def steps_of(path: str) -> Steps:
    """The keys of a targetPath, up to a place in a list."""
    steps: list[str] = []
    for step in re.split(r"(?<!\\)\.", path):
        steps.append(step.partition("[")[0].replace("\\.", "."))
        if "[" in step:
            break
    return tuple(steps)


def inline_wins(steps: Steps, inline: Any, under: list[Any], taken: list[Steps]) -> bool:
    """Which of two Flux takes, where spec.values and a targetPath say the same. It lays spec.values over all that came
    before, sets the place there, and lays them over it again: the very same maps, unless the first time made copies."""
    parent = get(inline, steps[:-1])
    if not isinstance(parent, dict) or steps[-1] not in parent:
        return False
    return (
        len(steps) == 1
        or bool(taken)
        or any(isinstance(get(values, steps[:-1]), dict) for values in under)
    )


def meets(values: Any, steps: Steps) -> bool:
    """Whether values say anything at a place, or of what it lies in."""
    for step in steps:
        if not isinstance(values, dict):
            return True
        if step not in values:
            return False
        values = values[step]
    return True


def flag(reference: dict[str, Any], text: str) -> str:
    """One value at a targetPath, as Helm's own flags say it: in quotes, or literal, it is a string."""
    path = reference["targetPath"]
    if reference.get("literal"):
        for special in "\\,[]{}":
            text = text.replace(special, f"\\{special}")
        return f"--set-string={path}={text}"
    for quote in "'", '"':
        if text.startswith(quote) and text.endswith(quote):
            return f"--set-string={path}={text.strip(chr(39) + chr(34))}"
    return f"--set={path}={text}"
