"""What a user may write that would make the mode untrue: an error each, and never a silent exception."""

from __future__ import annotations

from functools import partial

from eck_mesh.eck.kinds import KINDS
from eck_mesh.eck.resource import http_ports, pod_templates, services
from eck_mesh.istio import annotations as istio
from eck_mesh.manifests.paths import get
from eck_mesh.plan.decisions import Refusal
from eck_mesh.plan.rules.annotation_checks import WANTED, annotation, capture, label, leftover

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh


def contradictions(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Hold what the user wrote on every pod template against the mode, and what rules of theirs put there."""
    mode = mesh.mode(manifest.ref)
    if mode == "disabled":
        return
    inside = mode != "excluded"
    ambient = mesh.settings[manifest.ref].dataPlane == "ambient"
    served, dialed = http_ports(manifest), _dialed(manifest, mesh)
    if inside and not ambient:
        yield from _filters(manifest, mesh)
    for template in pod_templates(manifest):
        labels, annotations = (
            get(manifest.body, (*template, "metadata", part), {})
            for part in ("labels", "annotations")
        )
        plane = "excluded" if not inside else "ambient" if ambient else "sidecar"
        found = [
            ("labels", key, label(key, value, mode, WANTED[plane])) for key, value in labels.items()
        ]
        found += [
            ("annotations", key, annotation(key, value, mode, WANTED[plane]))
            for key, value in annotations.items()
        ]
        if inside:
            check = (
                leftover if ambient else partial(capture, served=served, dialed=dialed, mesh=mesh)
            )
            found += [("annotations", key, check(key, value)) for key, value in annotations.items()]
            yield from _spec(manifest, (*template, "spec"), ambient)
        for part, key, why in found:
            if why:
                value = get(manifest.body, (*template, "metadata", part, key))
                yield Refusal(manifest.ref, (*template, "metadata", part, key), f"{value!r}: {why}")


def _dialed(manifest: Manifest, mesh: Mesh) -> list[int]:
    """The ports it dials through its sidecar: those of the kinds it refers to, and its own, which its hooks call."""
    kinds = [KINDS[dialed.target.kind] for dialed in mesh.dials(manifest) if dialed.role == "http"]
    if manifest.is_operator:
        kinds = [kind for kind in KINDS.values() if kind.dialedByOperator]
    ports = {
        int(service.port) for kind in kinds for service in kind.services if service.role == "http"
    }
    return sorted(ports.union(http_ports(manifest)))


def _filters(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Elasticsearch's own address filters: behind a sidecar every client has the address 127.0.0.6 (measured)."""
    for ref, path, key, _ in mesh.node_settings(manifest):
        if key.startswith("xpack.security.http.filter."):
            why = f"{key} sees only 127.0.0.6 behind a sidecar{_for(manifest, ref)}. Remove it, and use an AuthorizationPolicy."
            yield Refusal(ref, path, why)


def _for(manifest: Manifest, ref: Ref) -> str:
    return "" if ref == manifest.ref else f", for {manifest.ref}"


def _spec(manifest: Manifest, spec: Path, ambient: bool) -> Iterator[Refusal]:
    if get(manifest.body, (*spec, "hostNetwork")) and (services(manifest) or manifest.is_operator):
        instead = (
            "mesh.operator.meshed: false"
            if manifest.is_operator
            else "mesh.mode: excluded for this resource"
        )
        missed = "ambient takes no pod" if ambient else "Istio injects nothing"
        why = f"{missed} on the host network. Remove it, or set {instead}."
        yield Refusal(manifest.ref, (*spec, "hostNetwork"), why)
    lasting = [
        (*spec, "containers", i) for i in range(len(get(manifest.body, (*spec, "containers"), [])))
    ]
    for i, first in enumerate(get(manifest.body, (*spec, "initContainers"), [])):
        if (
            get(first, ("restartPolicy",)) == "Always"
        ):  # others end before the pod speaks to anyone, and may need it (docs)
            lasting.append((*spec, "initContainers", i))
    for path in [spec, *lasting] if not ambient else []:
        for who in "runAsUser", "runAsGroup":
            uid = (*path, "securityContext", who)
            if get(manifest.body, uid) == istio.PROXY_UID:
                yield Refusal(
                    manifest.ref,
                    uid,
                    "what runs as 1337 passes the sidecar by. Take another.",
                )
