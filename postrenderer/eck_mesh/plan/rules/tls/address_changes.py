"""The changes of addresses that are possible."""

from __future__ import annotations

from eck_mesh.manifests.paths import get, with_leaf
from eck_mesh.plan.decisions import Change, changed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.addresses.address_edits import Edit
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason


def possible_edits(target: Ref, mesh: Mesh) -> list[Edit]:
    """Those that are certain, in settings and in pipelines."""
    tls = [one for one in mesh.addresses.by_target.get(target, ()) if one.address.tls]
    clients = [one.client for one in tls]
    clients += [client.ref for client, _ in mesh.referrers.get(target, ())]
    with_pipelines = [ref for ref in dict.fromkeys(clients) if ref.kind == "Logstash"]
    found: list[Edit] = []
    if tls:
        from eck_mesh.mesh.addresses.address_edits import (
            edits_of_target,  # its table is not needed otherwise
        )

        found += edits_of_target(target, mesh)
    for ref in with_pipelines:
        from eck_mesh.mesh.addresses.pipeline_edits import pipeline_edits

        own = mesh.settings.get(ref)
        if own is not None and not own.fromEarlierPass:
            found += pipeline_edits(target, mesh.manifests[ref], mesh)
    return found


def changes_of(edits: Iterable[Edit], mesh: Mesh) -> Iterator[Change]:
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


def with_edits(edits: Iterable[Edit], mesh: Mesh) -> Mesh:
    """The mesh as it would be."""
    manifests = dict(mesh.manifests)
    for change in changes_of(edits, mesh):
        manifest = manifests[change.ref]
        manifests[change.ref] = manifest._replace(body=changed(manifest.body, change))
    return mesh.with_manifests(manifests)


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
