"""The pods of `helm test`: which resources have one, and what they ask. tests/cluster/test_helm_test.py runs them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.helm import STACK, Helm
from tests.support.kind_files import FILES

FLEET = {"mode": "fleet", "fleetServerEnabled": True, "deployment": {}}


def made(helm: Helm, **values: Any) -> dict[str, dict[str, Any]]:
    """The environment and the image of each test pod, by the pod's name."""
    found = {}
    for one in helm.template(values={"helmTest": {"enabled": True}, **values}).objects:
        if one["kind"] == "Pod":
            (container,) = one["spec"]["containers"]
            env = {e["name"]: e.get("value", e.get("valueFrom")) for e in container["env"]}
            (volume,) = one["spec"]["volumes"]
            found[one["metadata"]["name"]] = {
                **env,
                "image": container["image"],
                "secret": volume["secret"]["secretName"],
            }
    return found


def test_each_kind_that_serves_http_has_one_and_no_other(helm: Helm) -> None:
    pods = made(
        helm,
        elasticsearch={"logs": {}},
        apmServer={"default": {}},
        agent={"fleet": FLEET, "nodes": {"daemonSet": {}}},
        elasticMapsServer={"default": {}},
        packageRegistry={"default": {}},
        logstash={"default": {}},
        beat={"default": {"type": "filebeat", "daemonSet": {}}},
    )
    asked = {name: (pod["SERVICE"], pod["HEALTH"], pod["secret"]) for name, pod in pods.items()}
    es = "/_cluster/health?wait_for_status=yellow&timeout=60s"
    assert asked == {
        f"elastic-istio-{pod}-test": (
            f"elastic-istio-{pod}-http.prod.svc:{port}",
            path,
            f"elastic-istio-{pod}-http-certs-public",
        )
        for pod, port, path in [
            ("es", 9200, es),
            ("logs-es", 9200, es),
            ("kb", 5601, "/api/status"),
            ("apm", 8200, "/"),
            ("fleet-agent", 8220, "/api/status"),
            ("ems", 8080, "/status"),
            ("epr", 8080, "/health"),
        ]
    }


def test_only_elasticsearch_is_asked_by_a_user(helm: Helm) -> None:
    pods = made(helm, apmServer={"default": {}})
    who = {name: pod for name, pod in pods.items() if "PASSWORD" in pod or "USER_NAME" in pod}
    assert who.keys() == {"elastic-istio-es-test"}
    (pod,) = who.values()
    assert pod["USER_NAME"] == "elastic"
    password = {"name": "elastic-istio-es-elastic-user", "key": "elastic", "optional": True}
    assert pod["PASSWORD"] == {"secretKeyRef": password}


@pytest.mark.parametrize(
    ("config", "path"),
    [
        ({"server.basePath": "/kb", "server.rewriteBasePath": True}, "/kb/api/status"),
        ({"server": {"basePath": "/kb", "rewriteBasePath": True}}, "/kb/api/status"),
        ({"server": {"basePath": "/kb"}, "server.rewriteBasePath": True}, "/kb/api/status"),
        ({"server.basePath": "/kb"}, "/api/status"),
        ({"server.basePath": "/kb", "server.rewriteBasePath": False}, "/api/status"),
        ({"server": None, "server.basePath": None}, "/api/status"),
        ({"server": "no mapping", "server.rewriteBasePath": True}, "/api/status"),
    ],
)
def test_kibanas_base_path_stands_before_the_path(
    helm: Helm, config: dict[str, Any], path: str
) -> None:
    pods = made(helm, kibana={"default": {"config": config}})
    assert pods["elastic-istio-kb-test"]["HEALTH"] == path


@pytest.mark.parametrize(
    ("http", "there"),
    [
        ({"tls": {"client": {"authentication": True}}}, False),
        ({"tls": {"client": {"authentication": False}}}, True),
        ({"tls": {"client": None}}, True),
        ({"tls": None}, True),
        (None, True),
    ],
)
def test_no_pod_can_show_a_certificate_of_a_client(
    helm: Helm, http: dict[str, Any] | None, there: bool
) -> None:
    pods = made(helm, elasticsearch={"default": {"http": http}})
    assert ("elastic-istio-es-test" in pods) == there
    assert "elastic-istio-kb-test" in pods


def test_the_image_has_bash_and_curl(helm: Helm) -> None:
    """That of an Elasticsearch itself, and elsewhere that of Elasticsearch in the version of the release."""
    official = "docker.elastic.co/elasticsearch/elasticsearch"
    old = {"elasticsearch": {"old": {"version": "8.19.0"}, "own": {"image": "r.example.com/es:1"}}}
    images = {name: pod["image"] for name, pod in made(helm, **old).items()}
    assert images == {
        "elastic-istio-es-test": f"{official}:{STACK}",
        "elastic-istio-old-es-test": f"{official}:8.19.0",
        "elastic-istio-own-es-test": "r.example.com/es:1",
        "elastic-istio-kb-test": f"{official}:{STACK}",
    }
    for values, image in (
        ({"imageRegistry": "r.example.com"}, f"r.example.com/elasticsearch/elasticsearch:{STACK}"),
        ({"version": "9.4.0"}, f"{official}:9.4.0"),
        ({"version": None}, f"{official}:{STACK}"),
        ({"helmTest": {"enabled": True, "image": "a:1"}}, "a:1"),
    ):
        images = {name: pod["image"] for name, pod in made(helm, **values).items()}
        assert images["elastic-istio-kb-test"] == image


def test_a_pod_is_where_its_resource_is(helm: Helm) -> None:
    """Only there are the Secrets."""
    values = {"helmTest": {"enabled": True}, "kibana": {"default": {"namespace": "other"}}}
    pods = {one["metadata"]["name"]: one for one in helm.template(values=values).objects}
    assert pods["elastic-istio-kb-test"]["metadata"]["namespace"] == "other"
    assert "namespace" not in pods["elastic-istio-es-test"]["metadata"]
    services = {name: pod["SERVICE"] for name, pod in made(helm, **values).items()}
    assert services["elastic-istio-kb-test"] == "elastic-istio-kb-http.other.svc:5601"


def test_with_authorization_a_pod_has_the_account_of_its_resource(helm: Helm) -> None:
    """The resource's own pods are among the clients that its policy allows."""
    values = {
        "helmTest": {"enabled": True},
        "elasticsearch": {"default": {"serviceAccount": {}}},
        "agent": {
            "fleet": {
                **FLEET,
                "deployment": {"podTemplate": {"spec": {"serviceAccountName": "fleet"}}},
            },
        },
    }
    for authorization, accounts in (
        (True, {"es": "elastic-istio-es", "fleet-agent": "fleet", "kb": None}),
        (False, {"es": None, "fleet-agent": None, "kb": None}),
    ):
        mesh = {"mode": "strict", "authorization": authorization}
        objects = helm.template(values={**values, "mesh": mesh}).objects
        pods = {one["metadata"]["name"]: one["spec"] for one in objects if one["kind"] == "Pod"}
        for name, account in accounts.items():
            assert pods[f"elastic-istio-{name}-test"].get("serviceAccountName") == account


@pytest.mark.parametrize("null", [{"helmTest": None}, {"helmTest": {"enabled": None}}])
def test_null_makes_no_pod(helm: Helm, null: dict[str, Any]) -> None:
    assert made(helm, **null) == {}


def test_each_kind_with_health_has_a_service() -> None:
    with_health = {section for section, row in FILES.items() if "health" in row}
    assert with_health >= {"elasticsearch", "kibana", "agent", "apmServer"}
    for section in with_health:
        assert {"service", "port"} <= FILES[section]["http"].keys()
        assert FILES[section]["short"]
