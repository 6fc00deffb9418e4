"""What follows from one resource and the facts of its kind: pods, Services, ports."""

from __future__ import annotations

from eck_mesh.eck.kinds import BY_GROUP, KINDS, Kind, Service
from eck_mesh.errors import UserError
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.manifests.paths import expand, get, integer, mappings, text
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.paths import Body, Path


_SERVICES: dict[int, tuple[dict[str, Any], list[Named]]] = {}
# How the container ports that ECK declares are called, by the role of the Services before them.
_NAMES = {"http": ("http", "https"), "transport": ("transport",), "remote-cluster": ()}


class Named(NamedTuple):
    """One Service of one resource. name: as the operator will call it; nodeSet: "" unless it is a nodeSet's own; template:
    where users write of it, or (); ports: those of the pods that it leads to."""

    service: Service
    name: str
    nodeSet: str
    template: Path
    ports: list[int]


def kind_of(manifest: Manifest) -> Kind:
    """The facts of a resource's kind. UserError for one that ECK 3.5 does not have."""
    kind = BY_GROUP.get((manifest.ref.group, manifest.ref.kind))
    if kind is None:
        raise UserError(
            f"{manifest.ref.group} has no such kind in ECK 3.5.", where=str(manifest.ref)
        )
    return kind


def pod_templates(manifest: Manifest) -> list[Path]:
    """Where the pod templates of a resource are, or would be: the holder exists even where the template does not."""
    paths: list[Path] = []
    kind = kind_of(manifest)
    for holder in kind.podTemplateHolders:
        present = (
            path
            for path in expand(manifest.body, holder)
            if isinstance(get(manifest.body, path), dict)
        )
        paths += [(*path, kind.podTemplate) for path in present]
    return paths


def services(manifest: Manifest) -> list[Named]:
    """The Services that the operator will make for a resource. Asked by nearly every rule, so that the last answers are kept:
    a body never changes, and is kept with them."""
    have = _SERVICES.get(id(manifest.body))
    if have is None or have[0] is not manifest.body:
        have = _SERVICES[id(manifest.body)] = (manifest.body, _services(manifest))
    return have[1]


def _services(manifest: Manifest) -> list[Named]:
    found: dict[str, Named] = {}
    for service in kind_of(manifest).services:
        if service.when and not get(manifest.body, tuple(service.when.split("."))):
            continue
        name, template = service.name.replace("{name}", manifest.ref.name), service.template
        if "{nodeSet}" in name:
            sets = [
                str(get(node_set, ("name",)))
                for node_set in get(manifest.body, ("spec", "nodeSets"), [])
            ]
            named = [
                Named(service, name.format(nodeSet=own), own, (), [service.port]) for own in sets
            ]
        elif "{entry}" in name:
            places = [
                (path, get(manifest.body, (*path[:-1], "name")))
                for path in expand(manifest.body, template)
            ]
            listed = [
                (str(own), path, pod_ports(manifest, get(manifest.body, (*path, "spec"))))
                for path, own in places
                if own
            ]
            named = [
                Named(service, name.format(entry=own), "", path, ports)
                for own, path, ports in listed
                if ports
            ]
        else:
            named = [
                Named(
                    service,
                    name,
                    "",
                    tuple(template.split(".")) if template else (),
                    [service.port],
                )
            ]
        for one in named:
            found.setdefault(one.name, one)
    return list(found.values())


def pod_ports(manifest: Manifest, spec: Any) -> list[int]:
    """The ports of a resource's pods that a Service's spec leads to."""
    declared = declared_ports(manifest)
    rows = [row for row in mappings(spec, ("ports",)) if is_tcp(row)]
    return sorted({port for row in rows if (port := pod_port(row, declared))})


def is_tcp(row: Body) -> bool:
    """Whether a Service's port is one that a mesh carries: UDP is not."""
    return text(row, ("protocol",), "TCP") == "TCP"


def pod_port(row: Body, declared: dict[str, int]) -> int:
    """The pod's port behind one port of a Service; 0 for a name that no container declares."""
    target = get(row, ("targetPort",), get(row, ("port",)))
    return declared.get(target, 0) if isinstance(target, str) else integer(target)


def declared_ports(manifest: Manifest) -> dict[str, int]:
    """The ports of a resource's pods by name: ECK calls the one that it serves http or https; other
    names are those that containers declare."""
    found: dict[str, int] = {}
    for service in kind_of(manifest).services:
        found.update(dict.fromkeys(_NAMES[service.role], service.port) if service.port else {})
    for template in pod_templates(manifest):
        found.update(_declared(manifest, template))
    return found


def _declared(manifest: Manifest, template: Path) -> dict[str, int]:
    """The ports that the containers of a pod template declare by name."""
    found = {}
    for container in mappings(manifest.body, (*template, "spec", "containers")):
        for port in mappings(container, ("ports",)):
            found[text(port, ("name",))] = integer(port, ("containerPort",))
    return found


def eck_labels(manifest: Manifest) -> list[dict[str, str]]:
    """For each pod template, the labels that ECK gives its pods, whatever the template says."""
    kind = kind_of(manifest)
    found = []
    for template in pod_templates(manifest):
        labels = (
            {kind.selector: manifest.ref.name, "common.k8s.elastic.co/type": kind.type}
            if kind.selector
            else {}
        )
        if template[:2] == ("spec", "nodeSets"):
            node_set = get(manifest.body, (*template[:3], "name"))
            labels[f"{kind.group}/statefulset-name"] = (
                f"{manifest.ref.name}-{kind.short}-{node_set}"
            )
        found.append(labels)
    return found


def http_ports(manifest: Manifest) -> list[int]:
    """The ports clients dial, as the pods listen on them."""
    return role_ports(manifest, "http")


def role_ports(manifest: Manifest, role: str) -> list[int]:
    """The pods' ports behind its Services of one role."""
    return sorted(
        {
            int(port)
            for named in services(manifest)
            if named.service.role == role
            for port in named.ports
        }
    )


def bypass_ports(manifest: Manifest, direction: str, template: Path) -> list[int]:
    """The ports of one pod template that pass a sidecar by, inbound or outbound: by number, or as a container declares them."""
    bypass = kind_of(manifest).bypass
    named = _declared(manifest, template)
    rows = bypass.inbound if direction == "inbound" else bypass.outbound
    rows = tuple(
        row for row in rows if not row.when or get(manifest.body, tuple(row.when.split(".")))
    )
    ports = [row.port if isinstance(row.port, int) else named.get(row.port, 0) for row in rows]
    return [port for port in ports if port]


def node_settings(
    manifest: Manifest, place: str = "spec.nodeSets[*].config"
) -> Iterator[tuple[Path, str, Any]]:
    """Each setting at a place, an Elasticsearch's own nodes if nothing else is said, by its full dotted key, however nested."""
    for config in expand(manifest.body, place):
        stack: list[tuple[Path, str, Any]] = [(config, "", get(manifest.body, config, {}))]
        while stack:
            path, key, value = stack.pop(0)
            if isinstance(value, dict):
                stack += [
                    ((*path, step), f"{key}.{step}".lstrip("."), inner)
                    for step, inner in value.items()
                ]
            else:
                yield path, key, value


def referred(manifest: Manifest, path: Path, kind: str) -> Ref | None:
    """The resource of a kind that a reference names, in the manifest's own namespace if it says no other; None for one by
    secretName, which leads out of the stream."""
    name, namespace = (get(manifest.body, (*path, key)) for key in ("name", "namespace"))
    return (
        Ref(KINDS[kind].group, kind, namespace or manifest.ref.namespace, name)
        if isinstance(name, str)
        else None
    )


def tls_is_off(body: dict[str, Any], path: Path) -> bool:
    """ECK's own rule: off only where disabled is true and no certificate is given (pkg/apis/common/v1/common.go)."""
    tls = get(body, path, {})
    return get(tls, ("selfSignedCertificate", "disabled")) is True and not get(
        tls, ("certificate", "secretName")
    )
