"""mesh.resources: settings of single resources among extraObjects."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eck_mesh.marks import SETTINGS
from tests.support.helm import Helm
from tests.support.umbrella import make_umbrella


def beat(name: str, namespace: str = "") -> dict[str, Any]:
    return {
        "apiVersion": "beat.k8s.elastic.co/v1beta1",
        "kind": "Beat",
        "metadata": {"name": name, **({"namespace": namespace} if namespace else {})},
        "spec": {"type": "filebeat", "version": "9.4.3", "deployment": {}},
    }


def settings(manifest: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(manifest["metadata"]["annotations"][SETTINGS])
    return found


def release(resources: Any, *objects: dict[str, Any], **mesh: Any) -> dict[str, Any]:
    block = {"mode": "strict", "resources": resources, **mesh}
    return {"mesh": block, "extraObjects": list(objects)}


@pytest.mark.parametrize("key", ["Beat/fb", "Beat/prod/fb"])
def test_a_block_lies_over_that_of_the_release(helm: Helm, key: str) -> None:
    own = {
        "mode": "permissive",
        "tls": None,
        "rules": [{"name": "b", "path": "$", "set": {"x": 1}}],
    }
    values = release(
        {key: own, "Beat/gone": None},
        beat("fb"),
        beat("other"),
        tls="eck",
        rules=[{"name": "a", "path": "$", "set": {"x": 1}}],
    )
    done = helm.template(values=values)
    found, other = settings(done.object("Beat", "fb")), settings(done.object("Beat", "other"))
    assert (found["releaseMode"], found["mode"], found["tls"]) == ("strict", "permissive", "eck")
    assert [rule["name"] for rule in found["rules"]] == ["a", "b"]
    assert (other["mode"], len(other["rules"])) == ("strict", 1)
    assert "resources" not in {*found, *other}


def test_messages_name_the_place_of_a_resources_settings(helm: Helm, tmp_path: Path) -> None:
    done = helm.template(values=release({}, beat("fb"), beat("web", "web")))
    assert settings(done.object("Beat", "fb"))["place"] == 'mesh.resources."Beat/fb"'
    assert settings(done.object("Beat", "web"))["place"] == 'mesh.resources."Beat/web/web"'
    umbrella = make_umbrella(tmp_path / "all")
    values = {"plain": {"on": False}, "aliases": {"on": True}, "blue": release({}, beat("fb"))}
    done = helm.template(chart=umbrella, release="r", values=values)
    places = [settings(one)["place"] for one in done.objects if "invalid" in one["apiVersion"]]
    assert set(places) == {
        "blue.elasticsearch.default.mesh",
        "blue.kibana.default.mesh",
        'blue.mesh.resources."Beat/fb"',
    }


def test_in_a_release_without_mesh_one_resource_may_have_a_mode(helm: Helm) -> None:
    values = release({"Beat/fb": {"mode": "excluded"}}, beat("fb"), mode="disabled")
    done = helm.template(values=values)
    assert [one["kind"] for one in done.objects if "invalid" in one["apiVersion"]] == ["Beat"]


def test_the_digest_is_another_one(helm: Helm) -> None:
    digests = {
        settings(helm.template(values=release(own, beat("fb"))).object("Beat", "fb"))["digest"]
        for own in ({}, {"Beat/fb": {"mode": "excluded"}}, {"Beat/fb": {"tls": "eck"}})
    }
    assert len(digests) == 3


@pytest.mark.parametrize(
    ("resources", "objects", "words"),
    [
        ({"Beat/x": {}}, [beat("fb")], "extraObjects has no such resource of ECK; it has Beat/prod/fb."),
        ({"Beat/x": {}}, [], "it has none."),
        ({"fb": {}}, [beat("fb")], 'mesh.resources."fb": extraObjects has no such resource'),
        ({"Service/fb": {}}, [{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "fb"}}], "it has none."),
        ({"Kibana/elastic-istio": {}}, [], "is a resource of the chart with a mesh block of its own. Set kibana.default.mesh instead."),
        ({"Kibana/prod/elastic-istio": {}}, [], "Set kibana.default.mesh instead."),
        ({"Beat/fb": {}}, [beat("fb"), beat("fb", "web")], "is Beat/prod/fb, Beat/web/fb. Name one with its namespace"),
        ({"Beat/fb": {}, "Beat/prod/fb": {}}, [beat("fb")], "names this resource too. Remove one of the two."),
        ({"Beat/fb": {"dataPlane": "ambient"}}, [beat("fb")], "dataPlane"),
    ],
)  # fmt: skip
def test_a_key_that_does_not_name_one_of_them_is_refused(
    helm: Helm, resources: Any, objects: list[dict[str, Any]], words: str
) -> None:
    done = helm.template(values=release(resources, *objects), check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
