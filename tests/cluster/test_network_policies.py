"""NetworkPolicies of the chart, stored by a real API server, before the pods of the real operator. No network plugin runs in
the test bed; cyclonus says what one has to allow."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.judge.network import Question, verdicts
from tests.cluster.support.live import pods
from tests.cluster.support.release import Release
from tests.cluster.support.stack import SECRET
from tests.support.helm import Helm
from tests.support.network import NAMESPACE_NAME, Pod, allows

SERVICES = {"beats": {"service": {"spec": {"ports": [{"name": "beats", "port": 5044}]}}}}
BEAT = {"type": "heartbeat", "deployment": {}, "config": {"heartbeat.monitors": []}}
FLEET = {"mode": "fleet", "deployment": {}, "kibanaRef": "default"}
STACK: dict[str, Any] = {
    "elasticsearch": {
        "default": {"monitoring": {"metrics": {"elasticsearchRefs": ["two"]}}},
        "two": {"remoteClusters": {"one": {"elasticsearchRef": "default"}}},
    },
    "kibana": {"default": {"packageRegistryRef": "default"}},
    "apmServer": {"default": {"kibanaRef": "default"}},
    "enterpriseSearch": {"default": {}},
    "packageRegistry": {"default": {}},
    "elasticMapsServer": {"default": {"elasticsearchRef": "default"}},
    "beat": {"default": {**BEAT, "elasticsearchRef": "two"}},
    "agent": {
        "fleet": {
            **FLEET,
            "fleetServerEnabled": True,
            "policyID": "eck-fleet-server",
            "elasticsearchRefs": ["default"],
        },
        "default": {**FLEET, "policyID": "eck-agent", "fleetServerRef": "fleet"},
    },
    "logstash": {
        "default": {
            "elasticsearchRefs": {"eck": "default"},
            "services": SERVICES,
            "networkPolicy": {"from": ["beat.default"]},
        }
    },
    "autoOpsAgentPolicy": {
        "default": {"autoOpsRef": {"secretName": "autoops"}, "resourceSelector": "default"}
    },
}
# Who connects to whom, as ECK's documentation says it.
NEEDED = {
    "elasticsearch/default": {
        9200: [
            "elasticsearch/default", "kibana/default", "apm-server/default", "enterprise-search/default", "maps/default",
            "agent/fleet", "agent/default", "logstash/default", "autoops-agent/default", "operator",
        ],
        9300: ["elasticsearch/default", "elasticsearch/two"],
    },
    "elasticsearch/two": {
        9200: ["elasticsearch/two", "elasticsearch/default", "beat/default", "operator"],
        9300: ["elasticsearch/two"],
    },
    "kibana/default": {5601: ["apm-server/default", "operator"]},
    "enterprise-search/default": {3002: ["operator"]},
    "package-registry/default": {8080: ["kibana/default"]},
    "agent/fleet": {8220: ["agent/fleet", "agent/default"]},
    "logstash/default": {5044: ["beat/default"]},
}  # fmt: skip
PORTS = (9200, 9300, 9443, 5601, 8200, 8220, 3002, 8080, 9600, 5044, 15008, 22)
VALUES = {
    **STACK,
    # What AutoOps sends goes to an address in a Secret.
    "networkPolicy": {"enabled": True, "egress": [{"to": [{"ipBlock": {"cidr": "192.0.2.0/24"}}]}]},
}
MODES = {
    "disabled": {"mode": "disabled"},
    "ambient": {"mode": "strict", "dataPlane": "ambient"},
}


def of_the_operator(bed: Bed, namespace: str) -> dict[str, Pod]:
    """The pods that run, by kind and key; the operator's, and one that belongs to nobody."""
    found = {}
    for pod in pods(bed, namespace).values():
        labels = pod["metadata"]["labels"]
        (name,) = {
            value
            for key, value in labels.items()
            if key.endswith(("cluster-name", "k8s.elastic.co/name", "policy-name"))
        }
        key = name.removeprefix("stack").removeprefix("-") or "default"
        found[f"{labels['common.k8s.elastic.co/type']}/{key}"] = Pod(namespace, labels)
    operator = pods(bed, "elastic-system")["elastic-operator-0"]["metadata"]["labels"]
    return found | {
        "operator": Pod("elastic-system", operator),
        "stranger": Pod(namespace, {"app": "stranger"}),
        "stranger elsewhere": Pod(
            "default", {"elasticsearch.k8s.elastic.co/cluster-name": "stack"}
        ),
    }


@pytest.mark.parametrize("mode", MODES)
def test_each_connection_that_is_needed_and_no_other_is_allowed(
    mode: str, bed: Bed, namespace: str, bed_helm4: Helm, tmp_path: Path
) -> None:
    (tmp_path / "values.json").write_text(json.dumps({**VALUES, "mesh": MODES[mode]}))
    bed.apply(SECRET, namespace=namespace)
    bare = mode == "disabled"
    done = Release(bed_helm4, namespace).run(
        "install", f"--values={tmp_path}/values.json", bare=bare
    )
    assert done.returncode == 0, done.stderr
    expected = {
        *NEEDED, "apm-server/default", "maps/default", "beat/default", "agent/default", "autoops-agent/default"
    }  # fmt: skip
    bed.wait(
        "a pod of each resource is there",
        lambda: expected <= of_the_operator(bed, namespace).keys(),
        180,
    )
    running = of_the_operator(bed, namespace)
    assert {key for key in running if "/" in key} == expected
    policies = bed.items("networkpolicies", namespace)
    assert len(policies) == len(running) - 3
    asked = [
        (client, target, port)
        for client, target, port in itertools.product(running, running, PORTS)
        if "/" in target
    ]
    questions = [Question(running[client], running[target], port) for client, target, port in asked]
    found = verdicts(policies, questions)
    allowed = {one for one, verdict in zip(asked, found, strict=True) if verdict}
    assert allowed == {
        (client, target, arrives)
        for target, ports in NEEDED.items()
        for port, clients in ports.items()
        for client in clients
        for arrives in ([port] if mode == "disabled" else [port, 15008])
    }
    assert found == [allows(policies, *question) for question in questions]


LABELS = [{}, {"a": "1"}, {"a": "2"}, {"a": "1", "b": "1"}]
# Without NotIn, which in Kubernetes selects pods without the label too, and in cyclonus does not.
SELECTORS: list[dict[str, Any]] = [
    {},
    {"matchLabels": {"a": "1"}},
    {"matchLabels": {"a": "1", "b": "1"}},
    {"matchExpressions": [{"key": "a", "operator": "In", "values": ["1", "3"]}]},
    {"matchExpressions": [{"key": "b", "operator": "Exists"}]},
    {"matchLabels": {"a": "1"}, "matchExpressions": [{"key": "b", "operator": "DoesNotExist"}]},
]
NAMES: list[dict[str, Any]] = [{}, {"matchLabels": {NAMESPACE_NAME: "one"}}]
PEERS: list[dict[str, Any]] = [
    *({"podSelector": selector} for selector in SELECTORS),
    *({"namespaceSelector": name} for name in NAMES),
    *({"podSelector": pod, "namespaceSelector": name} for pod in SELECTORS for name in NAMES),
    {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}},
]
NUMBERS: list[dict[str, Any]] = [
    {"port": 80, "protocol": "TCP"},
    {"port": 80, "protocol": "UDP"},
    {"port": "web", "protocol": "TCP"},
    {"port": 80, "endPort": 90, "protocol": "TCP"},
    {"protocol": "TCP"},
]


def some(choice: random.Random, of: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return choice.sample(of, choice.randrange(3))


def any_policy(choice: random.Random) -> dict[str, Any]:
    spec: dict[str, Any] = {"podSelector": choice.choice(SELECTORS)}
    for direction, peers in ("ingress", "from"), ("egress", "to"):
        if choice.random() < 0.6:
            spec[direction] = [
                {key: found for key, of in ((peers, PEERS), ("ports", NUMBERS)) if (found := some(choice, of))}
                for _ in range(choice.randrange(3))
            ]  # fmt: skip
    spec["policyTypes"] = ["Ingress", *(["Egress"] if "egress" in spec else [])]
    return {"metadata": {"name": "a", "namespace": choice.choice(["one", "two"])}, "spec": spec}


def any_pod(choice: random.Random) -> Pod:
    if choice.random() < 0.2:
        return Pod("", None, choice.choice(["10.0.0.1", "10.1.0.1", "192.0.2.1"]))
    names = {"web": 8080}
    return Pod(choice.choice(["one", "two"]), choice.choice(LABELS), "10.244.0.7", names)


def test_what_judges_in_other_tests_agrees_with_cyclonus() -> None:
    """tests/support/network.py needs no program to be built."""
    choice = random.Random(15)
    seen = set()
    for _ in range(150):
        policies = [any_policy(choice) for _ in range(choice.randrange(1, 4))]
        asked = [
            Question(any_pod(choice), any_pod(choice), choice.choice([80, 85, 8080]), choice.choice(["TCP", "UDP"]))
            for _ in range(40)
        ]  # fmt: skip
        found = verdicts(policies, asked)
        assert found == [allows(policies, *question) for question in asked], policies
        seen.update(found)
    assert seen == {True, False}
