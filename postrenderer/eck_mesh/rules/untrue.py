"""What a user may write that would make the mode untrue: an error each, and never a silent exception."""

from __future__ import annotations

from functools import partial

from eck_mesh import dialect, istio
from eck_mesh.change import Refusal
from eck_mesh.facts import KINDS
from eck_mesh.manifest import get
from eck_mesh.resource import http_ports, pod_templates, services

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.change import Path
    from eck_mesh.manifest import Manifest, Ref
    from eck_mesh.mesh import Mesh

RULE = "untrue"
# What a label that somebody wrote must say, where it is there.
WANTED = {
    "excluded": {istio.INJECT: "false", istio.TLS_MODE: "disabled", istio.DATAPLANE: "none"},
    "sidecar": {istio.INJECT: "true", istio.TLS_MODE: "istio", istio.DATAPLANE: "none"},
    "ambient": {istio.INJECT: "false", istio.TLS_MODE: "istio", istio.DATAPLANE: "ambient"},
}


def untrue(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
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
        labels, annotations = (get(manifest.body, (*template, "metadata", part), {}) for part in ("labels", "annotations"))
        plane = "excluded" if not inside else "ambient" if ambient else "sidecar"
        found = [("labels", key, _label(key, value, mode, WANTED[plane])) for key, value in labels.items()]
        found += [("annotations", key, _annotation(key, value, mode, WANTED[plane])) for key, value in annotations.items()]
        if inside:
            capture = _leftover if ambient else partial(_capture, served=served, dialed=dialed)
            found += [("annotations", key, capture(key, value)) for key, value in annotations.items()]
            yield from _spec(manifest, (*template, "spec"), ambient)
        for part, key, why in found:
            if why:
                value = get(manifest.body, (*template, "metadata", part, key))
                yield Refusal(manifest.ref, (*template, "metadata", part, key), RULE, f"{value!r}: {why}")


def _dialed(manifest: Manifest, mesh: Mesh) -> list[int]:
    """The ports it dials through its sidecar: those of the kinds it refers to, and its own, which its hooks call."""
    kinds = [KINDS[dialed.target.kind] for dialed in mesh.dials(manifest) if dialed.role == "http"]
    if manifest.is_operator:
        kinds = [kind for kind in KINDS.values() if kind.dialedByOperator]
    ports = {int(service.port) for kind in kinds for service in kind.services if service.role == "http"}
    return sorted(ports.union(http_ports(manifest)))


def _filters(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Elasticsearch's own address filters: behind a sidecar every client has the address 127.0.0.6 (measured)."""
    for ref, path, key, _ in mesh.node_settings(manifest):
        if key.startswith("xpack.security.http.filter."):
            why = f"{key} sees only 127.0.0.6 behind a sidecar{_for(manifest, ref)}. Remove it, and use an AuthorizationPolicy."
            yield Refusal(ref, path, RULE, why)


def _for(manifest: Manifest, ref: Ref) -> str:
    return "" if ref == manifest.ref else f", for {manifest.ref}"


def _label(key: str, value: str, mode: str, wanted: dict[str, str]) -> str:
    needed = wanted.get(key, value)
    return "" if value == needed else f"mode {mode} needs {needed!r}. Remove it, or give this resource another mesh.mode."


def _annotation(key: str, value: str, mode: str, wanted: dict[str, str]) -> str:
    if key == istio.INJECT:
        return _label(key, value, mode, wanted)
    if key == istio.BYPASS_AMBIENT and value != "false":
        return "nothing would be enforced on this pod. Remove it."
    if key == istio.REWRITE and mode == "strict" and value not in istio.TRUE:
        return "the kubelet's HTTP probe cannot pass a STRICT port. Remove it."
    return ""


def _leftover(key: str, _: str) -> str:
    """What is for a sidecar says nothing in ambient, where whoever wrote it may rely on it."""
    if key.startswith(istio.SIDECAR_ONLY) and key != istio.INJECT:
        return "is for a sidecar, and ambient ignores it. Remove it, or set mesh.dataPlane: sidecar."
    return ""


def _capture(key: str, value: str, served: list[int], dialed: list[int]) -> str:
    """Whether a traffic annotation keeps every port that counts behind the sidecar, in words that Istio takes."""
    if key in (istio.INCLUDE_IN, istio.INCLUDE_RANGES):
        return "" if value == "*" else "must be '*': what lies outside is open beside the sidecar, and no exclusion counts."
    if key == istio.EXCLUDE_INTERFACES:
        return "traffic of that interface would pass the sidecar by. Remove it." if value else ""
    if key == istio.TEMPLATES and "sidecar" not in [name.strip() for name in value.split(",")]:
        return "the pod would get another template than the sidecar's. Remove it."
    if key == istio.PROXY_CONFIG:
        return _proxy_config(value)
    if key == istio.INTERCEPTION:
        return "" if value in ("REDIRECT", "TPROXY") else "nothing would be captured. Take REDIRECT or TPROXY."
    try:
        if key in (istio.EXCLUDE_IN, istio.EXCLUDE_OUT):
            hit = [port for port in istio.ports(value) if port in (served if key == istio.EXCLUDE_IN else dialed)]
            return f"{hit[0]} would pass the sidecar by. Remove it from the list." if hit else ""
        if key == istio.INCLUDE_OUT:
            istio.ports(value)
        if key == istio.EXCLUDE_RANGES and (ranges := istio.cluster_ranges(value)):
            return f"{ranges[0]} may hold addresses of the cluster. Exclude ports, or single addresses (/32)."
    except ValueError as error:
        return f"{error}. Istio would refuse the pod."
    return ""


def _proxy_config(value: str) -> str:
    try:
        config = dialect.load(value)
    except dialect.Error as error:
        return f"does not parse: {getattr(error, 'problem', error)}. Istio would refuse the pod."
    if config is not None and not isinstance(config, dict):
        return "must hold a mapping. Istio would refuse the pod."
    mode = (config or {}).get("interceptionMode", "REDIRECT")
    return "" if mode in ("REDIRECT", "TPROXY") else f"interceptionMode {mode}: nothing would be captured. Remove it."


def _spec(manifest: Manifest, spec: Path, ambient: bool) -> Iterator[Refusal]:
    if get(manifest.body, (*spec, "hostNetwork")) and (services(manifest) or manifest.is_operator):
        instead = "mesh.operator.meshed: false" if manifest.is_operator else "mesh.mode: excluded for this resource"
        missed = "ambient takes no pod" if ambient else "Istio injects nothing"
        why = f"{missed} on the host network. Remove it, or set {instead}."
        yield Refusal(manifest.ref, (*spec, "hostNetwork"), RULE, why)
    containers = (*spec, "containers")
    paths = [(*containers, i) for i in range(len(get(manifest.body, containers, [])))]
    for path in [spec, *paths] if not ambient else []:
        for who in "runAsUser", "runAsGroup":
            uid = (*path, "securityContext", who)
            if get(manifest.body, uid) == istio.PROXY_UID:
                yield Refusal(manifest.ref, uid, RULE, "what runs as 1337 passes the sidecar by. Take another.")
