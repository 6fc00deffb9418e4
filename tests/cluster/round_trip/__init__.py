"""What a cluster makes of resources of ECK, asked of Kubernetes' and ECK's own code (main.go), without a cluster."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.support.helm import ROOT

TOOLS = ROOT / ".tools"
Path = tuple[str, ...]


class Change(NamedTuple):
    """Of what was sent. path: from the kind on, with [] for an element of a list."""

    path: str
    what: str
    value: Any

    def __str__(self) -> str:
        return f"{self.path} {self.what}: {json.dumps(self.value)[:200]}"


def changes(objects: list[dict[str, Any]]) -> Iterator[Change]:
    """What the API server, or an operator that updates the resource, would change of these manifests or refuse.

    What the operator adds to a mapping does no harm: nobody else owns it. A list has one owner as a whole.
    """
    for sent, fate in zip(objects, _fates(objects), strict=True):
        kind = (sent["kind"],)
        if fate["refused"]:
            yield Change(sent["kind"], "is refused", fate["refused"])
            continue
        for change in _differences(sent, fate["stored"], kind):
            if change.what == "is removed" and change.value is not None:
                yield change._replace(what="is not stored")
        fate["written"].pop("status")
        for change in _differences(fate["stored"], fate["written"], kind):
            if change.what != "is added" or "[]" in change.path:
                yield change


def _fates(objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    done = subprocess.run(
        [str(TOOLS / "eck-round-trip"), str(TOOLS / "eck-crds.yaml")],
        input="\n".join(map(json.dumps, objects)),
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def _differences(before: Any, after: Any, path: Path) -> Iterator[Change]:
    where = ".".join(path)
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            if key not in after:
                yield Change(f"{where}.{key}", "is removed", before[key])
            elif key not in before:
                yield Change(f"{where}.{key}", "is added", after[key])
            else:
                yield from _differences(before[key], after[key], (*path, key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for old, new in zip(before, after, strict=True):
            yield from _differences(old, new, (*path, "[]"))
    elif before != after or isinstance(before, bool) != isinstance(after, bool):
        yield Change(where, "is changed", [before, after])
