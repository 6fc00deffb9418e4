"""Addresses that users wrote: https becomes http where the mode turns the TLS of their target off.

| mesh.tls of the target | what else needs its TLS | its addresses                          |
|------------------------|-------------------------|----------------------------------------|
| auto, off in the mode  | nothing                 | are changed, and the TLS is turned off |
| auto, off in the mode  | something               | stay, and so does the TLS              |
| istio                  |                         | are changed; others are refused        |
| eck, or in other modes |                         | stay                                   |

An address that is not surely understood (mesh/address_edits.py) counts as something that needs TLS.
The rule comes before the one that turns TLS off, which then finds none of these addresses.
"""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, tls_is_off
from eck_mesh.eck.services import services
from eck_mesh.manifests.paths import get, with_leaf
from eck_mesh.mesh.model import Mesh
from eck_mesh.plan.decisions import Change, changed
from eck_mesh.plan.rules.tls.tls_needs import tls_needs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.address_edits import Edit
    from eck_mesh.messages.reason import Reason


def rewritten_addresses(mesh: Mesh) -> Iterator[Change]:
    """The changes of every address whose target is without TLS in the end."""
    edits: list[Edit] = []
    for target in mesh.treated():
        if _turns_off(target, mesh):
            edits += _edits_of(target, mesh)
    yield from _changes(edits, mesh)


def _turns_off(target: Manifest, mesh: Mesh) -> bool:
    """Whether ECK's TLS goes off, if nothing else needs it."""
    path, own = kind_of(target).httpTls, mesh.settings[target.ref]
    if not path or not services(target) or own.fromEarlierPass or not mesh.is_inside(target.ref):
        return False
    is_written = get(target.body, (*path, "selfSignedCertificate", "disabled")) is not None
    if is_written or tls_is_off(target.body, path):
        return False
    if own.tls == "istio":
        return mesh.plane(target.ref).replacesTls
    row = mesh.row(target.ref).httpTls
    return own.tls == "auto" and row is not None and row.auto == "off"


def _edits_of(target: Manifest, mesh: Mesh) -> list[Edit]:
    """The edits for one target; [] where its TLS stays all the same."""
    found = _possible_edits(target.ref, mesh)
    if found and mesh.settings[target.ref].tls == "auto":
        manifests = dict(mesh.manifests)
        for change in _changes(found, mesh):
            manifest = manifests[change.ref]
            manifests[change.ref] = manifest._replace(body=changed(manifest.body, change))
        after = Mesh(manifests.values(), mesh.settings, mesh.foreseen)
        if tls_needs(after.manifests[target.ref], after):
            return []
    return found


def _possible_edits(target: Ref, mesh: Mesh) -> list[Edit]:
    """Those that are certain, in settings and in pipelines."""
    tls = [one for one in mesh.addresses.by_target.get(target, ()) if one.address.tls]
    clients = [one.client for one in tls]
    clients += [client.ref for client, _ in mesh.referrers.get(target, ())]
    with_pipelines = [ref for ref in dict.fromkeys(clients) if ref.kind == "Logstash"]
    found: list[Edit] = []
    if tls:
        from eck_mesh.mesh.address_edits import edits_of_target  # its table is not needed otherwise

        found += edits_of_target(target, mesh)
    for ref in with_pipelines:
        from eck_mesh.mesh.pipeline_edits import pipeline_edits

        own = mesh.settings.get(ref)
        if own is not None and not own.fromEarlierPass:
            found += pipeline_edits(target, mesh.manifests[ref], mesh)
    return found


def _changes(edits: list[Edit], mesh: Mesh) -> Iterator[Change]:
    """One change for each field: a list as a whole, since no plan has a path to a string in it."""
    by_field: dict[tuple[Ref, Path], list[Edit]] = {}
    for edit in edits:
        by_field.setdefault((edit.holder, _field(edit)), []).append(edit)
    for (holder, path), found in by_field.items():
        before = get(mesh.manifests[holder].body, path)
        after = before
        for edit in sorted(found, key=lambda edit: (edit.path, edit.begin), reverse=True):
            after = _edited(after, edit, edit.path[len(path) :])
        reasons: list[Reason] = []
        for edit in found:
            reasons += [] if edit.why in reasons else [edit.why]
        yield Change(holder, path, before, after, reasons)


def _field(edit: Edit) -> Path:
    path = edit.path
    while isinstance(path[-1], int):
        path = path[:-1]
    return path


def _edited(value: object, edit: Edit, below: Path) -> object:
    """A value with one edit made. `below`: where in it."""
    if edit.text is None and not below:
        return None
    here = str(get(value, below))
    text = here[: edit.begin] + (edit.text or "") + here[edit.end :]
    return with_leaf(value, below, text) if below else text
