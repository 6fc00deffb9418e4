"""Addresses that users wrote: https becomes http where the mode turns the TLS of their target off.

| mesh.tls of the target | what else needs its TLS | its addresses                          |
|------------------------|-------------------------|----------------------------------------|
| auto, off in the mode  | nothing                 | are changed, and the TLS is turned off |
| auto, off in the mode  | something               | stay, and so does the TLS              |
| istio                  |                         | are changed; others are refused        |
| eck, or in other modes |                         | stay                                   |

An address that is not surely understood (mesh/addresses/address_edits.py) counts as something that
needs TLS. The rule comes before the one that turns TLS off, which then finds none of these
addresses.
"""

from __future__ import annotations

from itertools import chain

from eck_mesh.eck.resource import kind_of, tls_is_off
from eck_mesh.eck.services import services
from eck_mesh.manifests.paths import get
from eck_mesh.plan.rules.tls.address_changes import changes_of, possible_edits, with_edits
from eck_mesh.plan.rules.tls.http_tls import is_off_unless_needed
from eck_mesh.plan.rules.tls.tls_needs import tls_needs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.plan.decisions import Change


def rewritten_addresses(mesh: Mesh) -> Iterator[Change]:
    """The changes of every address whose target is without TLS in the end."""
    found = {one.ref: possible_edits(one.ref, mesh) for one in mesh.treated() if _is_off(one, mesh)}
    found = {target: edits for target, edits in found.items() if edits}
    while found:
        after = with_edits(chain.from_iterable(found.values()), mesh)
        kept = [target for target in found if _keeps_tls(target, after)]
        for target in kept:
            del found[target]
        if not kept:
            break
    yield from changes_of(chain.from_iterable(found.values()), mesh)


def _keeps_tls(target: Ref, after: Mesh) -> bool:
    """Whether something needs the TLS of a resource even after the changes."""
    manifest = after.manifests[target]
    return after.settings[target].tls == "auto" and bool(tls_needs(manifest, after))


def _is_off(target: Manifest, mesh: Mesh) -> bool:
    """Whether ECK's TLS goes off, if nothing else needs it."""
    path, own = kind_of(target).httpTls, mesh.settings[target.ref]
    if not path or not services(target) or own.fromEarlierPass or not mesh.is_inside(target.ref):
        return False
    is_written = get(target.body, (*path, "selfSignedCertificate", "disabled")) is not None
    if is_written or tls_is_off(target.body, path):
        return False
    if own.tls == "istio":
        return mesh.plane(target.ref).replacesTls
    return is_off_unless_needed(target, mesh)
