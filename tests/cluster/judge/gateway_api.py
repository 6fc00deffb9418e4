"""Gateways and routes of the Gateway API, as istiod sees them: the pods of a Gateway of class istio are Istio's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

GROUP = "gateway.networking.k8s.io"
KINDS = (
    "BackendTLSPolicy",
    "Gateway",
    "GRPCRoute",
    "HTTPRoute",
    "ReferenceGrant",
    "TCPRoute",
    "TLSRoute",
)
CLASS = {
    "apiVersion": f"{GROUP}/v1",
    "kind": "GatewayClass",
    "metadata": {"name": "istio"},
    "spec": {"controllerName": "istio.io/gateway-controller"},
}


class ApiGateway(NamedTuple):
    """One Gateway, and the address of its pod."""

    body: Any
    address: str

    @property
    def name(self) -> str:
        return str(self.body["metadata"]["name"])

    @property
    def namespace(self) -> str:
        return str(self.body["metadata"]["namespace"])

    @property
    def labels(self) -> dict[str, str]:
        """The label that istiod gives the pods of a Gateway."""
        return {f"{GROUP}/gateway-name": self.name}

    @property
    def http_ports(self) -> list[int]:
        listeners = self.body["spec"]["listeners"]
        return [one["port"] for one in listeners if one["protocol"] == "HTTP"]


def is_read(body: Any) -> bool:
    """Whether istiod is given an object of the Gateway API."""
    return body["kind"] in KINDS and body["apiVersion"] == f"{GROUP}/v1"


def gateways(bodies: list[Any]) -> list[ApiGateway]:
    """The Gateways of class istio."""
    found = [body for body in bodies if body["kind"] == "Gateway"]
    own = [body for body in found if body["spec"]["gatewayClassName"] == "istio"]
    return [ApiGateway(body, f"10.0.8.{number}") for number, body in enumerate(own, 1)]


def hosts_of(gateway: ApiGateway, bodies: list[Any]) -> list[str]:
    """A host of each HTTPRoute that a Gateway takes from its own namespace."""
    return [
        body["spec"].get("hostnames", ["a.example.com"])[0].replace("*", "a")
        for body in bodies
        if body["kind"] == "HTTPRoute"
        and body["metadata"]["namespace"] == gateway.namespace
        and gateway.name in [parent["name"] for parent in body["spec"]["parentRefs"]]
    ]


def objects_of(gateway: ApiGateway) -> Iterator[Any]:
    """What istiod deploys for a Gateway: a pod, and a Service by which it finds the pod."""
    head = {"name": f"{gateway.name}-istio", "namespace": gateway.namespace}
    ports = [{"name": f"port-{port}", "port": port} for port in gateway.http_ports]
    yield {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {**head, "labels": gateway.labels},
        "spec": {"containers": [{"name": "istio-proxy", "image": "none"}]},
        "status": {"podIP": gateway.address, "podIPs": [{"ip": gateway.address}], "phase": "Running",
                   "conditions": [{"type": "Ready", "status": "True"}]},
    }  # fmt: skip
    yield {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": head,
        "spec": {
            "clusterIP": f"10.97.0.{gateway.address.rpartition('.')[2]}",
            "selector": gateway.labels,
            "ports": [{**port, "targetPort": port["port"]} for port in ports],
        },
    }
    yield {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {**head, "labels": {"kubernetes.io/service-name": head["name"]}},
        "addressType": "IPv4",
        "ports": ports,
        "endpoints": [
            {
                "addresses": [gateway.address],
                "targetRef": {"kind": "Pod", "namespace": gateway.namespace, "name": head["name"]},
            }
        ],
    }
