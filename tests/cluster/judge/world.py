"""The cluster that istiod would see after a rendering: pods, Services and endpoints, as the operator and Kubernetes make
them. The names, ports and labels come from eck/kinds.yaml, which tests of the bed compare with the real operator."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import yaml

from eck_mesh.eck.services import declared_ports
from eck_mesh.manifests.paths import get, mapping
from eck_mesh.plan.render import Rendering
from tests.cluster.judge import gateway_api
from tests.cluster.judge.objects import (
    Pod,
    Service,
    cluster_ip,
    operators_services,
    pod_object,
    pods_of,
)
from tests.support.streams import flat

MADE_BY_THE_CHART = (
    "2026-01-01T00:00:01Z"  # Helm creates Services before the operator creates its own
)
MADE_BY_THE_OPERATOR = "2026-01-01T00:00:05Z"
# What a port's name begins with, or its appProtocol is, that Istio takes for HTTP (pkg/config/protocol/instance.go)
HTTP = ("http", "http2", "grpc", "http_proxy", "kubernetes.io/h2c", "kubernetes.io/ws")


def release_namespace(rendering: Rendering) -> str:
    """The namespace of objects that name none."""
    manifests = rendering.after.manifests.values()
    without = [m for m in manifests if not get(m.body, ("metadata", "namespace"))]
    return next((manifest.ref.namespace for manifest in without if manifest.ref.namespace), "")


def is_http(port: Any) -> bool:
    """Whether a port of a Service is called so that istiod takes it for HTTP."""
    word = str(port.get("appProtocol") or port.get("name", "")).lower()
    return word.partition("-")[0] in HTTP or word in HTTP


def _name(body: Any) -> tuple[str, ...]:
    return body["kind"], body["metadata"].get("namespace", ""), body["metadata"]["name"]


class World:
    """pods, services: of a rendering, those that the operator makes too."""

    def __init__(self, rendering: Rendering) -> None:
        self.manifests = rendering.after.manifests
        groups = [(body, str(body["apiVersion"])) for body in flat(rendering.text)]
        self.istio = [body for body, group in groups if ".istio.io/" in group]
        self.gateway_api = [body for body, _ in groups if gateway_api.is_read(body)]
        self.namespace = release_namespace(rendering)
        self.settings = list(rendering.after.settings.values())
        self.domains = {one.clusterDomain for one in rendering.after.settings.values()}
        numbers = itertools.count(1)
        self.pods: list[Pod] = []
        for manifest in self.manifests.values():
            if rendering.after.settings.get(manifest.ref) or manifest.has_mode:
                self.pods += pods_of(manifest, numbers)
        self.services = list(self._services(numbers))

    def _services(self, numbers: Iterator[int]) -> Iterator[Service]:
        for ref, manifest in self.manifests.items():
            if ref.kind == "Service" and not ref.group:
                spec = dict(mapping(manifest.body, ("spec",)))
                notes = mapping(manifest.body, ("metadata", "annotations"))
                address = cluster_ip(spec, next(numbers))
                yield Service(ref.namespace, ref.name, address, spec, None, notes)
            elif any(pod.owner == ref for pod in self.pods) and not manifest.is_operator:
                for name, spec, metadata in operators_services(manifest):
                    address = cluster_ip(spec, next(numbers))
                    notes = mapping(metadata, ("annotations",))
                    yield Service(ref.namespace, name, address, spec, ref, notes)

    @property
    def objects(self) -> str:
        """The objects of Kubernetes and the Gateway API, as YAML."""
        found: list[Any] = [pod_object(pod) for pod in self.pods]
        found += [gateway_api.CLASS, *self.gateway_objects]
        for gateway in gateway_api.gateways(self.gateway_objects):
            found += gateway_api.objects_of(gateway)
        for service in self.services:
            found += self._service_objects(service)
        return "---\n".join(map(json.dumps, found)).replace("---\n", "\n---\n")

    def _service_objects(self, service: Service) -> Iterator[Any]:
        made = MADE_BY_THE_OPERATOR if service.owner else MADE_BY_THE_CHART
        head: dict[str, Any] = {
            "name": service.name,
            "namespace": service.namespace,
            "creationTimestamp": made,
        }
        head |= {"annotations": service.annotations} if service.annotations else {}
        ports = [{"targetPort": port["port"], **port} for port in service.spec.get("ports") or []]
        spec = {**service.spec, "clusterIP": service.address, "ports": ports}  # as the API server
        if spec.get("type") == "ExternalName":
            del spec["clusterIP"]
        yield {"apiVersion": "v1", "kind": "Service", "metadata": head, "spec": spec}
        behind = self.behind(service)
        if not behind:
            return
        ports = [
            {"name": port.get("name", ""), "port": self.target(port, behind[0])}
            for port in ports
            if port.get("protocol", "TCP") == "TCP" and self.target(port, behind[0])
        ]
        labels = {"kubernetes.io/service-name": service.name}
        reference = {"kind": "Pod", "namespace": service.namespace}
        yield {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {**head, "labels": labels},
            "addressType": "IPv4",
            "ports": ports,
            "endpoints": [
                {"addresses": [pod.address], "targetRef": {**reference, "name": pod.name}}
                for pod in behind
            ],
        }

    def behind(self, service: Service) -> list[Pod]:
        """The pods that a Service selects."""
        wanted = set((service.spec.get("selector") or {}).items())
        here = [pod for pod in self.pods if pod.namespace == service.namespace]
        return [pod for pod in here if wanted and wanted <= set(pod.labels.items())]

    def target(self, port: Any, pod: Pod) -> int:
        """The port of a pod that a Service's port leads to."""
        target = port.get("targetPort", port["port"])
        if isinstance(target, int):
            return target
        return declared_ports(self.manifests[pod.owner]).get(target, 0)

    def is_called_http(self, pod: Pod, number: int) -> bool:
        """Whether istiod takes a port of a pod for HTTP: by the oldest Service for it."""
        for service in sorted(self.services, key=lambda one: (one.owner is not None, one.name)):
            ports = service.spec.get("ports") or [] if pod in self.behind(service) else []
            for port in ports:
                if self.target(port, pod) == number and port.get("protocol", "TCP") == "TCP":
                    return is_http(port)
        return False

    @property
    def config(self) -> str:
        """Istio's objects, as YAML, from the text that leaves the post-renderer. istiod's code has its default domain."""
        text = yaml.safe_dump_all(self.whole_istio)
        for domain in self.domains:
            text = text.replace(f".svc.{domain}\n", ".svc.cluster.local\n")
        return text

    @property
    def whole_istio(self) -> list[Any]:
        """Istio's objects, each with its namespace."""
        return [self._whole(body) for body in self.istio]

    @property
    def gateway_objects(self) -> list[Any]:
        """The Gateway API's objects, each with its namespace."""
        return [self._whole(body) for body in self.gateway_api]

    def _whole(self, body: Any) -> Any:
        """An object with its namespace."""
        return {**body, "metadata": {"namespace": self.namespace, **body["metadata"]}}

    def add(self, text: str) -> None:
        """Add objects of Istio, or of the Gateway API."""
        for body in flat(text):
            (self.gateway_api if gateway_api.is_read(body) else self.istio).append(body)

    def replace(self, text: str) -> None:
        """Add objects of Istio, in the place of those of the same kind and name."""
        names = [_name(body) for body in flat(text)]
        self.istio = [body for body in self.whole_istio if _name(body) not in names]
        self.add(text)

    def drop(self, kind: str) -> None:
        """Remove the objects of one of Istio's kinds."""
        self.istio = [body for body in self.istio if body["kind"] != kind]
