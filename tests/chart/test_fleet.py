"""`fleet` of a Kibana: xpack.fleet.* made of the Agents that refer to it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.helm import Helm

SERVER = {"fleetServerEnabled": True, "kibanaRef": "default", "elasticsearchRefs": ["default"]}
SERVERS: dict[str, Any] = {"server": {**SERVER, "deployment": {}}}
NODES: dict[str, Any] = {"fleetServerRef": "server", "kibanaRef": "default", "daemonSet": {}}
CA = "/mnt/elastic-internal/elasticsearch-association/{}/certs/ca.crt"


def values_of(fleet: Any, **more: Any) -> dict[str, Any]:
    stack = {"kibana": {"default": {"fleet": fleet}}, "agent": {**SERVERS, "nodes": NODES}}
    return {**stack, **more}


def settings(helm: Helm, values: dict[str, Any], name: str = "elastic-istio") -> dict[str, Any]:
    """xpack.fleet.* of a Kibana, without the prefix."""
    config = helm.template(values=values).object("Kibana", name)["spec"].get("config", {})
    return {key.removeprefix("xpack.fleet."): value for key, value in config.items()}


def refused(helm: Helm, values: dict[str, Any]) -> str:
    done = helm.template(values=values, check=False)
    assert done.returncode, done.stdout
    return done.stderr


def test_nothing_is_written_unasked(helm: Helm) -> None:
    assert not settings(helm, values_of(None))
    assert not settings(helm, values_of({"enabled": False}))


def test_hosts_output_policies_and_packages(helm: Helm) -> None:
    found = settings(helm, values_of({}))
    assert found["agents.fleet_server.hosts"] == [
        "https://elastic-istio-server-agent-http.prod.svc:8220"
    ]
    assert found["outputs"] == [
        {
            "id": "fleet-default-output",
            "name": "default",
            "type": "elasticsearch",
            "is_default": True,
            "is_default_monitoring": True,
            "hosts": ["https://elastic-istio-es-http.prod.svc:9200"],
            "ssl": {"certificate_authorities": [CA.format("prod/elastic-istio")]},
        }
    ]
    policies = {one["id"]: one["package_policies"] for one in found["agentPolicies"]}
    assert {name: [one["package"]["name"] for one in of] for name, of in policies.items()} == {
        "nodes": ["system"],
        "server": ["fleet_server"],
    }
    assert [one["name"] for one in found["packages"]] == ["elastic_agent", "fleet_server", "system"]


def test_agents_get_the_mode_and_their_key_as_policy(helm: Helm) -> None:
    agents = {**SERVERS, "nodes": {**NODES, "policyID": "all-nodes"}}
    done = helm.template(values=values_of({}, agent=agents))
    specs = [done.object("Agent", f"elastic-istio-{key}")["spec"] for key in agents]
    assert [(one["mode"], one["policyID"]) for one in specs] == [
        ("fleet", "server"),
        ("fleet", "all-nodes"),
    ]


def test_a_policy_that_nobody_asked_for_is_not_given(helm: Helm) -> None:
    """A Kibana without `fleet` knows no such policy."""
    done = helm.template(values=values_of(None))
    assert "policyID" not in done.object("Agent", "elastic-istio-nodes")["spec"]


@pytest.mark.parametrize(
    "off",
    [
        {"mesh": {"mode": "strict", "tls": "istio"}},
        {"mesh": {"mode": "permissive", "tls": "istio"}},
    ],
)
def test_what_values_say_of_tls_is_in_the_addresses(helm: Helm, off: dict[str, Any]) -> None:
    done = helm.template(values=values_of({}, **off))
    config = next(one for one in done.objects if one["kind"] == "Kibana")["spec"]["config"]
    (output,) = config["xpack.fleet.outputs"]
    assert output["hosts"] == ["http://elastic-istio-es-http.prod.svc:9200"]
    assert "ssl" not in output
    (server,) = config["xpack.fleet.agents.fleet_server.hosts"]
    assert server == "http://elastic-istio-server-agent-http.prod.svc:8220"


def test_tls_of_each_resource_is_its_own(helm: Helm) -> None:
    off = {"http": {"tls": {"selfSignedCertificate": {"disabled": True}}}}
    found = settings(helm, values_of({}, elasticsearch={"default": off}))
    assert found["outputs"][0]["hosts"] == ["http://elastic-istio-es-http.prod.svc:9200"]
    assert found["agents.fleet_server.hosts"][0].startswith("https://")


def test_the_ca_of_your_own_certificate_is_not_guessed(helm: Helm) -> None:
    """ECK mounts a ca.crt only where the Secret has one (pkg/controller/agent/pod.go)."""
    own = {"http": {"tls": {"certificate": {"secretName": "own"}}}}
    (output,) = settings(helm, values_of({}, elasticsearch={"default": own}))["outputs"]
    assert output["hosts"][0].startswith("https://")
    assert "ssl" not in output


@pytest.mark.parametrize(
    ("config", "kept"),
    [
        ({"xpack.fleet.packages": []}, {"packages"}),
        ({"xpack": {"fleet": {"agentPolicies": []}}}, {"agentPolicies"}),
        ({"xpack.fleet": {"outputs": []}}, {"outputs"}),
        (
            {"xpack.fleet.agents.elasticsearch.hosts": ["https://es.example.com"]},
            {"agents.elasticsearch.hosts", "outputs"},
        ),
        ({"xpack.fleet.agents": {"elasticsearch": {"hosts": []}}}, {"outputs"}),
        ({"xpack.fleet.fleetServerHosts": []}, {"fleetServerHosts", "agents.fleet_server.hosts"}),
        (
            {"xpack": {"fleet.agents": {"fleet_server.hosts": ["https://a"]}}},
            {"agents.fleet_server.hosts"},
        ),
        ({"server.name": "kibana"}, set()),
    ],
)
def test_what_the_user_wrote_stays(helm: Helm, config: dict[str, Any], kept: set[str]) -> None:
    kibana = {"kibana": {"default": {"fleet": {}, "config": config}}}
    done = helm.template(values=values_of({}, **kibana))
    found = done.object("Kibana", "elastic-istio")["spec"]["config"]
    assert {key: found[key] for key in config} == config
    every = {"agents.fleet_server.hosts", "outputs", "agentPolicies", "packages"}
    added = {key.removeprefix("xpack.fleet.") for key in found.keys() - config.keys()}
    assert added == every - kept


def test_several_fleet_servers_and_elasticsearches(helm: Helm) -> None:
    agents = {
        **SERVERS,
        "spare": {
            **SERVER,
            "policyID": "server",
            "elasticsearchRefs": ["two"],
            "statefulSet": {},
        },
        "elsewhere": {**SERVER, "kibanaRef": "two", "deployment": {}},
    }
    kibanas = {"default": {"fleet": {}}, "two": {"elasticsearchRef": "two"}}
    found = settings(
        helm,
        values_of({}, agent=agents, kibana=kibanas, elasticsearch={"default": {}, "two": {}}),
    )
    assert found["agents.fleet_server.hosts"] == [
        f"https://elastic-istio-{key}-agent-http.prod.svc:8220" for key in ("server", "spare")
    ]
    assert [(one["name"], one.get("is_default")) for one in found["outputs"]] == [
        ("default", True),
        ("elastic-istio-two.prod", None),
    ]
    assert [one["id"] for one in found["agentPolicies"]] == ["server"]


def test_resources_in_other_namespaces(helm: Helm) -> None:
    agents = {
        "server": {**SERVERS["server"], "namespace": "fleet"},
        "nodes": {**NODES, "namespace": "nodes"},
    }
    kibanas = {"default": {"fleet": {}, "namespace": "web"}}
    es = {"default": {"namespace": "data", "http": {"service": {"spec": {"ports": [
        {"name": "https", "port": 443, "targetPort": 9200}]}}}}}  # fmt: skip
    found = settings(helm, values_of({}, agent=agents, kibana=kibanas, elasticsearch=es))
    assert found["agents.fleet_server.hosts"] == [
        "https://elastic-istio-server-agent-http.fleet.svc:8220"
    ]
    (output,) = found["outputs"]
    assert output["hosts"] == ["https://elastic-istio-es-http.data.svc:443"]
    assert output["ssl"]["certificate_authorities"] == [CA.format("data/elastic-istio")]
    assert [one["id"] for one in found["agentPolicies"]] == ["nodes", "server"]


def test_outputs_and_policies_of_your_own(helm: Helm) -> None:
    beats = {"service": {"spec": {"ports": [{"name": "beats", "port": 5044}]}}}
    fleet = {
        "outputs": {
            "default": {"preset": "throughput"},
            "metrics": {"elasticsearchRef": "metrics", "ca_trusted_fingerprint": "ab"},
            "buffer": {"logstashRef": "default"},
            "outside": {"type": "kafka", "hosts": ["kafka:9092"]},
        },
        "policies": {
            "nodes": {"packages": ["system", "kubernetes"], "data_output_id": "buffer"},
            "laptops": {"is_managed": False},
            "empty": {"package_policies": []},
        },
    }
    more = {
        "elasticsearch": {"default": {}, "metrics": {}},
        "logstash": {"default": {"services": {"beats": beats}}},
    }
    found = settings(helm, values_of(fleet, **more))
    outputs = {one["id"]: one for one in found["outputs"]}
    assert outputs["fleet-default-output"]["preset"] == "throughput"
    assert outputs["metrics"]["hosts"] == ["https://elastic-istio-metrics-es-http.prod.svc:9200"]
    assert outputs["metrics"]["type"] == "elasticsearch"
    assert "ssl" not in outputs["metrics"]
    assert outputs["buffer"]["hosts"] == ["elastic-istio-ls-beats.prod.svc:5044"]
    assert outputs["outside"]["hosts"] == ["kafka:9092"]
    policies = {one["id"]: one for one in found["agentPolicies"]}
    assert [one["name"] for one in policies["nodes"]["package_policies"]] == [
        "system-nodes",
        "kubernetes-nodes",
    ]
    assert policies["nodes"]["data_output_id"] == "buffer"
    assert policies["laptops"]["is_managed"] is False
    assert policies["empty"]["package_policies"] == []
    assert {"name": "kubernetes", "version": "latest"} in found["packages"]


@pytest.mark.parametrize(("version", "space"), [("9.1.0", "ops"), ("9.0.4", None)])
def test_a_space_where_kibana_knows_it(helm: Helm, version: str, space: str | None) -> None:
    """ECK ignores spaceID before Kibana 9.1.0 (KibanaSpacesMinVersion)."""
    agents = {**SERVERS, "nodes": {**NODES, "spaceID": "ops"}}
    found = settings(helm, values_of({}, agent=agents, version=version))
    policies = {one["id"]: one.get("space_id") for one in found["agentPolicies"]}
    assert policies == {"nodes": space, "server": None}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (values_of({}, agent={}), "no Fleet Server of this release refers to this Kibana"),
        (
            values_of({}, agent={"server": {**SERVERS["server"], "kibanaRef": ""}}),
            "no Fleet Server of this release refers to this Kibana",
        ),
        (
            values_of({}, agent={"server": {**SERVERS["server"], "elasticsearchRefs": []}}),
            "has elasticsearchRefs",
        ),
        (
            values_of(
                {},
                agent={
                    "server": {**SERVERS["server"], "elasticsearchRefs": [{"secretName": "there"}]}
                },
            ),
            "agent.server is in the Secret there",
        ),
        (values_of({}, version="8.3.3"), "Use 8.4.0 or later"),
        (values_of({"outputs": {"a": {}}}), "kibana.default.fleet.outputs.a: leads nowhere"),
        (values_of({"outputs": {"a": {"elasticsearchRef": "b"}}}), "elasticsearch.b is not"),
        (
            values_of({"outputs": {"a": {"logstashRef": "default"}}}, logstash={"default": {}}),
            "fleet.outputs.a.service: is missing",
        ),
        (
            {
                **values_of({}),
                "kibana": {
                    "default": {
                        "fleet": {"outputs": {"a": {"hosts": ["b"]}}},
                        "config": {"xpack.fleet.outputs": []},
                    }
                },
            },
            "config has outputs too",
        ),
    ],
)
def test_what_cannot_work_is_refused(helm: Helm, values: dict[str, Any], words: str) -> None:
    assert words in refused(helm, values)
