"""The pods of a resource, and the Services that the operator makes for it, as Kubernetes objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from eck_mesh.eck.resource import kind_of, pod_labels, pod_templates, tls_is_off
from eck_mesh.eck.services import services
from eck_mesh.istio.annotations import DATAPLANE
from eck_mesh.istio.injection import requests_sidecar
from eck_mesh.istio.modes import PLANES
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.manifests.paths import get, mapping


class Pod(NamedTuple):
    """One pod of one resource. meshed: it has a sidecar; ambient: ztunnel has its traffic; router: its proxy is a gateway."""

    owner: Ref
    name: str
    address: str
    labels: dict[str, str]
    annotations: dict[str, str]
    meshed: bool
    ambient: bool = False
    router: bool = False

    @property
    def namespace(self) -> str:
        return self.owner.namespace


class Service(NamedTuple):
    """One Service. owner: the resource that the operator made it for; None for the stream's own."""

    namespace: str
    name: str
    address: str
    spec: dict[str, Any]
    owner: Ref | None = None
    annotations: Any = None

    @property
    def host(self) -> str:
        return f"{self.name}.{self.namespace}.svc.cluster.local"


def cluster_ip(spec: dict[str, Any], number: int) -> str:
    """None for a headless Service, as Kubernetes writes it."""
    return "None" if spec.get("clusterIP") == "None" else f"10.96.0.{number}"


def pods_of(manifest: Manifest, numbers: Iterator[int]) -> Iterator[Pod]:
    """One pod for each pod template."""
    for template, labels in zip(pod_templates(manifest), pod_labels(manifest), strict=True):
        number = next(numbers)
        body = mapping(manifest.body, template)
        on_host = bool(get(body, ("spec", "hostNetwork")))
        is_closed = manifest.ref.namespace in PLANES["sidecar"].closedNamespaces
        meshed = requests_sidecar(body) and not (on_host or is_closed)
        ambient = labels.get(DATAPLANE) == "ambient" and not meshed and not on_host
        annotations = {k: str(v) for k, v in mapping(body, ("metadata", "annotations")).items()}
        name = f"{manifest.ref.name}-{number}"
        if meshed:
            labels = {**labels, "security.istio.io/tlsMode": "istio"}
        yield Pod(manifest.ref, name, f"10.0.0.{number}", labels, annotations, meshed, ambient)


def pod_object(pod: Pod) -> Any:
    status = {"podIP": pod.address, "podIPs": [{"ip": pod.address}], "phase": "Running"}
    head = {"name": pod.name, "namespace": pod.namespace, "labels": pod.labels}
    if pod.ambient:  # as istio-cni marks it
        head["annotations"] = {"ambient.istio.io/redirection": "enabled"}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": head,
        "spec": {"containers": [{"name": "main", "image": "none"}]},
        "status": {**status, "conditions": [{"type": "Ready", "status": "True"}]},
    }


def operators_services(manifest: Manifest) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """The Services that the operator makes for a resource: name, spec, and the metadata that users give it.

    Headless are those of the nodeSets, of the transport and of the remote cluster server unless users set a type, and
    Logstash's own (pkg/controller/elasticsearch/services/services.go, pkg/controller/logstash/service.go).
    """
    kind = kind_of(manifest)
    tls = not kind.httpTls or not tls_is_off(manifest.body, kind.httpTls)
    own = list(services(manifest))
    for named in own:
        template = mapping(manifest.body, named.template) if named.template else {}
        written = mapping(template, ("spec",))
        name = named.service.portName or ("https" if tls else "http")
        rows = [(name, port) for port in named.ports]
        selector: dict[str, str] = {kind.selector: manifest.ref.name}
        if named.nodeSet:
            selector = {f"{kind.group}/statefulset-name": named.name}
            rows += [("rcs", 9443) for one in own if one.service.role == "remote-cluster"]
        ports = [{"name": name, "port": port, "targetPort": port} for name, port in rows]
        spec = {"ports": ports, "selector": selector, **written}
        by_default = named.service.headlessByDefault and not written.get("type")
        if named.nodeSet or by_default:
            spec["clusterIP"] = "None"
        yield named.name, spec, mapping(template, ("metadata",))
