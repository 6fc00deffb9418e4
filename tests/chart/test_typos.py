"""Mistakes that people make in values: Helm refuses them, and names the place."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.helm import Helm


def es(**entry: Any) -> dict[str, Any]:
    return {"elasticsearch": {"default": entry}}


def node_set(**fields: Any) -> dict[str, Any]:
    return es(nodeSets={"a": fields})


def kibana(**entry: Any) -> dict[str, Any]:
    return {"kibana": {"default": entry}}


CLAIM = {"metadata": {"name": "elasticsearch-data"}, "spec": {"resource": {}}}
REFUSED: dict[str, dict[str, Any]] = {
    "elasticsearchs": {"elasticsearchs": {"default": {}}},
    "comonLabels": {"comonLabels": {"a": "b"}},
    "mod": {"mesh": {"mod": "strict"}},
    "/mesh/mode": {"mesh": {"mode": "stict"}},
    "nodesets": es(nodesets={}),
    "replicas": kibana(replicas=2),
    "/nodeSets/a": node_set(replicas=3),
    "/nodeSets/0": es(nodeSets=[{"count": 1}]),
    "/kibana/default/labels/a": kibana(labels={"a": "/x"}),
    "/commonLabels/a": {"commonLabels": {"a": "a b"}},
    "/kibana/default/spec/version": kibana(spec={"version": "nine"}),
    "/beat/a/type": {"beat": {"a": {"type": "file beat", "daemonSet": {}}}},
    "generateName": kibana(http={"service": {"metadata": {"generateName": "a"}}}),
    # ECK reads pods with an older Kubernetes, and would drop it without a word.
    "evictionResponders": kibana(podTemplate={"spec": {"evictionResponders": []}}),
    "/pollingPeriod": {"elasticsearchAutoscaler": {"a": {"pollingPeriod": "10"}}},
    "'resources'": {"elasticsearchAutoscaler": {"a": {"policies": {"a": {"roles": ["data"]}}}}},
    "sizze": node_set(storage={"sizze": "10Gi"}),
    "/kibana/default/count": kibana(count="two"),
    "limit": node_set(resources={"limit": {"memory": "2Gi"}}),
    "tolerationz": node_set(podTemplate={"spec": {"tolerationz": []}}),
    "spc": kibana(podTemplate={"spc": {"nodeSelector": {}}}),
    "selfSignedCertficate": es(http={"tls": {"selfSignedCertficate": {"disabled": True}}}),
    "secretNam": es(secureSettings=[{"secretNam": "s"}]),
    "resource": node_set(volumeClaimTemplates=[CLAIM]),
    "nme": kibana(elasticsearchRef={"nme": "x"}),
    "/storage/size": node_set(storage={"size": "10GB"}),
    "/version": {"version": "nine"},
    "/resources/limits/memory": node_set(resources={"limits": {"memory": "2GB"}}),
    "/spec/volumeClaimDeletePolicy": es(spec={"volumeClaimDeletePolicy": "Never"}),
    "typ": kibana(http={"service": {"spec": {"typ": "LoadBalancer"}}}),
    # A number where Kubernetes takes text, and a word that it does not have.
    "/containers/0/env/0/value": kibana(
        podTemplate={
            "spec": {"containers": [{"name": "kibana", "env": [{"name": "A", "value": 1}]}]}
        }
    ),
    "/tolerations/0/effect": kibana(
        podTemplate={"spec": {"tolerations": [{"effect": "NoSchedul"}]}}
    ),
    "/affinity/nodeAffinity": kibana(
        podTemplate={"spec": {"affinity": {"nodeAffinity": {"a": 1}}}}
    ),
    "/default/count": kibana(count=-1),
    # The other kinds, in lists, in mappings by name and in references.
    "/a/monitoring": {
        "beat": {"a": {"monitoring": {"metric": {"elasticsearchRefs": ["default"]}}}}
    },
    "podTemplat": {"agent": {"a": {"daemonSet": {"podTemplat": {}}}}},
    "outputNam": {"agent": {"a": {"elasticsearchRefs": [{"outputNam": "x"}]}}},
    "namespce": {"agent": {"a": {"elasticsearchRefs": {"x": {"namespce": "y"}}}}},
    "/a/kibanaRef": {"agent": {"a": {"kibanaRef": ["default"]}}},
    "prots": {"logstash": {"a": {"services": {"b": {"service": {"spec": {"prots": []}}}}}}},
    "nodeCont": {
        "elasticsearchAutoscaler": {"a": {"policies": {"b": {"resources": {"nodeCont": {}}}}}}
    },
    "matchLabel": {"stackConfigPolicy": {"a": {"resourceSelector": {"matchLabel": {}}}}},
    "/a/version": {"packageRegistry": {"a": {"version": "9.4"}}},
    "'version'": {"stackConfigPolicy": {"a": {"version": "9.4.3"}}},
    "topologykey": node_set(zoneAwareness={"topologykey": "zone"}),
    "metric": kibana(monitoring={"metric": {}}),
    # A name and `enabled` are of one resource alone.
    "/defaults/kibana": {"defaults": {"kibana": {"name": "a"}}},
    "podDefaults": {"podDefaults": {"tolerationz": []}},
}
# `spec` takes what the chart does not know, so that it can be a field of a newer ECK.
NEWER: dict[str, dict[str, Any]] = {
    "a field": es(spec={"volumeClaimDeletPolicy": "x"}),
    "a field below": es(spec={"monitoring": {"metric": {"elasticsearchRefs": [{"name": "m"}]}}}),
    "of a pod": kibana(spec={"podTemplate": {"spec": {"newer": {}}}}),
    "of a nodeSet": node_set(spec={"newer": {"a": 1}}),
}


@pytest.mark.parametrize("place", REFUSED)
def test_a_mistake_is_refused_at_its_place(helm: Helm, place: str) -> None:
    done = helm.template(values=REFUSED[place], check=False)
    assert done.returncode == 1
    assert place.rsplit("/", 1)[-1] in done.stderr, (
        "in words of Helm's own, which differ by version"
    )


@pytest.mark.parametrize("case", NEWER)
def test_below_spec_a_field_may_be_newer_than_the_chart(helm: Helm, case: str) -> None:
    assert helm.template(values=NEWER[case]).returncode == 0
