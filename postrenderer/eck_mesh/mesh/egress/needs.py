"""What a resource needs to reach, in records."""

from __future__ import annotations

from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.istio.service_entry import OutsideHost
    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.messages.reason import Reason


class Need(NamedTuple):
    """A host outside the cluster. because: what connects to it, or where it is written."""

    host: OutsideHost
    because: Reason


class Inside(NamedTuple):
    """A host as a Sidecar lists it: NAMESPACE/NAME.

    is_outside: whether a ServiceEntry makes it known, and no Service.
    is_optional: whether users' own Sidecars may do without it.
    """

    entry: str
    because: Reason
    is_outside: bool = False
    is_optional: bool = False


class Unknown(NamedTuple):
    """A host that no manifest shows. domain: what a declared host ends with that stands for it;
    "" for any."""

    ref: Ref
    path: Path
    domain: str
    reason: Reason


class Needs(NamedTuple):
    """All of a resource."""

    inside: list[Inside]
    outside: list[Need]
    unknown: list[Unknown]
