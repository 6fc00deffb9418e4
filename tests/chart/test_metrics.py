"""examples/metrics: Stack Monitoring by key, and an exporter that uses the Secrets of ECK."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.helm import Helm, Output

MODES = {
    "disabled": {},
    "permissive": {"sidecar.istio.io/inject": "true"},
    "strict": {"sidecar.istio.io/inject": "true"},
    "strict,mesh.dataPlane=ambient": {"istio.io/dataplane-mode": "ambient"},
}


def rendered(helm: Helm, example: str, mode: str) -> Output:
    flags = [f"--values=examples/metrics/{example}.yaml", f"--set=mesh.mode={mode}"]
    closed = ["--expect-closed"] if mode.startswith("strict") else []
    return helm.template(*flags, *helm.post_renderer(*closed), release="logs", namespace="logs")


@pytest.mark.parametrize("mode", MODES)
def test_the_exporter_reaches_the_elasticsearch_as_a_user_of_its_own(helm: Helm, mode: str) -> None:
    done = rendered(helm, "exporter", mode)
    template = done.object("Deployment", "logs-es-exporter")["spec"]["template"]
    (container,) = template["spec"]["containers"]
    cluster = done.object("Elasticsearch", "logs")["spec"]
    (realm,) = cluster["auth"]["fileRealm"]
    secrets = {one["valueFrom"]["secretKeyRef"]["name"] for one in container["env"]}
    assert secrets == {realm["secretName"]}
    off = cluster.get("http", {}).get("tls", {}) == {"selfSignedCertificate": {"disabled": True}}
    assert off == (mode == "strict")
    scheme = "http" if off else "https"
    assert f"--es.uri={scheme}://logs-es-http:9200" in container["args"]
    found = [one["secret"]["secretName"] for one in template["spec"].get("volumes", [])]
    assert found == ([] if off else ["logs-es-http-certs-public"])
    labels = template["metadata"]["labels"]
    assert {name: labels[name] for name in labels if "istio" in name} == MODES[mode]


@pytest.mark.parametrize("mode", MODES)
def test_the_monitor_selects_the_service_and_the_service_the_pods(helm: Helm, mode: str) -> None:
    done = rendered(helm, "exporter", mode)
    name = "logs-es-exporter"
    monitor = done.object("ServiceMonitor", name)["spec"]
    service = done.object("Service", name)
    deployment = done.object("Deployment", name)["spec"]
    wanted: dict[str, Any] = monitor["selector"]["matchLabels"]
    assert wanted.items() <= service["metadata"]["labels"].items()
    (port,) = service["spec"]["ports"]
    assert [one["port"] for one in monitor["endpoints"]] == [port["name"]]
    pods = deployment["template"]["metadata"]["labels"]
    for selector in service["spec"]["selector"], deployment["selector"]["matchLabels"]:
        assert selector.items() <= pods.items()
    (container,) = deployment["template"]["spec"]["containers"]
    assert port["targetPort"] in [one["name"] for one in container["ports"]]


@pytest.mark.parametrize("mode", MODES)
def test_stack_monitoring_goes_to_a_second_elasticsearch(helm: Helm, mode: str) -> None:
    done = rendered(helm, "stack-monitoring", mode)
    there = {"elasticsearchRefs": [{"name": "logs-monitoring"}]}
    for kind, name in ("Elasticsearch", "logs"), ("Kibana", "logs"), ("Kibana", "logs-monitoring"):
        assert done.object(kind, name)["spec"]["monitoring"] == {"metrics": there, "logs": there}
    assert "monitoring" not in done.object("Elasticsearch", "logs-monitoring")["spec"]
    kibana = done.object("Kibana", "logs-monitoring")["spec"]
    assert kibana["elasticsearchRef"] == {"name": "logs-monitoring"}
