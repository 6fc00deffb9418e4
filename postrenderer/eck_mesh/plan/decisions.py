"""What rules decide, as pure data: a plan is a flat list of decisions, in order."""

from __future__ import annotations

from eck_mesh.manifests.paths import get, with_leaf
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.manifests.paths import Body, Path
    from eck_mesh.messages.reason import Reason

    Decision: TypeAlias = "Change | Create | Skip | Refusal"


class Change(NamedTuple):
    """Set one leaf to a value, or remove it (None). Missing or null parents are made."""

    ref: Ref
    path: Path
    before: object
    after: object
    reasons: Sequence[Reason]
    rule: str = ""


class Create(NamedTuple):
    """Add a manifest to the stream; owner is the resource that it belongs to."""

    ref: Ref
    body: Body
    owner: Ref
    reasons: Sequence[Reason]
    rule: str = ""


class Skip(NamedTuple):
    """Leave something as it is; path is () where the whole resource is meant."""

    ref: Ref
    path: Path
    reasons: Sequence[Reason]
    rule: str = ""


class Refusal(NamedTuple):
    """Refuse what would make the mode untrue. One is enough to refuse the whole stream."""

    ref: Ref
    path: Path
    reason: Reason
    rule: str = ""


def changed(body: Body, change: Change) -> Body:
    """A copy of a body with the change made. AssertionError where another rule has set the leaf
    before."""
    here = get(body, change.path)
    if here != change.before:
        raise AssertionError(f"two rules want {change.path} of {change.ref}: {here!r}, {change!r}")
    after: Body = with_leaf(body, change.path, change.after)
    return after
