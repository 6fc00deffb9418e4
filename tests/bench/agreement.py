"""What must hold before a time means anything: the programs that are compared did the same."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.bench.eck import LOCK
from tests.bench.kustomize import objects_of

GROUP = ".k8s.elastic.co"


def output(argv: list[str], stream: Path, env: dict[str, str]) -> str:
    """What a command makes of a stream."""
    with stream.open("rb") as file:
        done = subprocess.run(argv, stdin=file, stdout=subprocess.PIPE, env=env, check=True)
    return done.stdout.decode()


def documents(text: str) -> list[str]:
    return [f"{part}\n" for part in text.removesuffix("\n").split("\n---\n")]


def check_untouched(name: str, before: str, after: str) -> None:
    """Every document that is no resource of ECK left with the bytes that it came with."""
    left = set(documents(after.removeprefix("---\n")))
    for text in documents(before.removeprefix("---\n")):
        if text not in left and (GROUP not in text or "\nkind: CustomResourceDefinition\n" in text):
            raise SystemExit(f"{name}: a document changed that nothing should touch:\n{text[:300]}")


def check_rendered(name: str, alone: str, with_cat: str, ours: str) -> None:
    """`cat` is a post-renderer that changes nothing, and ours unlocks everything."""
    if objects_of(with_cat) != objects_of(alone):
        raise SystemExit(f"{name}: with cat as post-renderer, Helm prints other objects")
    if not set(objects_of(alone)) < set(objects_of(ours)):
        raise SystemExit(f"{name}: eck-mesh created nothing")
    if LOCK in ours or LOCK not in alone:
        raise SystemExit(f"{name}: nothing was locked, or something still is")


def check_same_objects(name: str, ours: str, kustomize: str) -> None:
    """kustomize made the same objects, in whatever order."""
    mine, other = objects_of(ours), objects_of(kustomize)
    if mine != other:
        wrong = [key for key in {**mine, **other} if mine.get(key) != other.get(key)]
        raise SystemExit(f"{name}: kustomize made another {wrong[0]}, and {len(wrong) - 1} more")
