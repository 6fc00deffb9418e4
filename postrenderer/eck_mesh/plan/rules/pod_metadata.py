"""The mode's labels and annotations on every pod template, and its labels on the Services."""

from __future__ import annotations

from eck_mesh.eck.containers import is_added_by_eck, probed_by_http
from eck_mesh.eck.resource import metadata_of, metadata_paths, pod_templates, propagated
from eck_mesh.eck.services import bypass_ports, services
from eck_mesh.istio.annotation_values import comma_list, private_addresses
from eck_mesh.istio.annotations import EXCLUDE_RANGES
from eck_mesh.istio.injection import before_sidecar
from eck_mesh.manifests.paths import get, mapping
from eck_mesh.mesh.clients.left_out import why_left_out
from eck_mesh.messages.problem import InvalidValue
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Change, Skip
from eck_mesh.settings.settings import meshed_operator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.istio.modes import Entry
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh


def pod_metadata(manifest: Manifest, mesh: Mesh) -> Iterator[Change | Skip]:
    """Add what the table says. A user's value is never replaced; ports are appended to a user's
    list."""
    row = mesh.row(manifest.ref)
    if manifest.is_operator and not meshed_operator(mesh.settings[manifest.ref]):
        yield Skip(manifest.ref, (), [reason("operator-outside")])
    left_out = why_left_out(manifest, mesh.settings[manifest.ref])
    if left_out:
        yield Skip(manifest.ref, (), [left_out])
    for template in pod_templates(manifest):
        for part, entries in ("labels", row.podLabels), ("annotations", row.podAnnotations):
            wanted = [entry for entry in entries if _applies(entry, manifest, mesh, template)]
            yield from _sets(manifest, mesh, (*template, "metadata", part), wanted)
            yield from _adds(manifest, template, part, wanted)
        if mesh.is_inside(manifest.ref):
            yield from _excluded_addresses(manifest, template)


def service_labels(manifest: Manifest, mesh: Mesh) -> Iterator[Change | Skip]:
    """The labels of each Service for which ECK has a field."""
    entries = mesh.row(manifest.ref).serviceLabels
    if not entries:
        return
    wanted = [entry for entry in entries if _applies(entry, manifest, mesh, ())]
    for named in services(manifest):
        if named.template:
            yield from _sets(manifest, mesh, (*named.template, "metadata", "labels"), wanted)


def _applies(entry: Entry, manifest: Manifest, mesh: Mesh, template: Path) -> bool:
    settings = mesh.settings[manifest.ref]
    return (
        (not entry.kinds or manifest.ref.kind in entry.kinds)
        and (not entry.probe or probed_by_http(manifest, template))
        and (not entry.setting or bool(getattr(settings, entry.setting)))
        and (not entry.initContainers or _downloads(manifest, template))
    )


def _downloads(manifest: Manifest, template: Path) -> bool:
    """Whether user-defined init containers may need the network before a classic sidecar runs."""
    annotations = metadata_of(manifest, template, "annotations")
    early = before_sidecar(mapping(manifest.body, template), annotations)
    return not all(map(is_added_by_eck, early))


def _sets(
    manifest: Manifest, mesh: Mesh, path: Path, entries: list[Entry]
) -> Iterator[Change | Skip]:
    part = str(path[-1])
    own, copied = mapping(manifest.body, path), propagated(manifest, part)
    for entry in entries:
        if not entry.set:
            continue
        here = there = (*path, entry.set)
        have = own.get(entry.set)
        if entry.set in copied and not isinstance(have, str):
            there, have = ("metadata", part, entry.set), copied[entry.set]
        value = entry.to
        if "{" in value:
            value = value.format(revision=mesh.settings[manifest.ref].revision)
        if have not in (None, value):
            yield Skip(manifest.ref, there, [reason("keeps-your-value", have=have, value=value)])
        elif have is None or there != here:
            yield Change(manifest.ref, here, None, value, [reason(entry.because)])


def _excluded_addresses(manifest: Manifest, template: Path) -> Iterator[Skip]:
    """Report single addresses that bypass the sidecar: an address of the cluster may be one of
    them."""
    try:
        ranges = metadata_of(manifest, template, "annotations").get(EXCLUDE_RANGES, "")
        addresses = private_addresses(ranges)
    except InvalidValue:
        return  # refused in contradictions.py
    if addresses:
        path = metadata_paths(manifest, template, "annotations")[EXCLUDE_RANGES]
        yield Skip(manifest.ref, path, [reason("addresses-bypass", addresses=", ".join(addresses))])


def _adds(manifest: Manifest, template: Path, part: str, entries: list[Entry]) -> Iterator[Change]:
    """One change for each comma-separated list, however many entries add to it."""
    adding: dict[str, list[tuple[Entry, list[str]]]] = {}
    for entry in entries:
        new = _ports(entry, manifest, template) if entry.add else []
        if new:
            adding.setdefault(entry.add, []).append((entry, new))
    path = (*template, "metadata", part)
    for key, added in adding.items():
        have = get(manifest.body, (*path, key))
        written = metadata_of(manifest, template, part).get(key, "")
        ports = list(filter(None, comma_list(written)))
        reasons = []
        for entry, new in added:
            if not set(new) <= set(ports):
                reasons.append(reason(entry.because))
            ports += new
        if reasons:
            after = ",".join(dict.fromkeys(ports))
            yield Change(manifest.ref, (*path, key), have, after, reasons)


def _ports(entry: Entry, manifest: Manifest, template: Path) -> list[str]:
    if isinstance(entry.ports, str):
        return list(map(str, bypass_ports(manifest, entry.ports, template)))
    return list(entry.ports)
