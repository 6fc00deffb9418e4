"""The gateways of Istio whose routes lead to resources, as proxies, and what they send by which route: read of the manifests
without a line of eck_mesh.reach, mesh or plan, but for mesh.gateway."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from eck_mesh.manifests.manifest import Ref
from eck_mesh.mesh.model import Mesh
from eck_mesh.reach.connection import Connection
from eck_mesh.settings.settings import mesh_gateway
from tests.cluster.judge.gateway_api import GROUP
from tests.cluster.judge.objects import Pod
from tests.cluster.judge.world import World

SENDS = {"http": "http", "tls": "tls", "tcp": ""}  # "": what the program speaks
API = {"HTTPRoute": "http", "GRPCRoute": "http", "TLSRoute": "tls", "TCPRoute": ""}
FOR_INGRESSES = "the gateway for Ingresses"
OF_INGRESSES = ("istio-system", {"istio": "ingressgateway"})


class Led(NamedTuple):
    """One way of a route. gateway: NAMESPACE/NAME; port: 0 for any."""

    gateway: str
    service: str
    namespace: str
    port: int
    sends: str


class Routers:
    """Of a rendering."""

    def __init__(self, world: World, mesh: Mesh) -> None:
        self.world, self.mesh = world, mesh
        self.led = [*self._of_istio(), *self._of_the_api()]

    def of(self, one: Connection) -> list[Pod]:
        """The gateway's proxy, for a connection of one of Istio's."""
        if one.client.kind != "gateway" or one.client.name.startswith("the controller of"):
            return []
        name = one.client.name.removeprefix("the gateway ")
        namespace, labels = OF_INGRESSES
        if one.client.name != FOR_INGRESSES:
            namespace, labels = self._pods(name, one)
        ref = Ref("", "Pod", namespace, f"gateway {name}")
        return [Pod(ref, f"{ref.name} {namespace}", "10.0.9.99", labels, {}, True, router=True)]

    def sends(self, one: Connection) -> set[str]:
        """What the gateway sends to the port of a Service, by all routes."""
        if one.client.name == FOR_INGRESSES:
            return {"http"}
        name = one.client.name.removeprefix("the gateway ")
        where = name, one.service, one.target.namespace
        return {led.sends for led in self.led if led[:3] == where and led.port in (0, one.port)}

    def _pods(self, name: str, one: Connection) -> tuple[str, dict[str, str]]:
        """Namespace and labels of the pods of a Gateway."""
        api = {_called(body): body for body in self.world.gateway_objects}
        if name in api:
            namespace, _, own = name.partition("/")
            return namespace, {f"{GROUP}/gateway-name": own}
        bodies = {_called(b): b for b in self.world.whole_istio if b["kind"] == "Gateway"}
        labels = dict(bodies.get(name, {}).get("spec", {}).get("selector") or {})
        known = mesh_gateway(self.mesh.settings[one.target])
        if known:
            return known.namespace, {**labels, **known.selector}
        return name.partition("/")[0], labels

    def _of_istio(self) -> Iterator[Led]:
        for body in self.world.whole_istio:
            if body["kind"] != "VirtualService":
                continue
            spec, namespace = body["spec"], body["metadata"]["namespace"]
            for protocol, sends in SENDS.items():
                for route in spec.get(protocol) or []:
                    names = {name for match in route.get("match") or [{}]
                             for name in match.get("gateways") or spec.get("gateways") or []}  # fmt: skip
                    ended = {
                        name
                        for name in names
                        if not sends and self._ends_tls(_whole(name, namespace))
                    }
                    for target in _destinations(route):
                        service, *rest = target["host"].split(".")
                        port = (target.get("port") or {}).get("number", 0)
                        where = service, rest[0] if rest else namespace, port
                        for name in names:
                            yield Led(
                                _whole(name, namespace),
                                *where,
                                "plaintext" if name in ended else sends,
                            )

    def _ends_tls(self, name: str) -> bool:
        """Whether all servers of a Gateway end TLS."""
        bodies = [
            b for b in self.world.whole_istio if b["kind"] == "Gateway" and _called(b) == name
        ]
        servers = [server for body in bodies for server in body["spec"]["servers"]]
        modes = [(server.get("tls") or {}).get("mode") for server in servers]
        return bool(modes) and set(modes) <= {"SIMPLE", "MUTUAL"}

    def _of_the_api(self) -> Iterator[Led]:
        for body in self.world.gateway_objects:
            namespace = body["metadata"]["namespace"]
            if body["kind"] not in API:
                continue
            for parent in body["spec"].get("parentRefs") or []:
                gateway = f"{parent.get('namespace', namespace)}/{parent['name']}"
                for rule in body["spec"]["rules"]:
                    for back in rule.get("backendRefs") or []:
                        where = back["name"], back.get("namespace", namespace), back.get("port", 0)
                        yield Led(gateway, *where, API[body["kind"]])


def _destinations(route: Any) -> list[Any]:
    mirrors = [route["mirror"]] if route.get("mirror") else []
    mirrors += [one["destination"] for one in route.get("mirrors") or []]
    return [*mirrors, *(one["destination"] for one in route.get("route") or [])]


def _called(body: Any) -> str:
    return f"{body['metadata']['namespace']}/{body['metadata']['name']}"


def _whole(name: str, namespace: str) -> str:
    """A gateway's name as NAMESPACE/NAME."""
    if "/" in name:
        return name.replace("./", f"{namespace}/") if name.startswith("./") else name
    own, *rest = name.split(".")
    return f"{rest[0] if rest else namespace}/{own}"
