"""NetworkPolicies made of the references: whoever has to connect may, and nobody else.

What they allow is judged by tests/support/network.py, and who has to connect by the post-renderer, which reads the stream by
itself. tests/cluster/test_network_judge.py asks a program of others the same questions.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from eck_mesh.eck.kinds import KINDS
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.mesh.model import Mesh
from eck_mesh.plan.render import Rendering, render
from eck_mesh.settings.settings import Flags
from tests.support.cases import OF_CHART, Case, Streams, name
from tests.support.helm import Helm
from tests.support.kind_files import FILES
from tests.support.network import Pod, allows
from tests.support.network_facts import (
    DNS,
    ISTIOD,
    NODE,
    OPERATORS,
    STRANGER,
    allowed_pairs,
    arrives_at,
    connections,
    mesh_of,
    of_the_chart,
    pods_of,
    policies_of,
    resources,
)
from tests.support.umbrella import make_umbrella

NODES = {"ipBlock": {"cidr": "10.0.0.0/16"}}
EVERYTHING = {"enabled": True, "from": [NODES], "egress": [{"to": [NODES]}]}
PROBES = Pod("", None, "169.254.7.127")


BEAT = {"type": "filebeat", "deployment": {}}
ON_NODES = {"podTemplate": {"spec": {"hostNetwork": True}}}
ACCEPTED = [folder for folder in OF_CHART if not (folder / "error.txt").exists()]


def with_policies(values: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    return {**values, "networkPolicy": settings}


def notes(plan: Rendering) -> list[str]:
    return sorted(map(str, plan.notes))


def judged(text: str, case: Case) -> tuple[Rendering, Mesh]:
    """The plan of a stream, and the same stream with a mode, without which nothing reads who connects to whom."""
    plan = render(text, case.parsed_flags)
    if plan.before.settings:
        return plan, plan.after
    return plan, mesh_of(text, Flags(namespace=case.namespace, block={"mode": "permissive"}))


@pytest.mark.parametrize("folder", ACCEPTED, ids=name)
def test_in_every_case_whoever_has_to_connect_may(
    folder: Path, helm4: Helm, streams: Streams
) -> None:
    case = Case(folder)
    values = with_policies(case.values, EVERYTHING)
    done = helm4.template(release=case.release, namespace=case.namespace, values=values)
    plan, mesh = judged(done.stdout, case)
    assert notes(plan) == notes(render(streams.of(case), case.parsed_flags)), "no needless note"
    policies = policies_of(mesh)
    assert {one["metadata"]["name"] for one in policies_of(mesh)} >= {
        f"{one.ref.name}-{KINDS[one.ref.kind].short}" for one in of_the_chart(mesh)
    }
    for one in connections(mesh):
        for port in arrives_at(plan.after, one):
            assert allows(policies, one.client, one.target, port), one
    pairs = allowed_pairs(mesh)
    for manifest in of_the_chart(mesh):
        for pod in pods_of(manifest):
            check_what_its_sidecar_needs(plan.after, policies, manifest, pod)
            check_who_connects(mesh, policies, manifest, pod, pairs)


def check_who_connects(
    mesh: Mesh, policies: list[Any], target: Manifest, pod: Pod, pairs: set[tuple[Ref, Ref]]
) -> None:
    """Nobody else in the stream, no stranger, but the operator where it has to."""
    services = KINDS[target.ref.kind].services
    port = services[0].port or 9600 if services else 9999
    others = {
        other
        for one in resources(mesh)
        for other in pods_of(one)
        if (one.ref, target.ref) not in pairs and other is not NODE
    }
    for client in (STRANGER, *others):
        assert not allows(policies, client, pod, port), (client, target.ref)
        assert not allows(policies, client, pod, 15008), (client, target.ref)
    by_operator = bool(KINDS[target.ref.kind].dialedByOperator)
    for operator in OPERATORS:
        assert allows(policies, operator, pod, port) == by_operator, target.ref


def check_what_its_sidecar_needs(mesh: Mesh, policies: list[Any], one: Manifest, pod: Pod) -> None:
    """DNS, istiod for a sidecar, the kubelet in ambient mode; and no way out beside these."""
    inside = one.ref in mesh.settings and mesh.is_inside(one.ref)
    sidecar = inside and mesh.plane(one.ref).injects
    assert allows(policies, pod, DNS, 53, "UDP")
    assert allows(policies, pod, DNS, 53)
    assert allows(policies, pod, ISTIOD, 15012) == sidecar, one.ref
    assert allows(policies, PROBES, pod, 8080) == (inside and not sidecar), one.ref
    assert not allows(policies, pod, STRANGER, 9200), one.ref


def policy(helm: Helm, values: dict[str, Any], which: str = "elastic-istio-es") -> dict[str, Any]:
    """The spec of one NetworkPolicy."""
    found: dict[str, Any] = helm.template(values=values).object("NetworkPolicy", which)["spec"]
    return found


def refusal(helm: Helm, values: dict[str, Any]) -> str:
    done = helm.template(values=values, check=False)
    assert done.returncode
    return done.stderr


def named(helm: Helm, values: dict[str, Any]) -> list[str]:
    objects = helm.template(values=values).objects
    return [one["metadata"]["name"] for one in objects if one["kind"] == "NetworkPolicy"]


def test_one_entry_is_enough_and_may_be_left_out(helm: Helm) -> None:
    assert named(helm, {"kibana": {"default": {"networkPolicy": {}}}}) == ["elastic-istio-kb"]
    off = {"kibana": {"default": {"networkPolicy": {"enabled": False}}}}
    assert named(helm, with_policies(off, {"enabled": True})) == ["elastic-istio-es"]
    assert named(helm, {"defaults": {"kibana": {"networkPolicy": {}}}}) == ["elastic-istio-kb"]
    assert named(helm, with_policies({}, {"enabled": None})) == []
    nothing = {"enabled": True, "from": [None], "ingress": [None], "egress": [None]}
    assert len(named(helm, with_policies({}, nothing))) == 2
    assert (
        named(helm, {"networkPolicy": None, "kibana": {"default": {"networkPolicy": None}}}) == []
    )


def test_what_it_is(helm: Helm) -> None:
    assert policy(helm, with_policies({}, {"enabled": True}), "elastic-istio-kb") == {
        "podSelector": {"matchLabels": {"kibana.k8s.elastic.co/name": "elastic-istio"}},
        "policyTypes": ["Ingress"],
        "ingress": [
            {
                "from": [
                    {
                        "namespaceSelector": {
                            "matchLabels": {"kubernetes.io/metadata.name": "elastic-system"}
                        },
                        "podSelector": {"matchLabels": {label: "elastic-operator"}},
                    }
                    for label in ("control-plane", "app.kubernetes.io/name")
                ],
                "ports": [{"port": 5601, "protocol": "TCP"}],
            }
        ],
    }


def test_peers_and_rules_of_the_release_and_of_the_entry_add_up(helm: Helm) -> None:
    peers = [{"namespaceSelector": {"matchLabels": {"team": name}}} for name in "ab"]
    rules = [{"ports": [{"port": port}]} for port in (1, 2)]
    values = {
        "networkPolicy": {"enabled": True, "from": peers[:1], "ingress": rules[:1], "egress": rules[:1]},
        "elasticsearch": {
            "default": {
                "networkPolicy": {
                    "from": [*peers[1:], "beat.logs"], "ingress": rules[1:], "egress": rules[1:]
                }
            }
        },
        "beat": {"logs": BEAT},
    }  # fmt: skip
    found = policy(helm, values)
    beat = {"podSelector": {"matchLabels": {"beat.k8s.elastic.co/name": "elastic-istio-logs"}}}
    (http,) = [rule for rule in found["ingress"] if beat in rule.get("from", ())]
    assert [one for one in peers if one in http["from"]] == peers
    assert http["ports"] == [{"port": 9200, "protocol": "TCP"}]
    assert found["ingress"][-2:] == rules
    assert found["egress"][-2:] == rules
    assert found["policyTypes"] == ["Ingress", "Egress"]


def test_egress_is_limited_only_where_it_is_written(helm: Helm) -> None:
    values = with_policies({}, {"enabled": True})
    assert "egress" not in policy(helm, values)
    values["kibana"] = {"default": {"networkPolicy": {"egress": []}}}
    assert "egress" not in policy(helm, values)
    dns, elasticsearch = policy(helm, values, "elastic-istio-kb")["egress"]
    assert {(row["port"], row["protocol"]) for row in dns["ports"]} >= {(53, "UDP"), (53, "TCP")}
    labels = {"elasticsearch.k8s.elastic.co/cluster-name": "elastic-istio"}
    assert elasticsearch["to"] == [{"podSelector": {"matchLabels": labels}}]
    values["kibana"]["default"]["networkPolicy"] = {"egress": None}
    assert "egress" not in policy(helm, values, "elastic-istio-kb")


def test_other_namespaces_are_selected_by_their_name(helm: Helm) -> None:
    labels = {"kubernetes.io/metadata.name": "logs"}
    beat = {
        "apiVersion": "beat.k8s.elastic.co/v1beta1",
        "kind": "Beat",
        "metadata": {"name": "far", "namespace": "logs"},
        "spec": {**BEAT, "version": "9.4.3", "elasticsearchRef": {"name": "elastic-istio", "namespace": "prod"}},
    }  # fmt: skip
    values = with_policies(
        {
            "extraObjects": [beat],
            "kibana": {"default": {"elasticsearchRef": {"name": "other", "namespace": "logs"}}},
        },
        {"enabled": True, "egress": []},
    )
    peer = {
        "namespaceSelector": {"matchLabels": labels},
        "podSelector": {"matchLabels": {"beat.k8s.elastic.co/name": "far"}},
    }
    assert any(peer in rule["from"] for rule in policy(helm, values)["ingress"])
    (found,) = policy(helm, values, "elastic-istio-kb")["egress"][-1]["to"]
    assert found == {
        "namespaceSelector": {"matchLabels": labels},
        "podSelector": {"matchLabels": {"elasticsearch.k8s.elastic.co/cluster-name": "other"}},
    }


def test_clients_on_the_host_network_are_never_locked_out(helm: Helm) -> None:
    beat = {"type": "filebeat", "daemonSet": ON_NODES, "elasticsearchRef": "default"}
    values: dict[str, Any] = with_policies({"beat": {"logs": beat}}, {"enabled": True})
    words = refusal(helm, values)
    assert "elasticsearch.default.networkPolicy: Beat/elastic-istio-logs connects" in words
    assert "Add the addresses of the nodes to elasticsearch.default.networkPolicy.from" in words
    assert "elastic-istio-logs-beat" not in named(
        helm, {**values, "networkPolicy": {"enabled": True, "from": [NODES]}}
    )
    own = {"ingress": [{"from": [NODES], "ports": [{"port": 9200}]}]}
    assert policy(helm, {**values, "elasticsearch": {"default": {"networkPolicy": own}}})
    words = refusal(helm, {"beat": {"logs": {**beat, "networkPolicy": {}}}})
    assert "beat.logs.networkPolicy: the pods are on the host network" in words
    assert "elastic-istio-kb" in named(
        helm, {**values, "elasticsearch": {"default": {"networkPolicy": {"enabled": False}}}}
    )


def test_nodes_on_the_host_network_are_clients_of_the_others(helm: Helm) -> None:
    node_sets = {"there": ON_NODES, "here": {}}
    es: dict[str, Any] = {"nodeSets": node_sets, "networkPolicy": {}}
    words = refusal(helm, {"elasticsearch": {"default": es}})
    assert "Elasticsearch/elastic-istio connects to this resource from the host network" in words
    es["networkPolicy"] = {"from": [NODES]}
    assert policy(helm, {"elasticsearch": {"default": es}})


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"from": ["kibana"]}, 'networkPolicy.from: "kibana" is no resource with pods.'),
        ({"from": ["kibana.two"]}, "kibana.two is not an enabled resource of this release"),
        ({"from": ["stackConfigPolicy.a"]}, "is no resource with pods. Write SECTION.KEY"),
        ({"from": ["elastic.a.b"]}, "is no resource with pods. Write SECTION.KEY"),
    ],
)
def test_a_peer_by_key_is_checked(helm: Helm, entry: dict[str, Any], words: str) -> None:
    assert words in refusal(helm, {"elasticsearch": {"default": {"networkPolicy": entry}}})


def test_what_cannot_be_meant_is_refused(helm: Helm) -> None:
    beat = {**BEAT, "networkPolicy": {"from": ["kibana.default"]}}
    words = refusal(helm, {"beat": {"logs": beat}})
    assert "beat.logs.networkPolicy.from: this resource has no port for clients" in words
    secret = {"elasticsearchRef": {"secretName": "cloud"}, "networkPolicy": {"egress": []}}
    words = refusal(helm, {"kibana": {"default": secret}})
    assert (
        "kibana.default.networkPolicy.egress: elasticsearchRef leads to an address in the Secret"
        in words
    )
    ops = {"autoOpsRef": {"secretName": "cloud"}, "networkPolicy": {"egress": []}}
    words = refusal(helm, {"autoOpsAgentPolicy": {"a": {**ops, "resourceSelector": {}}}})
    assert "autoOpsAgentPolicy.a.networkPolicy.egress: autoOpsRef leads to an address" in words
    secret["networkPolicy"] = {"egress": [{"ports": [{"port": 443}]}]}
    assert policy(helm, {"kibana": {"default": secret}}, "elastic-istio-kb")


def test_the_facts_are_those_of_the_post_renderer() -> None:
    for row in FILES.values():
        kind = KINDS[row["kind"]]
        assert bool(row.get("operator")) == bool(kind.dialedByOperator), kind
        services = {one.name: one for one in kind.services}
        for service, port in row.get("ports", {}).items():
            assert services[f"{{name}}-{service}"].port == port
        for field in row.get("http", {}).get("when", {}):
            assert services[f"{{name}}-{row['http']['service']}"].when == f"spec.{field}"
        roles = {one.role: one.port for one in kind.services}
        for field, column in row.get("maps", {}).items():
            for path, reference in column.get("elements", {}).get("references", {}).items():
                known = [one for one in kind.references if one.path == f"spec.{field}[*].{path}"]
                for one in known:
                    port = (
                        reference["portWith"][one.whenField] if one.whenField else reference["port"]
                    )
                    assert roles[one.role] == port


def clients(
    helm: Helm, values: dict[str, Any], which: str = "elastic-istio-es"
) -> dict[str, list[Any]]:
    """The values of the labels by which a policy selects clients, with the ports of their rule."""
    found = {}
    for rule in policy(helm, values, which)["ingress"]:
        for peer in rule["from"]:
            (label,) = peer["podSelector"]["matchLabels"].values()
            found[label] = [row["port"] for row in rule["ports"]]
    return found


def test_remote_clusters_connect_by_their_own_port(helm: Helm) -> None:
    remote = {
        "by-key": {"elasticsearchRef": "default", "apiKey": {"access": {}}},
        "by-certificate": {"elasticsearchRef": {"name": "third"}, "apiKey": None},
    }
    values = with_policies(
        {"elasticsearch": {"two": {"remoteClusters": remote}, "third": {"name": "third"}}},
        {"enabled": True, "egress": []},
    )
    assert clients(helm, values)["elastic-istio-two"] == [9443]
    assert clients(helm, values, "third-es")["elastic-istio-two"] == [9300]
    out = policy(helm, values, "elastic-istio-two-es")["egress"][1:]
    assert sorted(row["port"] for rule in out for row in rule["ports"]) == [9200, 9300, 9300, 9443]


def test_ports_of_logstash_are_those_of_its_services(helm: Helm) -> None:
    ports = [
        {"name": "beats", "port": 5044},
        {"name": "syslog", "port": 514, "targetPort": 5514, "protocol": "UDP"},
        {"name": "http", "port": 80, "targetPort": "web"},
    ]
    logstash = {
        "services": {"in": {"service": {"spec": {"ports": ports}}}},
        "networkPolicy": {"from": [NODES]},
    }
    (rule,) = policy(helm, {"logstash": {"default": logstash}}, "elastic-istio-ls")["ingress"]
    assert {(row["port"], row["protocol"]) for row in rule["ports"]} == {
        (5044, "TCP"), (5514, "UDP"), ("web", "TCP")
    }  # fmt: skip


def test_addresses_in_settings_are_connections(helm: Helm) -> None:
    def beat(host: str) -> dict[str, Any]:
        return {**BEAT, "config": {"output.logstash.hosts": [host]}}

    ports = [{"name": "beats", "port": 5044}]
    values = {
        "logstash": {
            "default": {
                "services": {"in": {"service": {"spec": {"ports": ports}}}},
                "networkPolicy": {},
            }
        },
        "beat": {
            "a": beat("elastic-istio-ls-in:5044"),
            "b": beat("elastic-istio-ls-in.prod.svc:5044"),
            "c": beat("elastic-istio-ls-api:9600"),
            "d": beat("elastic-istio-ls-in.other.svc:5044"),
            "e": beat("other-elastic-istio-ls-in:5044"),
        },
    }
    assert clients(helm, values, "elastic-istio-ls") == {
        "elastic-istio-a": [5044],
        "elastic-istio-b": [5044],
        "elastic-istio-c": [9600],
    }
    api = {"service": {"spec": {"ports": [{"port": 9601}]}}}
    values["logstash"]["default"]["services"]["api"] = api
    assert clients(helm, values, "elastic-istio-ls")["elastic-istio-c"] == [9601]


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        ({"resourceSelector": "two"}, ["two"]),
        ({"resourceSelector": {"matchLabels": {"tier": "hot"}}}, ["default"]),
        ({"resourceSelector": {}}, ["default", "two"]),
        ({"resourceSelector": {"matchExpressions": [{"key": "tier", "operator": "Exists"}]}}, ["default"]),
        ({"resourceSelector": {"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["hot"]}]}}, ["two"]),
        ({"resourceSelector": {}, "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "x"}}}, []),
        ({"resourceSelector": {}, "namespaceSelector": {"matchLabels": {"team": "x"}}}, ["default", "two"]),
    ],
)  # fmt: skip
def test_autoops_connects_to_what_it_selects(
    helm: Helm, selector: dict[str, Any], selected: list[str]
) -> None:
    values = with_policies(
        {
            "elasticsearch": {"default": {"labels": {"tier": "hot"}}, "two": {}},
            "autoOpsAgentPolicy": {"ops": {"autoOpsRef": {"secretName": "a"}, **selector}},
        },
        {"enabled": True},
    )
    names = {"default": "elastic-istio-es", "two": "elastic-istio-two-es"}
    found = [key for key in names if "elastic-istio-ops" in clients(helm, values, names[key])]
    assert found == selected


def test_entries_in_namespaces_of_their_own(helm: Helm) -> None:
    values = with_policies(
        {
            "elasticsearch": {"default": {"namespace": "data"}},
            "kibana": {"default": {"namespace": "web"}},
        },
        {"enabled": True, "egress": []},
    )
    found = helm.template(values=values).object("NetworkPolicy", "elastic-istio-es")
    assert found["metadata"]["namespace"] == "data"
    peers = [peer for rule in found["spec"]["ingress"] for peer in rule["from"]]
    assert {"elasticsearch.k8s.elastic.co/cluster-name": "elastic-istio"} in [
        peer["podSelector"]["matchLabels"] for peer in peers if "namespaceSelector" not in peer
    ]
    namespaces = [
        peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
        for peer in peers
        if "namespaceSelector" in peer
    ]
    assert sorted(namespaces) == ["elastic-system", "elastic-system", "web"]


def test_an_alias_has_policies_of_its_own(helm4: Helm, tmp_path: Path) -> None:
    chart = make_umbrella(tmp_path)
    only = {"enabled": False}
    values = {
        "aliases": {"on": True},
        "plain": {"on": False},
        "blue": {"networkPolicy": {"enabled": True}},
        "green": {"networkPolicy": {"enabled": True}, "kibana": {"default": only}},
    }
    done = helm4.template(chart=chart, release="r", values=values)
    found = [one["metadata"]["name"] for one in done.objects if one["kind"] == "NetworkPolicy"]
    assert sorted(found) == ["r-blue-es", "r-blue-kb", "r-green-es"]


def test_the_operator_is_where_values_say(helm: Helm) -> None:
    values = with_policies({"mesh": {"operator": {"namespace": "eck"}}}, {"enabled": True})
    peers = [peer for rule in policy(helm, values)["ingress"] for peer in rule["from"]]
    namespaces = {
        peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
        for peer in peers
        if "namespaceSelector" in peer
    }
    assert namespaces == {"eck"}


def test_the_pods_of_helm_test_may_connect(helm: Helm) -> None:
    values = with_policies({"commonLabels": {"team": "x"}}, {"enabled": True})
    values["helmTest"] = {"enabled": True}
    done = helm.template(values=values)
    labels = done.object("Pod", "elastic-istio-es-test")["metadata"]["labels"]
    rules = done.object("NetworkPolicy", "elastic-istio-es")["spec"]["ingress"]
    found = done.object("NetworkPolicy", "elastic-istio-es")
    found["metadata"]["namespace"] = "prod"
    es = Pod("prod", {"elasticsearch.k8s.elastic.co/cluster-name": "elastic-istio"})
    assert allows([found], Pod("prod", labels), es, 9200), rules
    assert not allows(
        [found], Pod("prod", {**labels, "app.kubernetes.io/component": "x"}), es, 9200
    )


def test_a_compiled_plan_stays_fresh_where_only_the_version_changes(helm4: Helm) -> None:
    def digest(version: str) -> str:
        values = with_policies({"mesh": {"mode": "strict"}, "version": version}, {"enabled": True})
        text = helm4.template(values=values).stdout
        found: str = re.findall(r'digest\\?":\\?"([0-9a-f]+)', text)[0]
        return found

    assert digest("9.4.3") == digest("9.5.0")


def test_the_notes_name_who_accepts_nobody_from_outside(helm4: Helm) -> None:
    def notes(*values: str) -> str:
        line = [
            "install",
            "e",
            ".",
            "--dry-run=client",
            *(f"--set-json={value}" for value in values),
        ]
        done = helm4.run(*line)
        assert done.returncode == 0, done.stderr
        return done.stdout.partition("\nNOTES:\n")[2]

    words = "NetworkPolicies let nobody from outside of this release connect to these"
    assert words not in notes()
    agent = 'agent.nodes={"deployment":{}}'
    shown = notes(
        'networkPolicy={"enabled":true}',
        'kibana.default.networkPolicy={"from":["agent.nodes"]}',
        agent,
    )
    assert words in shown
    assert "\n  elasticsearch.default\n" in shown
    assert words not in notes('networkPolicy={"enabled":true,"ingress":[{}]}')


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        ("beat.k8s.elastic.co/v1beta1 Beat", {"daemonSet": {"podTemplate": {"spec": None}}, "monitoring": None}),
        ("beat.k8s.elastic.co/v1beta1 Beat", None),
        ("kibana.k8s.elastic.co/v1 Kibana", "text"),
        ("agent.k8s.elastic.co/v1alpha1 Agent", {"elasticsearchRefs": {"name": "x"}, "kibanaRef": "x"}),
        ("logstash.k8s.elastic.co/v1alpha1 Logstash", {"services": ["x", {"name": "y", "service": {"spec": {"ports": [None, "z"]}}}]}),
        ("autoops.k8s.elastic.co/v1alpha1 AutoOpsAgentPolicy", {"resourceSelector": {"matchExpressions": ["x"]}, "namespaceSelector": "x"}),
        ("elasticsearch.k8s.elastic.co/v1 Elasticsearch", {"remoteClusters": ["x", None], "nodeSets": "x"}),
    ],
)  # fmt: skip
def test_extra_objects_may_have_any_form(helm: Helm, kind: str, spec: Any) -> None:
    api_version, name = kind.split()
    extra = {"apiVersion": api_version, "kind": name, "metadata": {"name": "x"}, "spec": spec}
    values = with_policies({"extraObjects": [extra]}, {"enabled": True, "egress": []})
    assert len(named(helm, values)) == 2


def test_two_releases_in_a_namespace_are_strangers(helm4: Helm) -> None:
    policies = []
    for release in "a", "b":
        done = helm4.template(release=release, values=with_policies({}, {"enabled": True}))
        for one in done.objects:
            if one["kind"] == "NetworkPolicy":
                one["metadata"]["namespace"] = "prod"
                policies.append(one)
    assert len({one["metadata"]["name"] for one in policies}) == 4
    es = Pod("prod", {"elasticsearch.k8s.elastic.co/cluster-name": "a"})
    kibanas = [Pod("prod", {"kibana.k8s.elastic.co/name": release}) for release in "ab"]
    assert [allows(policies, kibana, es, 9200) for kibana in kibanas] == [True, False]
