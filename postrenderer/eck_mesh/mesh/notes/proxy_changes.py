"""Objects of Istio in the stream that change what the proxies of a resource do: a note for each.

| kind                    | is for pods by                | and changes                       |
|-------------------------|-------------------------------|-----------------------------------|
| EnvoyFilter, WasmPlugin | their selector, or namespace  | anything                          |
| TrafficExtension        | the same                      | anything                          |
| ProxyConfig             | the same                      | the proxy's environment, image    |
| RequestAuthentication   | the same                      | which bearer tokens it accepts    |
| Sidecar with listeners  | the same                      | how ports are served and found    |
| ServiceEntry            | the host of a Service         | where clients of the host connect |
| WorkloadEntry           | the labels that a Service has | the same                          |

eck-mesh does not evaluate them. ztunnel reads none of them.
"""

from __future__ import annotations

from eck_mesh.eck.resource import pod_labels
from eck_mesh.eck.services import http_ports, services
from eck_mesh.eck.unknown_labels import unknown_labels
from eck_mesh.istio.annotations import ROOT
from eck_mesh.manifests.kinds import GUARDS, SIDECAR
from eck_mesh.manifests.paths import get, integer, items, mapping, mappings, text, texts
from eck_mesh.manifests.selectors import labels_match
from eck_mesh.mesh.notes.concerned_resources import concerned_resources
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason

EGRESS = ("port", "bind", "captureMode")  # what limits an egress listener in addition to its hosts
KINDS = {kind.kind for kind in (*GUARDS, SIDECAR)}


def proxy_changes(mesh: Mesh) -> Iterator[Reason]:
    """A note for each object and effect, with the resources that it concerns."""
    objects = [one for one in mesh.manifests.values() if one.ref.kind in KINDS]
    targets = [one for one in mesh.treated() if mesh.is_inside(one.ref)] if objects else []
    targets = [one for one in targets if mesh.plane(one.ref).injects]
    concerned = concerned_resources(objects, targets, mesh)
    for changing in objects:
        found: dict[str, list[str]] = {}
        for target in concerned.get(changing.ref, ()):
            effect = EFFECTS.get(changing.ref.kind, _nothing)(changing, target, mesh)
            if effect:
                found.setdefault(effect, []).append(str(target.ref))
        for effect, names in found.items():
            yield reason(effect, object=changing.ref, targets=", ".join(names))


def changes_of(target: Manifest, mesh: Mesh) -> Iterator[tuple[Manifest, str]]:
    """The objects that change what the proxies of one resource do, with the effect of each."""
    for kind, effect_of in EFFECTS.items():
        for changing in mesh.of_kind(kind):
            effect = effect_of(changing, target, mesh)
            if effect:
                yield changing, effect


def _nothing(changing: Manifest, target: Manifest, mesh: Mesh) -> str:
    return ""


def _patches(changing: Manifest, target: Manifest, mesh: Mesh) -> str:
    """Any patch that is not for gateways alone; a WasmPlugin has none."""
    patches = mappings(changing.body, ("spec", "configPatches")) or [{}]
    contexts = {text(patch, ("match", "context")) for patch in patches}
    concerns = _selects(changing, target) and contexts != {"GATEWAY"}
    return "proxy-is-patched" if concerns else ""


def _configures(changing: Manifest, target: Manifest, mesh: Mesh) -> str:
    sets = mapping(changing.body, ("spec", "environmentVariables"))
    sets = sets or mapping(changing.body, ("spec", "image"))
    return "proxy-is-patched" if sets and _selects(changing, target) else ""


def _checks_tokens(changing: Manifest, target: Manifest, mesh: Mesh) -> str:
    rules = items(changing.body, ("spec", "jwtRules"))
    is_http = target.ref in mesh.without_tls
    return "tokens-are-checked" if rules and is_http and _selects(changing, target) else ""


def _serves(changing: Manifest, target: Manifest, mesh: Mesh) -> str:
    listeners = mappings(changing.body, ("spec", "ingress"))
    ports = {integer(listener, ("port", "number")) for listener in listeners}
    served = ports.intersection(http_ports(target))
    if served and _selects(changing, target):
        return "sidecar-serves-port"
    egress = mappings(changing.body, ("spec", "egress"))
    special = any(listener.get(key) for listener in egress for key in EGRESS)
    return "sidecar-listens-on-its-own" if special and _selects(changing, target) else ""


def _names_host(changing: Manifest, target: Manifest, mesh: Mesh) -> str:
    hosts = {mesh.host(target.ref, named.name) for named in services(target)}
    listed = hosts.intersection(map(str, items(changing.body, ("spec", "hosts"))))
    return "host-is-redefined" if listed else ""


def _joins(changing: Manifest, target: Manifest, mesh: Mesh) -> str:
    labels = texts(changing.body, ("spec", "labels"))
    same = changing.ref.namespace == target.ref.namespace
    joins = any(labels_match(labels, own) for own in pod_labels(target)) if labels else False
    return "host-is-redefined" if same and joins else ""


def _selects(changing: Manifest, target: Manifest) -> bool:
    """Whether an object is for pods of a resource, or may be by labels with unknown values."""
    spec = mapping(changing.body, ("spec",))
    if changing.ref.namespace not in (target.ref.namespace, ROOT):
        return False
    if get(spec, ("targetRef",)) or get(spec, ("targetRefs",)):
        return False
    selector = texts(spec, ("selector", "matchLabels"))
    selector = selector or texts(spec, ("workloadSelector", "labels"))
    assumed = unknown_labels(target)
    return any(labels_match(selector, labels, assumed) for labels in pod_labels(target))


EFFECTS = {
    "EnvoyFilter": _patches,
    "ProxyConfig": _configures,
    "WasmPlugin": _patches,
    "TrafficExtension": _patches,
    "RequestAuthentication": _checks_tokens,
    "Sidecar": _serves,
    "ServiceEntry": _names_host,
    "WorkloadEntry": _joins,
}
