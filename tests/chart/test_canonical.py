"""The chart writes what the operator would write back: it then has nothing to change, and becomes the owner of nothing.

tests/cluster/test_owners.py holds this form against the real operator.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.compiled import STRICT, compiled, with_plan
from tests.support.helm import Helm
from tests.support.streams import by_id

AMOUNTS: list[tuple[Any, str]] = [
    (4, "4"), (0.5, "500m"), ("0.5", "500m"), (".5", "500m"), ("1.50", "1500m"), ("1000m", "1"),
    ("1500m", "1500m"), (1000, "1k"), (1500, "1500"), (2000000000, "2G"), ("0", "0"), ("0Gi", "0"),
    ("4Gi", "4Gi"), ("1024Mi", "1Gi"), ("1536Mi", "1536Mi"), ("1.5Gi", "1536Mi"), ("0.5Ki", "512"),
    ("2048Ki", "2Mi"), ("0.3Gi", "322122547200m"), ("010Gi", "10Gi"), ("1e3", "1e3"), ("1E4", "10e3"),
    ("5e-1", "500e-3"), ("100u", "100u"), ("1.1n", "1.1n"),
]  # fmt: skip


def kibana(helm: Helm, **entry: Any) -> dict[str, Any]:
    done = helm.template(values={"kibana": {"default": entry}})
    spec: dict[str, Any] = done.object("Kibana", "elastic-istio")["spec"]
    return spec


def test_amounts_are_written_as_kubernetes_writes_them(helm: Helm) -> None:
    containers = [
        {"name": f"c{i}", "resources": {"limits": {"memory": amount}}}
        for i, (amount, _) in enumerate(AMOUNTS)
    ]
    made = kibana(helm, podTemplate={"spec": {"containers": containers}})["podTemplate"]
    found = [one["resources"]["limits"]["memory"] for one in made["spec"]["containers"]]
    assert found == [text for _, text in AMOUNTS]


GIVEN: dict[str, Any] = {
    "metadata": {"labels": {}, "annotations": None, "name": "n"},
    "spec": {
        "tolerations": [],
        "nodeSelector": {},
        "affinity": {},
        "securityContext": {},
        "hostNetwork": False,
        "automountServiceAccountToken": False,
        "terminationGracePeriodSeconds": 0,
        "priorityClassName": "",
        "volumes": [{"name": "a", "emptyDir": {"sizeLimit": "1024Mi"}}],
        "initContainers": [{"name": "i", "args": [], "readinessProbe": {"initialDelaySeconds": 0}}],
        "containers": [
            {
                "name": "kibana",
                "env": [
                    {"name": "A", "value": ""},
                    {"name": "B", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}},
                ],
            }
        ],
    },
}
WRITTEN: dict[str, Any] = {
    "metadata": {"name": "n"},
    "spec": {
        "affinity": {},
        "securityContext": {},
        "automountServiceAccountToken": False,
        "terminationGracePeriodSeconds": 0,
        "volumes": [{"name": "a", "emptyDir": {"sizeLimit": "1Gi"}}],
        "initContainers": [{"name": "i", "readinessProbe": {}, "resources": {}}],
        "containers": [
            {
                "name": "kibana",
                "env": [
                    {"name": "A"},
                    {
                        "name": "B",
                        "valueFrom": {
                            "resourceFieldRef": {"resource": "limits.cpu", "divisor": "0"}
                        },
                    },
                ],
                "resources": {},
            }
        ],
    },
}


@pytest.mark.parametrize("given", [GIVEN, WRITTEN], ids=["as users write it", "canonical already"])
def test_what_go_never_writes_is_left_out_and_what_it_always_writes_is_there(
    given: Any, helm: Helm
) -> None:
    assert kibana(helm, podTemplate=given)["podTemplate"] == WRITTEN


def test_ports_of_services_say_what_kubernetes_would_take(helm: Helm) -> None:
    """They are lists, too."""
    ports = [{"port": 443, "targetPort": "a"}, {"port": 53, "protocol": "UDP"}, {"port": 80}]
    made = kibana(helm, http={"service": {"spec": {"ports": ports}}, "tls": None})["http"]
    assert made["service"]["spec"]["ports"] == [
        {"port": 443, "targetPort": "a", "protocol": "TCP"},
        {"port": 53, "targetPort": 53, "protocol": "UDP"},
        {"port": 80, "targetPort": 80, "protocol": "TCP"},
    ]
    services = [{"name": "beats", "service": {"spec": {"ports": [{"port": 5044}]}}}]
    done = helm.template(values={"logstash": {"a": {"services": services}}})
    (service,) = done.object("Logstash", "elastic-istio-a")["spec"]["services"]
    assert service == {
        "name": "beats",
        "service": {
            "metadata": {},
            "spec": {"ports": [{"port": 5044, "targetPort": 5044, "protocol": "TCP"}]},
        },
        "tls": {"certificate": {}},
    }


def test_what_is_the_users_own_stays_as_it_is(helm: Helm) -> None:
    own: dict[str, Any] = {
        "a": [],
        "limits": {"cpu": 4},
        "b": None,
        "containers": [{}],
        "readOnly": False,
    }
    labels = {"readOnly": "", "image": ""}
    made = kibana(helm, config=own, podTemplate={"metadata": {"labels": labels}})
    assert made["config"] == own
    assert made["podTemplate"]["metadata"] == {"labels": labels}
    claim = {"metadata": {"name": "a"}, "spec": {"resources": {"requests": {"storage": "1024Gi"}}}}
    nodes = {"default": {"config": own, "volumeClaimTemplates": [claim]}}
    values = {"elasticsearch": {"default": {"nodeSets": nodes}}}
    (node_set,) = helm.template(values=values).object("Elasticsearch", "elastic-istio")["spec"][
        "nodeSets"
    ]
    assert node_set["config"] == own
    assert node_set["volumeClaimTemplates"][0]["spec"]["resources"]["requests"] == {
        "storage": "1Ti"
    }


def test_a_plan_and_the_post_renderer_leave_this_form(helm: Helm, tmp_path: Any) -> None:
    """No mode writes an empty mapping, and a plan makes the mappings that it writes into."""
    text = compiled(tmp_path, STRICT)
    alone = with_plan(helm, tmp_path, text, values=STRICT)
    ours = helm.template(*helm.post_renderer(), values=STRICT)
    assert by_id(alone.stdout) == by_id(ours.stdout)
    for one in ours.objects:
        if one["kind"] == "Elasticsearch":
            assert one["spec"]["nodeSets"][0]["podTemplate"]["spec"] == {"containers": []}
            assert all(one["spec"]["nodeSets"][0]["podTemplate"]["metadata"].values())


@pytest.mark.parametrize("plane", ["sidecar", "ambient"])
@pytest.mark.parametrize("part", ["labels", "annotations"])
def test_a_user_defined_rule_reaches_metadata_of_pods_that_is_not_written(
    plane: str, part: str, helm: Helm
) -> None:
    """In ambient mode pods have no annotation: a rule for annotations still matches."""
    rule = {"name": "a", "path": f"$.spec.podTemplate.metadata.{part}", "match": {"kind": "Kibana"}}
    mesh = {"mode": "strict", "dataPlane": plane, "rules": [{**rule, "set": {"a": "b"}}]}
    done = helm.template(*helm.post_renderer(), values={"mesh": mesh})
    metadata = done.object("Kibana", "elastic-istio")["spec"]["podTemplate"]["metadata"]
    assert metadata[part]["a"] == "b", json.dumps(metadata)
