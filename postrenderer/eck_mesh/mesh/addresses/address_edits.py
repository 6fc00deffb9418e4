"""What has to change in settings so that they lead to a resource by http and no longer by https.

The changes are made only where everything about a connection is certain: its addresses, each a
single URL without variables, lead to one resource, and its settings are in connections.yaml.
"""

from __future__ import annotations

from collections import Counter

from eck_mesh.eck.connections import connections, leaves_of, settings_roots
from eck_mesh.mesh.addresses.certain_addresses import agents_of, is_certain
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.connections import Connection, Leaf
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.addresses.handwritten import Handwritten
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason

# One address and nothing else, without a variable, and without the dot at the end of a name, which
# not every sidecar knows.
ADDRESS = r"(?:https?://)?(?:[^\s/@$`{},|\\]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?(?:/[^\s$`,|\\]*)?"
_HTTPS = "https"


class Edit(NamedTuple):
    """A change of one value: from begin to end of a string, or, with text None, its removal."""

    holder: Ref
    path: Path
    begin: int
    end: int
    text: str | None
    why: Reason


def to_http(holder: Ref, path: Path, begin: int, why: Reason) -> Edit:
    """The edit of https, which begins there, to http."""
    return Edit(holder, path, begin, begin + len(_HTTPS), "http", why)


def edits_of_target(target: Ref, mesh: Mesh) -> list[Edit]:
    """The edits after which settings lead to a resource without TLS, where that is certain."""
    found: list[Edit] = []
    done: set[tuple[Ref, str]] = set()
    for one in mesh.addresses.by_target.get(target, ()):
        key = (one.holder, one.client.kind)
        if one.address.tls and one.is_http and key not in done and _may_change(one, mesh):
            done.add(key)
            holder, client = mesh.manifests[one.holder], mesh.manifests[one.client]
            for root in settings_roots(holder, client):
                found += _edits_below(root, holder, client.ref.kind, _Target(target, mesh))
    return found


class _Target(NamedTuple):
    ref: Ref
    mesh: Mesh


def _may_change(one: Handwritten, mesh: Mesh) -> bool:
    """Whether a rule may change what holds an address: not what an earlier pass has treated."""
    own = mesh.settings.get(one.client)
    return own is not None and not (own.fromEarlierPass and one.holder == one.client)


def _edits_below(root: Path, holder: Manifest, kind: str, target: _Target) -> Iterator[Edit]:
    leaves = leaves_of(holder.body, root)
    for connection in connections(leaves, kind):
        if _is_sure(connection, holder.ref, target):
            yield from _edits(connection, holder.ref, target)
            why = reason("address-without-tls", target=target.ref)
            for path in _emptied(connection.tls, leaves, root):
                yield Edit(holder.ref, path, 0, 0, None, why)


def _is_sure(connection: Connection, holder: Ref, target: _Target) -> bool:
    """Whether a connection leads to the target by TLS, and nothing in it is uncertain."""
    used = [leaf for leaf in connection.hosts if _uses_tls(leaf, holder, target)]
    if not used or connection.unsure:
        return False
    said = [str(leaf.value).lower() for leaf in connection.protocol]
    return all(one in (_HTTPS, "http") for one in said) and all(
        _leads_there(leaf, connection, holder, target) for leaf in connection.hosts
    )


def _uses_tls(leaf: Leaf, holder: Ref, target: _Target) -> bool:
    found = target.mesh.addresses.by_place.get((holder, leaf.path), ())
    return any(one.address.tls and one.target == target.ref for one in found)


def _leads_there(leaf: Leaf, connection: Connection, holder: Ref, target: _Target) -> bool:
    """Whether one value is a single address, surely of the target, or independent of its TLS:
    plain HTTP, or an address that somebody else serves and that no setting of TLS is about."""
    row, mesh = connection.row, target.mesh
    if not isinstance(leaf.value, str) or not re.fullmatch(ADDRESS, leaf.value, re.IGNORECASE):
        return False
    found = mesh.addresses.by_place.get((holder, leaf.path), [])
    if target.ref not in [one.target for one in found]:
        has_scheme = "://" in leaf.value
        return leaf.value.lower().startswith("http://") or (has_scheme and not connection.tls)
    for one in found:
        clients = agents_of(one.client, mesh) if row.agents else [one.client]
        if one.target != target.ref or not is_certain(one, row.port, mesh, clients):
            return False
    return True


def _edits(connection: Connection, holder: Ref, target: _Target) -> Iterator[Edit]:
    """The scheme of each address, and the protocol beside them."""
    why = reason("address-without-tls", target=target.ref)
    for leaf in connection.hosts:
        if str(leaf.value).lower().startswith("https://") and _uses_tls(leaf, holder, target):
            yield to_http(holder, leaf.path, 0, why)
    for leaf in connection.protocol:
        if str(leaf.value).lower() == _HTTPS:
            yield to_http(holder, leaf.path, 0, why)


def _emptied(removed: list[Leaf], leaves: list[Leaf], root: Path) -> Iterator[Path]:
    """The paths to remove: each leaf, or what is around it where nothing else is left there."""
    left = Counter(path for leaf in leaves for path in _around(leaf, root))
    left.subtract(path for leaf in removed for path in _around(leaf, root))
    found: dict[Path, None] = {}
    for leaf in removed:
        empty = [path for path in _around(leaf, root) if not left[path]]
        found[empty[0] if empty else leaf.path] = None
    yield from found


def _around(leaf: Leaf, root: Path) -> Iterator[Path]:
    """The paths of what is around a value, below a root, outermost first."""
    for end in range(len(root) + 1, len(leaf.path)):
        yield leaf.path[:end]
