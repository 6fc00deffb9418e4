"""User-defined labels, annotations and pod fields that contradict the mode: an error each."""

from __future__ import annotations

from eck_mesh.eck.kinds import KINDS
from eck_mesh.eck.resource import metadata_paths, pod_templates
from eck_mesh.eck.services import http_ports, services
from eck_mesh.istio.annotations import PROXY_UID
from eck_mesh.manifests.paths import get, items, text
from eck_mesh.mesh.clients.left_out import why_left_out
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal
from eck_mesh.plan.rules.annotation_checks import Pod, annotation_problem, label_problem
from eck_mesh.settings.own_settings import OwnSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh


def contradictions(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Compare every pod template with the mode: what users wrote there, and what their rules set
    there."""
    mode, plane = mesh.mode(manifest.ref), mesh.plane(manifest.ref)
    if mode == "disabled":
        return
    inside = mesh.is_inside(manifest.ref)
    if inside and plane.readsHttp:
        yield from _address_filters(manifest, mesh)
    ports = {"served": http_ports(manifest), "dialed": _dialed_ports(manifest, mesh)}
    own = OwnSettings(manifest.ref, mesh.settings[manifest.ref])
    pod = Pod(mode, plane, ports, mesh.exposure.cluster_ips, own)
    if not why_left_out(manifest, mesh.settings[manifest.ref]):  # no label matters there
        yield from _metadata(manifest, pod)
    for template in pod_templates(manifest):
        if inside:
            yield from _host_network(manifest, (*template, "spec", "hostNetwork"), own)
        if inside and plane.injects:
            yield from _users(manifest, (*template, "spec"))


def _metadata(manifest: Manifest, pod: Pod) -> Iterator[Refusal]:
    """Labels and annotations, each once where several pod templates get it from the resource."""
    for part, problem in ("labels", label_problem), ("annotations", annotation_problem):
        paths: dict[Path, str] = {}
        for template in pod_templates(manifest):
            found = metadata_paths(manifest, template, part)
            paths.update({path: key for key, path in found.items()})
        for path, key in paths.items():
            why = problem(key, text(manifest.body, path), pod)
            if why:
                yield Refusal(manifest.ref, path, why)


def _dialed_ports(manifest: Manifest, mesh: Mesh) -> list[int]:
    """The ports that a resource connects to through its sidecar: those of the kinds that it refers
    to, and its own, which its hooks call."""
    dialed = {target.kind for target, role, *_ in mesh.dials(manifest) if role == "http"}
    kinds = [KINDS[name] for name in dialed]
    if manifest.is_operator:
        kinds = [kind for kind in KINDS.values() if kind.dialedByOperator]
    found = set(http_ports(manifest))
    for kind in kinds:
        found.update(service.port for service in kind.services if service.role == "http")
    return sorted(found)


def _address_filters(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Elasticsearch's own address filters: behind a sidecar every client has the address 127.0.0.6
    (measured in tests/cluster/test_http.py)."""
    stack = mesh.stack_config
    for ref, path, key, _ in (
        *stack.program_settings(manifest),
        *stack.cluster_settings(manifest),
    ):
        key = key.removeprefix("persistent.")
        if key.startswith("xpack.security.http.filter."):
            why = reason("address-filter-behind-sidecar", setting=key, target=manifest.ref)
            yield Refusal(ref, path, why)


def _host_network(manifest: Manifest, path: Path, own: OwnSettings) -> Iterator[Refusal]:
    """The host network, where a mesh captures nothing. Pure clients on it count as excluded."""
    if not get(manifest.body, path):
        return
    if manifest.is_operator:
        yield Refusal(manifest.ref, path, reason("operator-on-host-network"))
    elif services(manifest):
        yield Refusal(manifest.ref, path, reason("on-host-network", settings=own))


def _users(manifest: Manifest, spec: Path) -> Iterator[Refusal]:
    """Containers that run as the user or group of the sidecar for as long as the pod does.

    Init containers end before the pod serves anyone, and may need this user (docs/sidecars.md).
    """
    places = [spec]
    places += [
        (*spec, "containers", i) for i, _ in enumerate(items(manifest.body, (*spec, "containers")))
    ]
    for i, first in enumerate(items(manifest.body, (*spec, "initContainers"))):
        if text(first, ("restartPolicy",)) == "Always":
            places.append((*spec, "initContainers", i))
    for place in places:
        for field in "runAsUser", "runAsGroup":
            path = (*place, "securityContext", field)
            if get(manifest.body, path) == PROXY_UID:
                yield Refusal(manifest.ref, path, reason("user-bypasses-sidecar", id=PROXY_UID))
