"""The rival: `kubectl kustomize` with JSON6902 patches, its fastest form, which do to a stream what eck-mesh does.

One patch for each kind. It cannot make objects: those that eck-mesh creates are a file, which `cat` prints after it, since
they would take it several times as long as resources of its own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.support.helm import ROOT

KUBECTL = ROOT / ".tools" / "kubectl"
RUN = """\
#!/bin/sh
set -e
cd '{folder}'
cat >all.yaml
'{kubectl}' kustomize .
echo ---
exec cat created.yaml
"""
Objects = dict[tuple[str, str, str], Any]


def objects_of(text: str) -> Objects:
    """The objects of a stream by kind, namespace and name."""
    bodies = [body for body in yaml.load_all(text, yaml.CSafeLoader) if body]
    found = {
        (body["kind"], body["metadata"].get("namespace", ""), body["metadata"]["name"]): body
        for body in bodies
    }
    if len(found) < len(bodies):
        raise SystemExit(f"{len(bodies) - len(found)} objects have the name of another one")
    return found


def operations(before: Any, after: Any, path: str = "") -> Iterator[dict[str, Any]]:
    """The JSON6902 operations that make the one body of the other."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from _of_key(before, after, key, f"{path}/{escaped(key)}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from operations(old, new, f"{path}/{index}")
    elif before != after:
        yield {"op": "replace", "path": path, "value": after}


def _of_key(before: Any, after: Any, key: str, path: str) -> Iterator[dict[str, Any]]:
    if key not in after:
        yield {"op": "remove", "path": path}
    elif key not in before:
        yield {"op": "add", "path": path, "value": after[key]}
    else:
        yield from operations(before[key], after[key], path)


def escaped(key: str) -> str:
    """A key as RFC 6901 writes it."""
    return key.replace("~", "~0").replace("/", "~1")


def patches(before: Objects, after: Objects) -> dict[str, str]:
    """The patch of each kind that changes, as JSON. All resources of a kind must change in the same way."""
    found: dict[str, str] = {}
    for key, body in before.items():
        patch = json.dumps(list(operations(body, after[key])))
        if found.setdefault(key[0], patch) != patch:
            raise SystemExit(f"{key}: changes otherwise than the first {key[0]}")
    return {kind: patch for kind, patch in found.items() if patch != "[]"}


def folder(path: Path, before: str, after: str) -> list[str]:
    """Write the kustomization into a new folder: the command that reads the stream on stdin, and writes it."""
    old, new = objects_of(before), objects_of(after)
    created = [body for key, body in new.items() if key not in old]
    wanted = [
        {"target": {"kind": kind}, "patch": patch} for kind, patch in patches(old, new).items()
    ]
    path.mkdir()
    (path / "created.yaml").write_text(yaml.dump_all(created, Dumper=yaml.CSafeDumper))
    content = {"resources": ["all.yaml"], "patches": wanted}
    (path / "kustomization.yaml").write_text(json.dumps(content))
    script = path / "run"
    script.write_text(RUN.format(folder=path, kubectl=os.path.realpath(KUBECTL)))
    script.chmod(0o755)
    return [str(script)]
