"""Istio's gateways of a stream: what arrives at the resources behind them, by istiod's own code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from eck_mesh.mesh.model import Mesh
from eck_mesh.settings.settings import mesh_gateway
from tests.cluster.judge import gateway_api
from tests.cluster.judge.strangers import bytes_of
from tests.cluster.judge.world import World

# What a client sends, by the protocol of the gateway's port, and whether the gateway itself ends this TLS.
SENT = {
    "HTTP": {"Protocol": "http", "TLS": "plaintext"},
    "TCP": {"Protocol": "tcp", "TLS": "plaintext"},
    "SIMPLE": {"Protocol": "http", "TLS": "tls"},
    "PASSTHROUGH": {"Protocol": "tcp", "TLS": "tls"},
}


class Passage(NamedTuple):
    """One connection through one gateway. ends: the gateway decrypts it."""

    proxy: dict[str, Any]
    call: dict[str, Any]
    ends: bool


def passages(world: World) -> Iterator[Passage]:
    """A connection to each port of each gateway, for each VirtualService that names the gateway."""
    routes = [body for body in world.istio if body["kind"] == "VirtualService"]
    for number, gateway in enumerate(b for b in world.istio if b["kind"] == "Gateway"):
        namespace = gateway["metadata"].get("namespace", world.namespace)
        where, labels = pods_of(gateway["spec"]["selector"], namespace, world)
        proxy = {
            "Namespace": where,
            "Address": f"10.0.9.{number}",
            "Labels": labels,
            "Gateway": True,
        }
        named = {gateway["metadata"]["name"], f"{namespace}/{gateway['metadata']['name']}"}
        hosts = [
            r["spec"]["hosts"][0] for r in routes if named & set(r["spec"].get("gateways", []))
        ]
        for server in gateway["spec"]["servers"]:
            mode = (server.get("tls") or {}).get("mode", server["port"]["protocol"])
            for host in hosts:
                key = f"{host} through {gateway['metadata']['name']} {server['port']['number']}"
                call = {"Mode": "gateway", "Port": server["port"]["number"], **SENT[mode]}
                call |= {"Host": host, "Sni": host if call["TLS"] == "tls" else "", "Key": key}
                yield Passage(proxy, call, ends=mode == "SIMPLE")
    yield from api_passages(world)


def pods_of(selector: dict[str, str], namespace: str, world: World) -> tuple[str, dict[str, str]]:
    """Namespace and labels of the pods that a Gateway selects: those of mesh.gateway, or of its own namespace."""
    for known in filter(None, map(mesh_gateway, world.settings)):
        if selector.items() <= known.selector.items():
            return known.namespace, known.selector
    return namespace, selector


def api_passages(world: World) -> Iterator[Passage]:
    """The same for the HTTP ports of each Gateway of the Gateway API, for each HTTPRoute."""
    for gateway in gateway_api.gateways(world.gateway_objects):
        proxy = {
            "Namespace": gateway.namespace,
            "Address": gateway.address,
            "Labels": gateway.labels,
            "Gateway": True,
        }
        for port in gateway.http_ports:
            for host in gateway_api.hosts_of(gateway, world.gateway_objects):
                key = f"{host} through {gateway.name} {port}"
                call = {"Mode": "gateway", "Port": port, **SENT["HTTP"], "Host": host, "Key": key}
                yield Passage(proxy, call, ends=False)


def broken(world: World, mesh: Mesh, found: dict[str, Any]) -> Iterator[str]:
    """The connections of gateways that reach a resource in the mesh with bytes that its port does not speak."""
    for passage in passages(world):
        verdict = found[passage.call["Key"]]
        for service in world.services:
            if verdict["Cluster"].endswith(f"||{service.host}") and service.owner:
                port = int(verdict["Cluster"].split("|")[1])
                is_tls = bytes_of(mesh.manifests[service.owner], port) == "tls"
                speaks = "tls" if is_tls else "plaintext"
                through = passage.call["TLS"] == "tls" and not passage.ends
                encrypts = verdict["Tls"] == "simple" or within_tunnel(passage, verdict, world)
                arrives = "tls" if through or encrypts else "plaintext"
                if mesh.mode(service.owner) == "strict" and arrives != speaks:
                    yield f"{passage.call['Key']}: {arrives} arrives where {speaks} is spoken"


def within_tunnel(passage: Passage, verdict: dict[str, Any], world: World) -> bool:
    """Whether a rule of the gateway's namespace encrypts what goes into ambient's tunnels, which a verdict does not show
    (pilot/pkg/networking/core/cluster_tls.go, applyHBONETransportSocketMatches)."""
    if set((verdict.get("Endpoints") or {}).values()) != {"tunnel"}:
        return False
    host = verdict["Cluster"].rpartition("|")[2]
    rules = [body for body in world.whole_istio if body["kind"] == "DestinationRule"]
    here = [body for body in rules if body["metadata"]["namespace"] == passage.proxy["Namespace"]]
    modes = [
        one["spec"]["trafficPolicy"].get("tls", {}).get("mode")
        for one in here
        if one["spec"]["host"] == host
    ]
    return "SIMPLE" in modes
