"""Several damages at once, by Hypothesis: the answer is a stream or a refusal. One by one: test_hostile.py."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eck_mesh.eck.kinds import KINDS
from eck_mesh.eck.resource import PROPAGATES
from eck_mesh.errors import UserError
from eck_mesh.istio import annotations as istio
from eck_mesh.manifests.kinds import GUARDS, MONITORS, SIDECAR
from eck_mesh.plan.render import render
from eck_mesh.report.diff import diff
from eck_mesh.report.explain import explain
from eck_mesh.report.resource_report import report_of
from eck_mesh.settings.settings import Flags

ODD: list[Any] = [None, {}, [], "", "x", 0, 1.5, True, {"a": None}, [None], [{}], {"name": None}]
POD = {
    "metadata": {
        "labels": {"a": "b"},
        "annotations": {"traffic.sidecar.istio.io/excludeOutboundPorts": "8080"},
    },
    "spec": {
        "hostNetwork": False,
        "containers": [
            {
                "name": "c",
                "env": [{"name": "x", "value": "y"}],
                "securityContext": {"runAsUser": 5},
                "readinessProbe": {"httpGet": {"scheme": "HTTPS", "port": 9200}},
                "lifecycle": {"preStop": {"exec": {}}},
                "volumeMounts": [{"mountPath": "/usr/share/logstash/pipeline"}],
            }
        ],
        "initContainers": [{"name": "i", "restartPolicy": "Always"}],
        "volumes": [{"name": "v"}],
    },
}
REF = {"name": "a", "clusterName": "a", "serviceName": "s"}
SPEC = {  # what any kind of ECK's or Istio's may have
    "podTemplate": POD,
    "nodeSets": [{"name": "n", "count": 1, "podTemplate": POD}],
    "daemonSet": {"podTemplate": POD},
    "http": {
        "tls": {
            "selfSignedCertificate": {"disabled": False},
            "certificate": {"secretName": ""},
            "client": {"authentication": False},
        },
        "service": {
            "spec": {
                "type": "ClusterIP",
                "ports": [{"name": "https", "port": 9200}],
                "clusterIPs": ["10.0.0.1"],
            }
        },
    },
    "config": {
        "output.elasticsearch": {"hosts": ["a-es-http:9200"], "protocol": "https"},
        "server.ssl.enabled": True,
    },
    "pipelines": [
        {
            "config.string": 'output { elasticsearch { hosts => ["${A_ES_HOSTS}"] ssl_enabled => true } }'
        }
    ],
    "resourceSelector": {
        "matchLabels": {"l": "m"},
        "matchExpressions": [{"key": "l", "operator": "In", "values": ["m"]}],
    },
    "elasticsearch": {"config": {"xpack.security.authc.token.enabled": True}},
    "podSelector": {"matchLabels": {"common.k8s.elastic.co/type": "elasticsearch"}},
    "egress": [
        {
            "ports": [{"port": 9200, "endPort": 9300}],
            "to": [{"podSelector": {}, "ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}],
            "hosts": ["./*"],
        }
    ],
    "ingress": [{"port": {"number": 9200}}],
    "outboundTrafficPolicy": {"mode": "ALLOW_ANY"},
    "action": "ALLOW",
    "rules": [
        {
            "from": [{"source": {"principals": ["*"], "notNamespaces": ["x"]}}],
            "to": [{"operation": {"ports": ["9200"], "paths": ["/"]}}],
            "when": [{"key": "source.namespace", "values": ["prod"]}],
        }
    ],
    "configPatches": [{"match": {"context": "ANY"}}],
    "jwtRules": [{"issuer": "x"}],
    "hosts": ["a-es-http.prod.svc.cluster.local"],
    "labels": {"common.k8s.elastic.co/type": "elasticsearch"},
    "namespaceSelector": {"matchNames": ["prod"]},
    "podMetricsEndpoints": [{"port": "https"}, {"portNumber": 9114}],
    "endpoints": [{"port": "https", "targetPort": 9114}],
    "policyTypes": ["Egress"],
    "elasticsearchRef": REF,
    "elasticsearchRefs": [REF],
    "monitoring": {"metrics": {"elasticsearchRefs": [REF]}},
    "remoteClusterServer": {"enabled": True},
    "selector": {"matchLabels": {"elasticsearch.k8s.elastic.co/cluster-name": "a"}},
    "mtls": {"mode": "STRICT"},
    "host": "a-es-http",
    "trafficPolicy": {
        "tls": {"mode": "DISABLE"},
        "portLevelSettings": [{"port": {"number": 9200}}],
    },
    "exportTo": ["."],
    "subsets": [{"name": "x", "trafficPolicy": {"tls": {"mode": "SIMPLE"}}}],
    "workloadSelector": {"matchLabels": {"a": "b"}},
}
GROUPS = [(kind.group, name) for name, kind in KINDS.items()]
GROUPS += [("security.istio.io", "PeerAuthentication"), ("networking.istio.io", "DestinationRule")]
GROUPS += [("networking.k8s.io", "NetworkPolicy")]
GROUPS += [kind.identity for kind in (SIDECAR, *GUARDS, *MONITORS)]
BLOCKS: list[dict[str, Any]] = [
    {},
    {"tls": "istio"},
    {"tls": "eck", "unmeshedClients": True},
    {"destinationRules": "never", "peerAuthentications": False},
    {"trafficPolicy": {"connectionPool": {}}},
    {"egress": "registryOnly", "egressHosts": [{"host": "10.0.0.0/8"}]},
    {"cni": True, "serviceAccountToken": True, "revision": "r"},
    {
        "rules": [
            {"name": "r", "path": "$..podTemplate", "set": {"spec": {"x": 1}}, "optional": True}
        ]
    },
    {
        "rules": [
            {"name": "r", "path": "$.spec..*", "set": {"name": {"deep": "x"}}, "optional": True}
        ]
    },
    {
        "rules": [
            {
                "name": "a",
                "path": "$.spec",
                "set": {"nodeSets": [{"count": 1, "name": "q"}], "podTemplate": {}},
            },
            {
                "name": "b",
                "path": "$.spec",
                "set": {"podTemplate": {"metadata": {"annotations": {}}}},
            },
            {
                "name": "c",
                "path": "$..*[?(@.name)]",
                "set": {"podTemplate": {"metadata": {"labels": {}}}},
                "optional": True,
            },
            {
                "name": "d",
                "path": "$..annotations",
                "set": {istio.EXCLUDE_IN: "8080"},
                "optional": True,
            },
        ]
    },
]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container of a body with each of its keys or indexes."""
    steps = (
        list(value)
        if isinstance(value, dict)
        else range(len(value))
        if isinstance(value, list)
        else ()
    )
    return [found for step in steps for found in [(value, step), *places(value[step])]]


@st.composite
def streams(draw: st.DrawFn) -> str:
    documents = []
    for name in draw(st.lists(st.sampled_from("abc"), min_size=1, max_size=3)):
        group, kind = draw(st.sampled_from(GROUPS))
        body = {
            "apiVersion": f"{group}/v1",
            "kind": kind,
            "metadata": {
                "name": name,
                "labels": {"l": "m"},
                "annotations": {PROPAGATES["labels"]: "*", PROPAGATES["annotations"]: "x, y"},
            },
            "spec": copy.deepcopy(SPEC),
        }
        for _ in range(draw(st.integers(0, 3))):
            holder, step = draw(st.sampled_from(places(body["spec"]) + places(body["metadata"])))
            holder[step] = copy.deepcopy(draw(st.sampled_from(ODD)))
        documents.append(json.dumps(body))
    return "\n---\n".join(documents)


@settings(max_examples=400, deadline=None)
@given(streams(), st.sampled_from(["excluded", "permissive", "strict"]), st.sampled_from(BLOCKS))
def test_damage_ends_in_an_answer_or_a_refusal(text: str, mode: str, block: dict[str, Any]) -> None:
    flags = Flags(mode=mode, namespace="prod", block=block)
    try:
        rendering = render(text, flags)
    except UserError:
        return
    assert explain(report_of(rendering))
    assert diff(rendering) is not None
    assert render(rendering.text, flags).text == rendering.text, "a second run changes nothing"


@pytest.mark.parametrize("part", ["labels", "annotations", "namespace"])
def test_metadata_that_cannot_be_read_is_named(part: str) -> None:
    body = {
        "apiVersion": "kibana.k8s.elastic.co/v1",
        "kind": "Kibana",
        "metadata": {"name": "kb", part: ["x"]},
    }
    with pytest.raises(UserError, match=f"document 1, line 1: metadata.{part} must be a"):
        render(json.dumps(body), Flags(mode="strict"))
