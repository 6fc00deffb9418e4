"""What a manifest is: its identity and its body, as loaded and unlocked."""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.manifests.kinds import OPERATORS
from eck_mesh.marks import ECK
from eck_mesh.messages.printable import printable
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple
from eck_mesh.standard import cached_property

TYPE_CHECKING = False  # importing typing costs a twentieth of a run; mypy knows this name
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


class Ref(NamedTuple):
    """Identity of an object in a cluster; the version is no part of it."""

    group: str
    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        """`Kind/namespace/name`; `Kind/name` without a namespace; printable, whatever they hold."""
        parts = (self.kind, self.namespace, self.name)
        return printable("/".join(part for part in parts if part))


class _Object(NamedTuple):
    """The fields of a manifest."""

    ref: Ref
    body: dict[str, Any]
    number: int
    settings: str | None = None
    item: int | None = None


class Manifest(_Object):
    """One object of the stream.

    number: which document of the stream, from 1, or 0 for one that a rule created.
    settings: the text of the annotation of a locked object; None if it was not locked.
    item: which item of a List the object is, from 0; None outside a List.
    """

    @cached_property
    def facts(self) -> dict[object, Any]:
        """What is already known of this manifest (facts.py). Another body is another manifest."""
        return {}

    @cached_property
    def lasting_facts(self) -> dict[object, Any]:
        """What is known of it, and stays true with what a mode writes into it."""
        return {}

    @property
    def has_mode(self) -> bool:
        """Whether it may have a mode: ECK's resources, and ECK's operator."""
        return self.ref.group.endswith(ECK) or self.is_operator

    @property
    def is_operator(self) -> bool:
        """Whether it runs ECK itself: other workloads are not read."""
        return self.ref[:2] in OPERATORS


def by_ref(manifests: Iterable[Manifest]) -> dict[Ref, Manifest]:
    """The manifests by identity. UserError for two with the same one."""
    found: dict[Ref, Manifest] = {}
    for manifest in manifests:
        first = found.setdefault(manifest.ref, manifest)
        if first is not manifest:
            why = reason("two-objects-of-one-name", first=first.number, second=manifest.number)
            raise UserError.from_reason(why, where=str(manifest.ref))
    return found


def by_kind(manifests: Iterable[Manifest]) -> dict[str, list[Manifest]]:
    """The manifests of each kind, in their order."""
    found: dict[str, list[Manifest]] = {}
    for manifest in manifests:
        found.setdefault(manifest.ref.kind, []).append(manifest)
    return found
