"""`expose` through Istio's own gateway, and the Gateway API's routes for gRPC, TLS and TCP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.helm import Helm

HOST = "a.example.com"
GATEWAY = {"namespace": "istio-ingress", "selector": {"istio": "ingress"}}
MESH = {"mode": "strict", "gateway": GATEWAY}
ENDED: dict[str, Any] = {
    "kind": "VirtualService",
    "hosts": [HOST],
    "tls": {"credentialName": "kibana"},
}
PASSED: dict[str, Any] = {"kind": "VirtualService", "hosts": [HOST], "tls": {"mode": "PASSTHROUGH"}}
NAMED: dict[str, Any] = {
    "kind": "VirtualService",
    "hosts": [HOST],
    "gateways": ["istio-ingress/public"],
}
PARENTS = [{"name": "public", "namespace": "istio-ingress"}]
WITHOUT_TLS = {"http": {"tls": {"selfSignedCertificate": {"disabled": True}}}}
BEATS = {"service": {"spec": {"ports": [{"name": "tcp-beats", "port": 5044}]}}}
INPUTS = {"beats": BEATS}


def entry(section: str, way: Any, mesh: Any = None, **more: Any) -> dict[str, Any]:
    """Values with one way into one resource."""
    return {"mesh": mesh or MESH, section: {"default": {**more, "expose": {"in": way}}}}


def made(helm: Helm, values: dict[str, Any], kind: str) -> dict[str, Any]:
    """The spec of the one object of a kind."""
    [found] = [one for one in helm.template(values=values).objects if one["kind"] == kind]
    return dict(found["spec"])


def two_paths(second: Any) -> dict[str, Any]:
    """Values with two ways to one host, of which the first has a Gateway of its own."""
    return entry("kibana", ENDED) | {"kibana": {"default": {"expose": {"a": ENDED, "b": second}}}}


def test_a_second_path_of_a_host_has_the_gateway_of_the_first(helm: Helm) -> None:
    second = {**NAMED, "gateways": ["elastic-istio-kb-a"], "path": "/b"}
    kinds = [one["kind"] for one in helm.template(values=two_paths(second)).objects]
    assert (kinds.count("Gateway"), kinds.count("VirtualService")) == (1, 2)


def refusal(helm: Helm, values: dict[str, Any]) -> str:
    done = helm.template(values=values, check=False)
    assert done.returncode
    return done.stderr


def test_a_gateway_is_made_for_the_pods_of_mesh_gateway(helm: Helm) -> None:
    values = entry("kibana", {**ENDED, "tls": {"credentialName": "kibana", "httpsRedirect": True}})
    [https, http] = made(helm, values, "Gateway")["servers"]
    assert made(helm, values, "Gateway")["selector"] == GATEWAY["selector"]
    assert https == {
        "port": {"number": 443, "name": "https", "protocol": "HTTPS"},
        "hosts": [HOST],
        "tls": {"mode": "SIMPLE", "credentialName": "kibana"},
    }
    assert (http["port"]["number"], http["tls"]) == (80, {"httpsRedirect": True})
    route = made(helm, values, "VirtualService")
    assert route["gateways"] == ["elastic-istio-kb-in"]
    destination = {"host": "elastic-istio-kb-http", "port": {"number": 5601}}
    assert route["http"] == [{"route": [{"destination": destination}]}]


def test_tls_that_is_passed_through_is_matched_by_its_name(helm: Helm) -> None:
    values = entry("elasticsearch", PASSED)
    [server] = made(helm, values, "Gateway")["servers"]
    assert (server["port"]["protocol"], server["tls"]) == ("TLS", {"mode": "PASSTHROUGH"})
    [route] = made(helm, values, "VirtualService")["tls"]
    assert route["match"] == [{"port": 443, "sniHosts": [HOST]}]
    assert route["route"][0]["destination"]["port"] == {"number": 9200}


def test_a_gateway_that_exists_is_named(helm: Helm) -> None:
    objects = helm.template(values=entry("kibana", {**NAMED, "path": "/kb"})).objects
    assert "Gateway" not in [one["kind"] for one in objects]
    spec = made(helm, entry("kibana", {**NAMED, "path": "/kb"}), "VirtualService")
    assert spec["gateways"] == ["istio-ingress/public"]
    assert spec["http"][0]["match"] == [{"uri": {"exact": "/kb"}}, {"uri": {"prefix": "/kb/"}}]
    passed = made(helm, entry("kibana", {**NAMED, "tls": PASSED["tls"]}), "VirtualService")
    assert passed["tls"][0]["match"] == [{"sniHosts": [HOST]}]


@pytest.mark.parametrize(
    ("way", "protocol", "port", "section"),
    [
        ({"kind": "VirtualService"}, "TCP", 5044, "tcp"),
        (ENDED, "TLS", 443, "tcp"),
        ({**PASSED, "gatewayPort": 5044}, "TLS", 5044, "tls"),
        ({**ENDED, "protocol": "http"}, "HTTPS", 443, "http"),
    ],
)
def test_an_input_of_logstash(
    helm: Helm, way: dict[str, Any], protocol: str, port: int, section: str
) -> None:
    values = entry("logstash", way, services=INPUTS)
    [server] = made(helm, values, "Gateway")["servers"]
    assert (server["port"]["protocol"], server["port"]["number"]) == (protocol, port)
    route = made(helm, values, "VirtualService")
    assert route["hosts"] == way.get("hosts", ["*"])
    [one] = route[section]
    assert [match["port"] for match in one.get("match", [])] == (
        [] if section == "http" else [port]
    )
    destination = {"host": "elastic-istio-ls-beats", "port": {"number": 5044}}
    assert one["route"] == [{"destination": destination}]


@pytest.mark.parametrize(
    ("section", "kind", "version", "backend"),
    [
        ("apmServer", "GRPCRoute", "v1", ("elastic-istio-apm-http", 8200)),
        ("kibana", "TLSRoute", "v1", ("elastic-istio-kb-http", 5601)),
        ("logstash", "TLSRoute", "v1", ("elastic-istio-ls-beats", 5044)),
        ("logstash", "TCPRoute", "v1", ("elastic-istio-ls-beats", 5044)),
    ],
)
def test_routes_of_the_gateway_api(
    helm: Helm, section: str, kind: str, version: str, backend: tuple[str, int]
) -> None:
    way = {"kind": kind, "parentRefs": PARENTS}
    hosts = {} if kind == "TCPRoute" else {"hosts": [HOST]}
    more = {"services": INPUTS} if section == "logstash" else {}
    done = helm.template(values=entry(section, {**way, **hosts}, **more))
    [found] = [one for one in done.objects if one["kind"] == kind]
    assert found["apiVersion"] == f"gateway.networking.k8s.io/{version}"
    assert found["spec"]["rules"] == [{"backendRefs": [{"name": backend[0], "port": backend[1]}]}]
    assert found["spec"].get("hostnames") == hosts.get("hosts")


@pytest.mark.parametrize(
    ("gateway", "policies"),
    [
        (GATEWAY, 0),
        ({**GATEWAY, "selector": {"gateway.networking.k8s.io/gateway-name": "public"}}, 0),
        ({**GATEWAY, "selector": {"gateway.networking.k8s.io/gateway-name": "other"}}, 1),
        ({**GATEWAY, "namespace": "edge"}, 1),
        ({}, 1),
    ],
)
def test_istio_s_own_gateway_needs_no_backend_tls_policy(
    helm: Helm, gateway: dict[str, Any], policies: int
) -> None:
    way = {"kind": "HTTPRoute", "parentRefs": PARENTS, "hosts": [HOST]}
    done = helm.template(values=entry("kibana", way, {"mode": "strict", "gateway": gateway}))
    assert [one["kind"] for one in done.objects].count("BackendTLSPolicy") == policies


def test_the_network_policy_admits_the_gateway(helm: Helm) -> None:
    values = {**entry("kibana", ENDED), "networkPolicy": {"enabled": True}}
    own = "elastic-istio-kb"
    rules = helm.template(values=values).object("NetworkPolicy", own)["spec"]["ingress"]
    name = {"kubernetes.io/metadata.name": GATEWAY["namespace"]}
    peer = {
        "namespaceSelector": {"matchLabels": name},
        "podSelector": {"matchLabels": GATEWAY["selector"]},
    }
    [rule] = [one for one in rules if peer in one["from"]]
    assert [port["port"] for port in rule["ports"]] == [5601, 15008]
    values |= entry("kibana", {**ENDED, "enabled": False})
    rules = helm.template(values=values).object("NetworkPolicy", own)["spec"]["ingress"]
    assert all(peer not in one["from"] for one in rules)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (entry("kibana", ENDED, {"mode": "strict"}), "in.gateways: is missing, and mesh.gateway.sel"),
        (two_paths({**ENDED, "path": "/b"}),
         "b.hosts[0]: a.example.com has a Gateway already, by kibana.default.expose.a"),
        (entry("kibana", {**ENDED, "tls": {}}), "in.tls.credentialName: is missing"),
        (entry("kibana", {**PASSED, "tls": {**PASSED["tls"], "credentialName": "a"}}),
         "in.tls.credentialName: the gateway passes TLS through"),
        (entry("kibana", {**NAMED, "tls": {"credentialName": "a"}}),
         "in.tls.credentialName: belongs to the Gateway that gateways names"),
        (entry("kibana", {**NAMED, "gateways": ["mesh"]}), "in.gateways[0]: mesh stands for"),
        (entry("kibana", {**NAMED, "gateways": ["a/b/c"]}), 'in.gateways[0]: is "a/b/c"'),
        (entry("kibana", {**PASSED, "path": "/a"}), "in.path: a gateway sees no path in TLS"),
        (entry("kibana", PASSED, **WITHOUT_TLS), "in.tls.mode: PASSTHROUGH passes TLS through"),
        (entry("kibana", {"kind": "TLSRoute", "hosts": [HOST], "parentRefs": PARENTS}, **WITHOUT_TLS),
         "in.kind: TLSRoute passes TLS through to kibana.default, whose TLS is off"),
        (entry("kibana", ENDED, {"gateway": GATEWAY}), "would send plain HTTP to kibana.default"),
        (entry("kibana", {**ENDED, "service": "a"}), "in.service: is for inputs of Logstash"),
        (entry("kibana", {"kind": "GRPCRoute", "hosts": [HOST], "parentRefs": PARENTS}),
         "in.kind: GRPCRoute leads to an APM Server"),
        (entry("kibana", {"kind": "TCPRoute", "hosts": [HOST], "parentRefs": PARENTS}),
         "in.hosts: has a host, and nothing that leads to TCP"),
        (entry("logstash", {"kind": "VirtualService", "hosts": [HOST]}, services=INPUTS),
         "in.hosts: has a host, and nothing that leads to TCP"),
        (entry("logstash", {**ENDED, "hosts": []}, services=INPUTS), "in.hosts: is empty"),
        (entry("logstash", ENDED), "in.service: must be one of logstash.default.services (none)"),
        (entry("logstash", ENDED, services={"a": BEATS, "b": BEATS}), "services (a, b)"),
        (entry("logstash", {**ENDED, "port": 1}, services=INPUTS), "in.port: must be one TCP port"),
        (entry("logstash", {"kind": "Ingress", "hosts": [HOST]}, services=INPUTS),
         "in.kind: Ingress leads to no input of logstash.default. Use HTTPRoute, TCPRoute, TLSRoute"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_way_out(
    helm: Helm, values: dict[str, Any], words: str
) -> None:
    assert words in refusal(helm, values)
