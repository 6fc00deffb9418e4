"""The whole stream as the rules see it: every ECK resource with its settings, and what follows from several at once."""

from __future__ import annotations

from collections import namedtuple
from functools import cached_property

from eck_mesh.errors import UserError
from eck_mesh.facts import BY_GROUP, KINDS, SIDECAR, Kind, Mode, Service
from eck_mesh.istio import INJECT
from eck_mesh.manifest import Manifest, Ref, get
from eck_mesh.settings import OPERATOR, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from eck_mesh.change import Path

NONE = Mode()  # what mode disabled asks for: nothing


class Named(namedtuple("Named", "service name nodeSet")):
    """One Service of one resource. name: as the operator will call it; nodeSet: "" unless it is a nodeSet's own."""

    service: Service
    name: str
    nodeSet: str
    __slots__ = ()


class Mesh:
    """The working copy of a plan: manifests by identity, the settings of those that are treated.

    manifests are all ECK resources, PeerAuthentications and DestinationRules of the stream, and what rules
    created; a resource without settings is left alone, but counts as a client or a target.
    """

    def __init__(self, manifests: Iterable[Manifest], settings: dict[Ref, Settings]) -> None:
        self.settings = settings
        self.manifests: dict[Ref, Manifest] = {}
        for manifest in manifests:
            first = self.manifests.setdefault(manifest.ref, manifest)
            if first is not manifest:
                raise UserError(
                    f"stands twice in the stream, in documents {first.number} and {manifest.number}.",
                    str(manifest.ref),
                    "Give one of them another name (in values: `name`, or another key).",
                )

    def treated(self) -> list[Manifest]:
        """The resources that rules are asked about, in the order of the stream."""
        return [manifest for ref, manifest in self.manifests.items() if ref in self.settings]

    @cached_property
    def policies(self) -> list[Manifest]:
        """The PeerAuthentications, the stream's and ours."""
        return [manifest for ref, manifest in self.manifests.items() if ref.kind == "PeerAuthentication"]

    @cached_property
    def rules_by_host(self) -> dict[tuple[str, str], list[tuple[str, Manifest]]]:
        """The DestinationRules by their host's Service and namespace, each with the rest of the host (svc.DOMAIN, if
        it is given); wildcards under the key ("*", ""), with what follows the star."""
        found: dict[tuple[str, str], list[tuple[str, Manifest]]] = {}
        for ref, manifest in self.manifests.items():
            if ref.kind == "DestinationRule":
                host = str(get(manifest.body, ("spec", "host"), ""))
                name, _, rest = host.partition(".")
                namespace, _, rest = rest.partition(".")
                key, rest = (("*", ""), host[1:]) if name.startswith("*") else ((name, namespace or ref.namespace), rest)
                found.setdefault(key, []).append((rest, manifest))
        return found

    def mode(self, ref: Ref) -> str:
        """The mode that is true of a resource: a pure client on the host network gets no sidecar, whatever it asks, and
        an operator that is said to be outside the mesh is left there."""
        settings = self.settings.get(ref)
        if settings is None or (self.manifests[ref].is_operator and not meshed_operator(settings)):
            return "disabled"
        return "excluded" if self.outside(self.manifests[ref]) else settings.mode

    def row(self, ref: Ref) -> Mode:
        """What the mode of a resource asks for, by the table."""
        return SIDECAR.get(self.mode(ref), NONE)

    def outside(self, manifest: Manifest) -> bool:
        """Whether a resource asks for the mesh, but is a client without Services whose pods use the host's network."""
        inside = self.settings[manifest.ref].mode in ("permissive", "strict")
        if not inside or services(manifest) or manifest.is_operator:
            return False
        return any(get(manifest.body, (*path, "spec", "hostNetwork")) for path in pod_templates(manifest))

    def host(self, ref: Ref, service: str) -> str:
        """The full DNS name of a Service of a resource; Istio resolves a short one against the rule's namespace."""
        return f"{service}.{ref.namespace}.svc.{self.settings[ref].clusterDomain}"

    def unmeshed_clients(self, target: Ref) -> list[str]:
        """Who dials this resource and cannot show a mesh identity, each as the words that explain it."""
        settings = self.settings[target]
        clients = []
        if kind_of(self.manifests[target]).dialedByOperator:
            if not meshed_operator(settings):
                clients.append("the operator (mesh.operator.meshed: false)")
            else:
                clients += [f"the operator of this stream, {ref} (mode {self.mode(ref)})" for ref in self._operators_outside]
        service = get(self.manifests[target].body, ("spec", "http", "service", "spec", "type"))
        if service in ("LoadBalancer", "NodePort"):
            clients.append(f"whoever comes through its Service of type {service}")
        if settings.unmeshedClients:
            clients.append("clients that mesh.unmeshedClients declares")
        return clients + [f"{ref} (mode {self.mode(ref)})" for ref in self._dialed_without_sidecar.get(target, ())]

    @cached_property
    def _operators_outside(self) -> list[Ref]:
        """The operators of the stream that get no sidecar, neither by their mode nor by a label that somebody wrote."""
        operators = (manifest for manifest in self.manifests.values() if manifest.is_operator)
        outside = (manifest for manifest in operators if self.mode(manifest.ref) in ("disabled", "excluded"))
        return [manifest.ref for manifest in outside if not asks_itself(manifest)]

    @cached_property
    def _dialed_without_sidecar(self) -> dict[Ref, list[Ref]]:
        """Each resource that others dial from outside the mesh, with those others."""
        dialed: dict[Ref, list[Ref]] = {}
        for ref, manifest in self.manifests.items():
            if (ref.group, ref.kind) in BY_GROUP and self.mode(ref) in ("disabled", "excluded"):
                for target in set(targets(manifest)) - {ref}:
                    dialed.setdefault(target, []).append(ref)
        return dialed

    @cached_property
    def plain(self) -> dict[tuple[str, str], Ref]:
        """The Services, by name and namespace, whose ECK TLS is off in the mesh, with their owners."""
        found = {}
        for manifest in self.treated():
            path = kind_of(manifest).httpTls
            if path and self.mode(manifest.ref) != "disabled" and tls_is_off(manifest.body, path):
                found.update({(named.name, manifest.ref.namespace): manifest.ref for named in services(manifest)})
        return found


def asks_itself(manifest: Manifest) -> bool:
    """Whether somebody has written the sidecar's label on its pods already."""
    return any(get(manifest.body, (*path, "metadata", "labels", INJECT)) == "true" for path in pod_templates(manifest))


def meshed_operator(settings: Settings) -> bool:
    """What mesh.operator.meshed says, or its default."""
    return bool({**OPERATOR, **settings.operator}["meshed"])


def kind_of(manifest: Manifest) -> Kind:
    """The facts of a resource's kind. UserError for one that ECK 3.5 does not have."""
    kind = BY_GROUP.get((manifest.ref.group, manifest.ref.kind))
    if kind is None:
        raise UserError(f"{manifest.ref.group} has no such kind in ECK 3.5.", str(manifest.ref))
    return kind


def pod_templates(manifest: Manifest) -> list[Path]:
    """Where the pod templates of a resource are, or would be: the holder exists even where the template does not."""
    paths: list[Path] = []
    kind = kind_of(manifest)
    for holder in kind.podTemplateHolders:
        present = (path for path in expand(manifest.body, holder) if isinstance(get(manifest.body, path), dict))
        paths += [(*path, kind.podTemplate) for path in present]
    return paths


def services(manifest: Manifest) -> list[Named]:
    """The Services that the operator will make for a resource."""
    found = []
    for service in kind_of(manifest).services:
        if service.when and not get(manifest.body, tuple(service.when.split("."))):
            continue
        if "{nodeSet}" in service.name:
            for node_set in get(manifest.body, ("spec", "nodeSets"), []):
                name = str(node_set.get("name"))
                found.append(Named(service, service.name.format(name=manifest.ref.name, nodeSet=name), name))
        else:
            found.append(Named(service, service.name.format(name=manifest.ref.name), ""))
    return found


def pod_labels(manifest: Manifest) -> list[dict[str, str]]:
    """For each pod template, the labels that its pods surely have: ECK's own, by the facts, and the user's."""
    kind = kind_of(manifest)
    found = []
    for template in pod_templates(manifest):
        labels = {kind.selector: manifest.ref.name, "common.k8s.elastic.co/type": kind.type}
        if template[:2] == ("spec", "nodeSets"):
            node_set = get(manifest.body, (*template[:3], "name"))
            labels[f"{kind.group}/statefulset-name"] = f"{manifest.ref.name}-{kind.short}-{node_set}"
        found.append({**labels, **get(manifest.body, (*template, "metadata", "labels"), {})})
    return found


def http_ports(manifest: Manifest) -> list[int]:
    """The ports clients dial, as the pods listen on them."""
    return sorted({int(named.service.port) for named in services(manifest) if named.service.role == "http"})


def node_settings(manifest: Manifest) -> Iterator[tuple[Path, str, Any]]:
    """Each setting of an Elasticsearch's nodes, by its full dotted key, however it was nested."""
    for config in expand(manifest.body, "spec.nodeSets[*].config"):
        stack: list[tuple[Path, str, Any]] = [(config, "", get(manifest.body, config, {}))]
        while stack:
            path, key, value = stack.pop(0)
            if isinstance(value, dict):
                stack += [((*path, step), f"{key}.{step}".lstrip("."), inner) for step, inner in value.items()]
            else:
                yield path, key, value


def targets(manifest: Manifest) -> Iterator[Ref]:
    """The resources that this one dials over HTTP; a reference by secretName leads out of the stream."""
    for reference in kind_of(manifest).references:
        group = KINDS[reference["kind"]].group
        for path in expand(manifest.body, reference["path"]):
            ref = get(manifest.body, path)
            if isinstance(ref, dict) and isinstance(ref.get("name"), str):
                yield Ref(group, reference["kind"], ref.get("namespace") or manifest.ref.namespace, ref["name"])


def tls_is_off(body: dict[str, Any], path: Path) -> bool:
    """ECK's own rule: off only where disabled is true and no certificate is given (pkg/apis/common/v1/common.go)."""
    tls = get(body, path, {})
    return get(tls, ("selfSignedCertificate", "disabled")) is True and not get(tls, ("certificate", "secretName"))


def expand(body: Any, path: str) -> Iterator[Path]:
    """The concrete paths of one that may hold `[*]`: an element each, in order. Missing ends yield the path itself."""
    found: list[Path] = [()]
    for part in path.split("."):
        key = part.removesuffix("[*]")
        found = [(*prefix, key) for prefix in found]
        if key != part:
            lists = [(prefix, get(body, prefix)) for prefix in found]
            found = [(*prefix, i) for prefix, value in lists if isinstance(value, list) for i in range(len(value))]
    return iter(found)
