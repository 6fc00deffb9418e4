"""The lock: what carries the settings to the post-renderer, and keeps a forgotten one from passing."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest

from eck_mesh.marks import LOCK, SETTINGS
from eck_mesh.settings.schema import BLOCK, GATEWAY, PROXY
from eck_mesh.settings.settings import CONTRACT
from tests.support.helm import Helm

ALL_ON: dict[str, Any] = {"apmServer": {"default": {}}}


def settings(manifest: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(manifest["metadata"]["annotations"][SETTINGS])
    return found


def kibana(helm: Helm, mesh: dict[str, Any], own: dict[str, Any] | None = None) -> dict[str, Any]:
    done = helm.template(values={"mesh": mesh, "kibana": {"default": {"mesh": own or {}}}})
    return settings(done.object("Kibana", "elastic-istio"))


@pytest.mark.parametrize("mode", ["excluded", "permissive", "strict"])
def test_a_locked_resource_is_the_plain_one_with_lock_and_settings(helm: Helm, mode: str) -> None:
    plain = {o["kind"]: o for o in helm.template(values=ALL_ON).objects}
    locked = {
        o["kind"]: o for o in helm.template(values={**ALL_ON, "mesh": {"mode": mode}}).objects
    }
    assert set(plain) == set(locked) == {"Elasticsearch", "Kibana", "ApmServer"}
    for kind, manifest in locked.items():
        expected = copy.deepcopy(plain[kind])
        group, version = expected["apiVersion"].split("/")
        expected["apiVersion"] = f"{group}{LOCK}/{version}"
        expected["metadata"]["annotations"] = {
            SETTINGS: manifest["metadata"]["annotations"][SETTINGS]
        }
        assert manifest == expected


def test_mode_disabled_leaves_no_trace_of_a_mesh(helm: Helm) -> None:
    text = helm.template(values=ALL_ON).stdout
    assert not [
        word for word in ("istio", "invalid", "mesh.") if word in text.replace("elastic-istio", "")
    ]


def test_the_annotation_holds_the_whole_block(helm: Helm) -> None:
    head = {
        "contract": CONTRACT,
        "release": "elastic-istio",
        "namespace": "prod",
        "releaseMode": "strict",
        "place": "kibana.default.mesh",
    }
    operator = {"namespace": "elastic-system", "meshed": True}
    found = kibana(helm, {"mode": "strict"})
    assert re.fullmatch("[0-9a-f]{64}", found.pop("digest"))
    assert found == {
        **BLOCK,
        "operator": operator,
        "ingress": {"meshed": False},
        "gateway": GATEWAY,
        "proxy": PROXY,
        "mode": "strict",
        **head,
    }


def test_a_resource_overrides_its_release(helm: Helm) -> None:
    found = kibana(helm, {"mode": "strict", "cni": True}, {"mode": "permissive", "tls": "eck"})
    assert (found["releaseMode"], found["mode"], found["tls"], found["cni"]) == (
        "strict",
        "permissive",
        "eck",
        True,
    )


def test_null_means_not_set(helm: Helm) -> None:
    found = kibana(
        helm,
        {"mode": "strict", "tls": "eck", "operator": {"meshed": None}},
        {"tls": None, "mode": None},
    )
    assert (found["mode"], found["tls"], found["releaseMode"]) == ("strict", "eck", "strict")
    assert None not in found.values()
    assert "meshed" not in found["operator"] or found["operator"]["meshed"] is True


def rule(number: int) -> dict[str, Any]:
    return {"name": f"r{number}", "path": "$.spec", "set": {"count": number}}


def test_maps_merge_deeply_and_rules_are_the_releases_then_the_resources(helm: Helm) -> None:
    found = kibana(
        helm,
        {"mode": "strict", "proxy": {"resources": {"requests": {"cpu": 1}}}, "rules": [rule(1)]},
        {"proxy": {"resources": {"limits": {"cpu": 2}}}, "rules": [rule(2)]},
    )
    assert found["proxy"]["resources"] == {"requests": {"cpu": 1}, "limits": {"cpu": 2}}
    assert found["rules"] == [rule(1), rule(2)]


def test_one_resource_can_be_out_of_a_mesh_or_alone_in_it(helm: Helm) -> None:
    out = helm.template(
        values={"mesh": {"mode": "strict"}, "kibana": {"default": {"mesh": {"mode": "disabled"}}}}
    )
    assert out.object("Kibana", "elastic-istio")["apiVersion"] == "kibana.k8s.elastic.co/v1"
    alone = helm.template(values={"kibana": {"default": {"mesh": {"mode": "strict"}}}})
    assert LOCK in alone.object("Kibana", "elastic-istio")["apiVersion"]
    assert LOCK not in alone.object("Elasticsearch", "elastic-istio")["apiVersion"]


def test_user_defined_annotations_stay_in_addition_to_the_settings(helm: Helm) -> None:
    values = {"mesh": {"mode": "strict"}, "kibana": {"default": {"annotations": {"a": "b"}}}}
    annotations = helm.template(values=values).object("Kibana", "elastic-istio")["metadata"][
        "annotations"
    ]
    assert annotations["a"] == "b"
    assert set(annotations) == {"a", SETTINGS}


@pytest.mark.parametrize("tls", ["auto", "istio", "eck"])
def test_the_guard_accepts_everything_without_a_cluster(helm: Helm, tls: str) -> None:
    """`helm template` has no cluster to ask, whatever --api-versions says; the guard itself needs one (make e2e)."""
    apis = "--api-versions=elasticsearch.k8s.elastic.co/v1/Elasticsearch"
    values = {"mesh": {"mode": "strict", "tls": tls}}
    done = helm.template(apis, values=values)
    assert done.stderr == ""
    assert done.objects == helm.template(values=values).objects
    assert settings(done.object("Elasticsearch", "elastic-istio"))["tls"] == tls
