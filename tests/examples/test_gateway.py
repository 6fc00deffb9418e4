"""examples/gateway: what is behind a gateway of Istio, with ECK's TLS and without it."""

from __future__ import annotations

import pytest

from tests.support.helm import Helm, Output

PRODUCTION = "examples/environments/production.yaml"


def rendered(helm: Helm, example: str, *flags: str) -> Output:
    values = [f"--values={PRODUCTION}", f"--values=examples/gateway/{example}.yaml"]
    strict = helm.post_renderer("--expect-mode=strict", "--expect-closed", "--fail-on-notes")
    return helm.template(*values, *strict, *flags, release="logs", namespace="logs", check=False)


@pytest.mark.parametrize(("example", "off"), [("http", True), ("passthrough", False)])
def test_kibana_speaks_what_the_gateway_sends(example: str, off: bool, helm: Helm) -> None:
    done = rendered(helm, example)
    assert done.returncode == 0, done.stderr
    route = done.object("VirtualService", "logs-kb-public")["spec"]
    (section,) = {"http", "tls"} & route.keys()
    assert section == ("http" if off else "tls")
    assert route[section][0]["route"][0]["destination"]["host"] == "logs-kb-http"
    servers = done.object("Gateway", "logs-kb-public")["spec"]["servers"]
    assert servers[0]["tls"]["mode"] == ("SIMPLE" if off else "PASSTHROUGH")
    spec = done.object("Kibana", "logs")["spec"]
    assert ("disabled" in str(spec.get("http", {}))) == off


def test_every_resource_behind_a_gateway_of_the_gateway_api(helm: Helm) -> None:
    done = rendered(helm, "gateway-api")
    assert done.returncode == 0, done.stderr
    kinds = [one["kind"] for one in done.objects]
    for kind, count in {"HTTPRoute": 1, "GRPCRoute": 1, "TLSRoute": 2, "TCPRoute": 1}.items():
        assert kinds.count(kind) == count, kind
    assert "BackendTLSPolicy" not in kinds
    off = {"Kibana/logs", "ApmServer/logs"}
    kept = {"Elasticsearch/logs", "Agent/logs-fleet"}
    for name in off | kept:
        spec = done.object(*name.split("/"))["spec"]
        assert ("'disabled': True" in str(spec.get("http", {}))) == (name in off), name
    pool = done.object("DestinationRule", "logs-apm-http")["spec"]["trafficPolicy"]
    assert pool["connectionPool"]["http"]["useClientProtocol"] is True


def test_http_to_eck_tls_is_rejected(helm: Helm) -> None:
    done = rendered(helm, "http", "--set", "kibana.default.mesh.tls=eck")
    assert done.returncode == 1
    assert "[http-route-to-tls-port]" in done.stderr
