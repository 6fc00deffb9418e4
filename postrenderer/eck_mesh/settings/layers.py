"""Blocks of settings that are laid over each other, as the chart lays a resource's over the
release's."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.paths import Body

# Lists of the release and of the resource that count together.
ADDED = ("rules", "allow", "egressHosts")


def laid_over(block: Body, own: Body) -> Body:
    """A block with another one over it: maps into maps; lists of ADDED come in addition; null is
    not set."""
    found = dict(block)
    for key, value in without_nulls(own).items():
        have = found.get(key)
        if isinstance(value, dict) and isinstance(have, dict):
            found[key] = laid_over(have, value)
        elif key in ADDED and isinstance(value, list) and isinstance(have, list):
            found[key] = [*have, *value]
        else:
            found[key] = value
    return found


def without_nulls(block: Body) -> Body:
    """A block without nulls at any depth of its maps."""
    found = {
        key: without_nulls(value) if isinstance(value, dict) else value
        for key, value in block.items()
    }
    return {key: value for key, value in found.items() if value is not None}
