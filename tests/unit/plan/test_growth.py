"""Four times as many resources cost four times as many calls, whatever stands beside each of them: no clock is asked."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags

Body = dict[str, Any]
FEW, MANY = 12, 48


def made(api: str, kind: str, name: str, spec: Body) -> Body:
    metadata = {"name": name, "namespace": "prod"}
    return {"apiVersion": api, "kind": kind, "metadata": metadata, "spec": spec}


def elasticsearch(name: str) -> Body:
    spec = {"version": "9.1.0", "nodeSets": [{"name": "a", "count": 1}]}
    return made("elasticsearch.k8s.elastic.co/v1", "Elasticsearch", name, spec)


def kibana(name: str, config: Body | None = None) -> Body:
    spec = {"version": "9.1.0", "count": 1, "elasticsearchRef": {"name": name}}
    return made("kibana.k8s.elastic.co/v1", "Kibana", name, {**spec, "config": config or {}})


def with_address(name: str) -> Body:
    url = f"https://{name}-es-http.prod.svc:9200"
    return kibana(name, {"elasticsearch.hosts": [url], "server.name": "kb"})


def beat(name: str) -> Body:
    output = {"output.elasticsearch": {"hosts": [f"https://{name}-es-http.prod.svc:9200"]}}
    pod = {"podTemplate": {"spec": {"containers": [{"name": "filebeat"}]}}}
    spec = {"type": "filebeat", "version": "9.1.0", "config": output, "deployment": pod}
    return made("beat.k8s.elastic.co/v1beta1", "Beat", name, spec)


def logstash(name: str) -> Body:
    url = f"https://{name}-es-http.prod.svc:9200"
    text = f'output {{ elasticsearch {{ hosts => ["{url}"] ssl_enabled => true }} }}'
    references = [{"name": name, "clusterName": "c"}]
    pipelines = [{"pipeline.id": "main", "config.string": text}]
    spec = {"version": "9.1.0", "elasticsearchRefs": references, "pipelines": pipelines}
    return made("logstash.k8s.elastic.co/v1alpha1", "Logstash", name, spec)


def labels(name: str) -> Body:
    return {"elasticsearch.k8s.elastic.co/cluster-name": name}


def selecting(name: str) -> Body:
    return {"selector": {"matchLabels": labels(name)}}


def service(name: str) -> Body:
    return made("v1", "Service", name, {"selector": labels(name), "ports": [{"port": 9200}]})


def peer_authentication(name: str) -> Body:
    spec = {**selecting(name), "mtls": {"mode": "STRICT"}}
    return made("security.istio.io/v1", "PeerAuthentication", name, spec)


def authorization_policy(name: str) -> Body:
    rules = [{"from": [{"source": {"namespaces": ["prod"]}}]}]
    spec = {"action": "ALLOW", **selecting(name), "rules": rules}
    return made("security.istio.io/v1", "AuthorizationPolicy", name, spec)


def network_policy(name: str) -> Body:
    egress = {"policyTypes": ["Egress"], "egress": [{"ports": [{"port": 9200}]}]}
    spec = {"podSelector": {"matchLabels": labels(name)}, **egress}
    return made("networking.k8s.io/v1", "NetworkPolicy", name, spec)


def destination_rule(name: str) -> Body:
    spec = {
        "host": f"{name}-es-http.prod.svc.cluster.local",
        "trafficPolicy": {"tls": {"mode": "ISTIO_MUTUAL"}},
    }
    return made("networking.istio.io/v1", "DestinationRule", name, spec)


def ingress(name: str) -> Body:
    backend = {"service": {"name": f"{name}-es-http", "port": {"number": 9200}}}
    path = {"path": "/", "pathType": "Prefix", "backend": backend}
    rules = [{"host": f"{name}.example.com", "http": {"paths": [path]}}]
    return made("networking.k8s.io/v1", "Ingress", name, {"rules": rules})


def http_route(name: str) -> Body:
    rules = [{"backendRefs": [{"name": f"{name}-es-http", "port": 9200}]}]
    spec = {"parentRefs": [{"name": "gw"}], "rules": rules}
    return made("gateway.networking.k8s.io/v1", "HTTPRoute", name, spec)


def pod_monitor(name: str) -> Body:
    endpoints = {"podMetricsEndpoints": [{"port": "metrics"}]}
    return made("monitoring.coreos.com/v1", "PodMonitor", name, {**selecting(name), **endpoints})


def service_monitor(name: str) -> Body:
    spec = {"selector": {"matchLabels": labels(name)}, "endpoints": [{"port": "https"}]}
    return made("monitoring.coreos.com/v1", "ServiceMonitor", name, spec)


def stack_config_policy(name: str) -> Body:
    repository = {"type": "s3", "settings": {"bucket": name, "endpoint": f"{name}.example.com"}}
    spec = {
        "resourceSelector": {"matchLabels": {"name": name}},
        "elasticsearch": {"snapshotRepositories": {"backups": repository}},
    }
    api = "stackconfigpolicy.k8s.elastic.co/v1alpha1"
    return made(api, "StackConfigPolicy", name, spec)


def service_entry(name: str) -> Body:
    spec = {"hosts": [f"{name}.example.com"], "ports": [{"number": 443, "protocol": "TLS"}]}
    return made("networking.istio.io/v1", "ServiceEntry", name, spec)


def sidecar(name: str) -> Body:
    spec = {
        "workloadSelector": {"labels": labels(name)},
        "outboundTrafficPolicy": {"mode": "REGISTRY_ONLY"},
        "egress": [{"hosts": ["*/*"]}],
    }
    return made("networking.istio.io/v1", "Sidecar", name, spec)


def virtual_service(name: str) -> Body:
    host = f"{name}-es-http.prod.svc.cluster.local"
    routes = [{"route": [{"destination": {"host": host}}]}]
    return made("networking.istio.io/v1", "VirtualService", name, {"hosts": [host], "http": routes})


def outside(name: str) -> Body:
    hosts = [f"https://{name}.example.com:9200", f"https://10.0.{len(name)}.1:9200"]
    return kibana(name, {"elasticsearch.hosts": hosts, "xpack.fleet.registryUrl": hosts[0]})


BESIDE: list[Callable[[str], Body]] = [
    kibana,
    with_address,
    beat,
    logstash,
    service,
    peer_authentication,
    authorization_policy,
    network_policy,
    destination_rule,
    ingress,
    http_route,
    pod_monitor,
    service_monitor,
    stack_config_policy,
    service_entry,
    sidecar,
    virtual_service,
    outside,
]
BLOCKS: dict[str, Body] = {
    "tls not set": {},
    "tls auto": {"tls": "auto"},
    "authorization": {"tls": "auto", "authorization": True},
    "egress": {"tls": "eck", "egress": "registryOnly"},
    "ambient": {"dataPlane": "ambient", "authorization": True},
}


@pytest.mark.parametrize("beside", BESIDE, ids=lambda one: one.__name__)
@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_cost_grows_with_the_number_of_resources(
    beside: Callable[[str], Body], block: Body
) -> None:
    flags = Flags(mode="strict", block=block)
    calls(stream(1, beside), flags)  # what the first run loads is not counted
    few, many = (calls(stream(number, beside), flags) for number in (FEW, MANY))
    assert many < 1.15 * MANY / FEW * few


def stream(number: int, beside: Callable[[str], Body]) -> str:
    """As many Elasticsearches, each with one object more."""
    names = [f"es{i}" for i in range(number)]
    bodies = [body for name in names for body in (elasticsearch(name), beside(name))]
    return "---\n".join(json.dumps(body) + "\n" for body in bodies)


def calls(text: str, flags: Flags) -> int:
    """The calls of Python functions that planning a stream and writing it takes."""
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event == "call"

    sys.setprofile(count)
    try:
        _ = render(text, flags).text
    finally:
        sys.setprofile(None)
    return counted
