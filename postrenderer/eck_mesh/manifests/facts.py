"""What follows from one manifest alone: read once, and kept with the manifest.

| decorator    | the answer is kept                                                               |
|--------------|----------------------------------------------------------------------------------|
| fact         | as long as the body is the same                                                  |
| lasting_fact | also when only what a mode writes into a resource changes: labels and            |
|              | annotations of its pods, and whether ECK's TLS is off (plan/apply.py)            |

Such a function reads nothing but the manifest and its arguments, which are hashable. All callers
get the same answer, and none of them changes it (tests/unit/plan/test_facts.py).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import TypeVar

    from eck_mesh.manifests.manifest import Manifest

    Fact = TypeVar("Fact", bound=Callable[..., object])


def fact(read: Fact) -> Fact:
    """A function of a manifest that computes its answer once for each body."""

    def known(manifest: Manifest, *arguments: Hashable) -> object:
        question = (read, *arguments) if arguments else read
        facts = manifest.facts
        try:
            return facts[question]
        except KeyError:
            return facts.setdefault(question, read(manifest, *arguments))

    return _named(known, read)  # type: ignore[return-value]  # of its type, without typing


def lasting_fact(read: Fact) -> Fact:
    """A function of a manifest that reads nothing of what a mode writes into it."""

    def known(manifest: Manifest, *arguments: Hashable) -> object:
        question = (read, *arguments) if arguments else read
        facts = manifest.lasting_facts
        try:
            return facts[question]
        except KeyError:
            return facts.setdefault(question, read(manifest, *arguments))

    return _named(known, read)  # type: ignore[return-value]


def _named(known: Callable[..., object], read: Callable[..., object]) -> Callable[..., object]:
    """What functools.wraps does, which a run would feel."""
    known.__module__, known.__qualname__ = read.__module__, read.__qualname__
    known.__name__, known.__doc__ = read.__name__, read.__doc__
    return known
