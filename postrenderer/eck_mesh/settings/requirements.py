"""The table requirements.yaml, loaded and checked: what other programs eck-mesh needs."""

from __future__ import annotations

from eck_mesh.manifests.whole_number import whole_number
from eck_mesh.record import NamedTuple
from eck_mesh.standard import re
from eck_mesh.tables import read_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.manifests.paths import Body

# As programs print it, and as image tags contain it: v1.37.2, 1.24-distroless, 1.30.1-gke.1.
_VERSION = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?(?![\d.])")


class Need(NamedTuple):
    """The oldest version for one purpose.

    purpose: what needs it, in words; "" for every use.
    when: the question of status/versions.py that decides about it; "" for every use.
    """

    version: str
    because: str
    purpose: str = ""
    when: str = ""


class Requirement(NamedTuple):
    """What is needed of one program. tested, oldest: keys of ci/versions.env."""

    needs: tuple[Need, ...]
    tested: str = ""
    oldest: str = ""


def requirements() -> dict[str, Requirement]:
    """The whole table. TypeError for a key that no record has."""
    table = read_table(__loader__, __file__, "requirements.yaml")  # type: ignore[name-defined]
    return {program: _requirement(row) for program, row in table.items()}


def unmet_need(version: str, needs: Iterable[Need]) -> Need | None:
    """The need that a version fails by most; None where it meets all of them."""
    found = numbers_of(version)
    unmet = [need for need in needs if found < numbers_of(need.version)]
    return max(unmet, key=lambda need: numbers_of(need.version), default=None)


def numbers_of(version: str) -> tuple[int, ...]:
    """Major, minor and patch of a version; () for what is not one, such as `latest`."""
    found = _VERSION.match(version)
    return tuple(whole_number(number or "0") for number in found.groups()) if found else ()


def _requirement(row: Body) -> Requirement:
    needs = []
    for need in row["needs"]:
        words = {"purpose": need["for"]} if "for" in need else {}
        rest = {key: value for key, value in need.items() if key != "for"}
        needs.append(Need(**rest, **words))
    return Requirement(**{**row, "needs": tuple(needs)})
