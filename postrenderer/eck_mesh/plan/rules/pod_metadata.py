"""The mode's labels and annotations on every pod template."""

from __future__ import annotations

from eck_mesh.eck.containers import dials_before_sidecar, probed_by_http
from eck_mesh.eck.resource import bypass_ports, kind_of, pod_templates, services
from eck_mesh.istio import annotations as istio
from eck_mesh.manifests.manifest import get
from eck_mesh.plan.decisions import Change, Skip
from eck_mesh.settings.settings import meshed_operator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.facts import Entry
    from eck_mesh.manifests.manifest import Manifest, Path
    from eck_mesh.mesh.model import Mesh

RULE = "pod-metadata"


def pod_metadata(manifest: Manifest, mesh: Mesh) -> Iterator[Change | Skip]:
    """Add what the table asks for. A value the user wrote is never replaced; a list of ports gets ours behind theirs."""
    row = mesh.row(manifest.ref)
    if manifest.is_operator and not meshed_operator(mesh.settings[manifest.ref]):
        yield Skip(
            manifest.ref, (), RULE, "mesh.operator.meshed is false: left as it is, outside the mesh"
        )
    if mesh.outside(manifest):
        because = "runs on the host network, where neither a sidecar nor ambient takes it: treated as excluded"
        yield Skip(manifest.ref, (), RULE, because)
    for template in pod_templates(manifest):
        for part, entries in ("labels", row.podLabels), ("annotations", row.podAnnotations):
            wanted = [entry for entry in entries if _applies(entry, manifest, mesh, template)]
            yield from _sets(manifest, mesh, (*template, "metadata", part), wanted)
            yield from _adds(manifest, template, part, wanted)
        if mesh.mode(manifest.ref) in ("permissive", "strict"):
            yield from _kept_out(
                manifest, (*template, "metadata", "annotations", istio.EXCLUDE_RANGES)
            )


def service_labels(manifest: Manifest, mesh: Mesh) -> Iterator[Change | Skip]:
    """The same on the HTTP Service, beside whose TLS block ECK has a place for labels. The others take none."""
    tls = kind_of(manifest).httpTls
    if tls and services(manifest):
        yield from _sets(
            manifest,
            mesh,
            (*tls[:-1], "service", "metadata", "labels"),
            mesh.row(manifest.ref).serviceLabels,
        )


def _applies(entry: Entry, manifest: Manifest, mesh: Mesh, template: Path) -> bool:
    return (
        (not entry.kinds or manifest.ref.kind in entry.kinds)
        and (not entry.probe or probed_by_http(manifest, template))
        and (not entry.setting or bool(getattr(mesh.settings[manifest.ref], entry.setting)))
        and (not entry.initContainers or dials_before_sidecar(manifest, template))
    )


def _sets(
    manifest: Manifest, mesh: Mesh, path: Path, entries: list[Entry]
) -> Iterator[Change | Skip]:
    for entry in entries:
        if not entry.set:
            continue
        here = (*path, entry.set)
        have = get(manifest.body, here)
        value = entry.to.format(revision=mesh.settings[manifest.ref].revision)
        if have is None:
            yield Change(manifest.ref, here, None, value, RULE, entry.because)
        elif have != value:
            yield Skip(manifest.ref, here, RULE, f"kept yours, {have!r} instead of {value!r}")


def _kept_out(manifest: Manifest, path: Path) -> Iterator[Skip]:
    """Single addresses that are left out of the sidecar: a cluster's look like a neighbour's."""
    try:
        addresses = istio.private_addresses(get(manifest.body, path, ""))
    except ValueError:
        return  # refused elsewhere (annotation_checks.py)
    if addresses:
        because = f"kept yours: what goes to {', '.join(addresses)} passes the sidecar by; none may be a pod or Service of ours"
        yield Skip(manifest.ref, path, RULE, because)


def _adds(manifest: Manifest, template: Path, part: str, entries: list[Entry]) -> Iterator[Change]:
    path = (*template, "metadata", part)
    for key in dict.fromkeys(entry.add for entry in entries if entry.add):
        have = get(manifest.body, (*path, key))
        items = [item.strip() for item in (have or "").split(",") if item.strip()]
        reasons = []
        for entry in entries:
            new = (
                [port for port in _ports(entry, manifest, template) if port not in items]
                if entry.add == key
                else []
            )
            items += new
            reasons += [entry.because] if new else []
        if reasons:
            yield Change(
                manifest.ref,
                (*path, key),
                have,
                ",".join(dict.fromkeys(items)),
                RULE,
                "; ".join(reasons),
            )


def _ports(entry: Entry, manifest: Manifest, template: Path) -> list[str]:
    return (
        entry.ports
        if isinstance(entry.ports, list)
        else list(map(str, bypass_ports(manifest, entry.ports, template)))
    )
