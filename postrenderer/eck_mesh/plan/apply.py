"""The mesh after decisions; the mesh before them stays as it was."""

from __future__ import annotations

from eck_mesh.eck.resource import is_known, kind_of, pod_templates
from eck_mesh.manifests.manifest import Manifest
from eck_mesh.manifests.paths import mapping
from eck_mesh.plan.decisions import Change, Create, changed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.plan.decisions import Decision

METADATA = (("metadata", "labels"), ("metadata", "annotations"))


def apply(mesh: Mesh, decisions: Iterable[Decision]) -> Mesh:
    """The mesh after these decisions: the same one where nothing changes.

    Only Change and Create do anything. A Change meets the value that it was made for.
    """
    made: dict[Ref, Manifest] = {}
    changes: dict[Ref, list[Change]] = {}
    for decision in decisions:
        if isinstance(decision, Change):
            changes.setdefault(decision.ref, []).append(decision)
        elif isinstance(decision, Create):
            made[decision.ref] = Manifest(decision.ref, decision.body, 0)
    if not (made or changes):
        return mesh
    for ref, found in changes.items():
        made[ref] = _after(mesh.manifests[ref], found)
    lasts = all(made[ref].lasting_facts is mesh.manifests[ref].lasting_facts for ref in changes)
    return mesh.with_manifests({**mesh.manifests, **made}, same_modes=lasts)


def _after(manifest: Manifest, changes: list[Change]) -> Manifest:
    """A manifest after its changes. What lasts is known of it before is known of it then."""
    body = manifest.body
    for change in changes:
        body = changed(body, change)
    after = manifest._replace(body=body)
    if _are_of_mode(manifest, [change.path for change in changes]):
        after.lasting_facts = manifest.lasting_facts
    return after


def _are_of_mode(manifest: Manifest, paths: list[Path]) -> bool:
    """Whether no lasting fact reads these places: labels and annotations of pods, and whether ECK's
    TLS is off."""
    if not is_known(manifest.ref) or not mapping(manifest.body, ("spec",)):
        return False
    templates = pod_templates(manifest)
    tls = (*kind_of(manifest).httpTls, "selfSignedCertificate", "disabled")
    return all(path[:-3] in templates if path[-3:-1] in METADATA else path == tls for path in paths)
