"""What no patch can change is refused by name. What kustomize does with the others: tests/cluster/test_flux_patches.py."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from eck_mesh.compile.patches import compile_patches
from eck_mesh.errors import UserError
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from tests.support.cases import CASES
from tests.support.streams import LOCKED

FLUX: dict[str, Any] = {
    "apiVersion": "helm.toolkit.fluxcd.io/v2",
    "kind": "HelmRelease",
    "metadata": {"name": "es", "namespace": "flux"},
}


def elasticsearch(namespace: str = "", **spec: Any) -> dict[str, Any]:
    metadata = {"name": "es", **({"namespace": namespace} if namespace else {})}
    return {
        "apiVersion": "elasticsearch.k8s.elastic.co/v1",
        "kind": "Elasticsearch",
        "metadata": metadata,
        "spec": {"version": "9.4.3", "nodeSets": [{"name": "default", "count": 1}], **spec},
    }


def patches(*objects: dict[str, Any], **block: Any) -> tuple[str, str]:
    stream = "\n---\n".join(map(json.dumps, objects))
    flags = Flags(mode="strict", namespace="prod", block=block)
    return compile_patches(render(stream, flags), "release es in namespace prod", FLUX)


def rule(path: str, value: Any) -> dict[str, Any]:
    return {"name": "mine", "path": path, "set": {"x": value}, "because": "${HOME}"}


def test_every_place_is_tested_before_it_is_changed() -> None:
    ports = "traffic.sidecar.istio.io/excludeInboundPorts"
    template = {"metadata": {"annotations": {ports: "9100"}}}
    text, created = patches(
        elasticsearch(nodeSets=[{"name": "default", "podTemplate": template}]), tls="eck"
    )
    (patch,) = yaml.safe_load(text)["spec"]["postRenderers"][0]["kustomize"]["patches"]
    operations = yaml.safe_load(patch["patch"])
    tests = [o["path"] for o in operations if o["op"] == "test"]
    assert tests[:2] == ["/spec", "/spec/nodeSets/0/name"], "first the spec as a whole"
    at = "/spec/nodeSets/0/podTemplate/metadata/annotations/traffic.sidecar.istio.io~1excludeInboundPorts"
    assert [(o["op"], o["value"]) for o in operations if o["path"] == at] == [
        ("test", "9100"),
        ("replace", "9100,9300"),
    ]
    labels = [o for o in operations if o["path"] == "/spec/nodeSets/0/podTemplate/metadata/labels"]
    assert [(o["op"], o["value"]) for o in labels] == [
        ("test", None),
        ("add", {"sidecar.istio.io/inject": "true"}),
    ]
    assert patch["target"] == {
        "group": r"elasticsearch\.k8s\.elastic\.co",
        "version": "v1",
        "kind": "Elasticsearch",
        "name": "es",
    }
    assert {o["metadata"]["namespace"] for o in yaml.safe_load_all(created)} == {"prod"}


def test_the_target_of_a_patch_names_the_namespace() -> None:
    text, _ = patches(elasticsearch("a"), elasticsearch("b"))
    found = yaml.safe_load(text)["spec"]["postRenderers"][0]["kustomize"]["patches"]
    assert [p["target"]["namespace"] for p in found] == ["a", "b"]


def test_a_dollar_sign_is_escaped_from_flux_substitution() -> None:
    text, _ = patches(elasticsearch(), rules=[rule("$.spec", "${a}\nb")])
    assert "$" not in text
    (patch,) = yaml.safe_load(text)["spec"]["postRenderers"][0]["kustomize"]["patches"]
    assert [o["value"] for o in yaml.safe_load(patch["patch"]) if o["path"] == "/spec/x"] == [
        None,
        "${a}\nb",
    ]


def test_created_objects_and_the_header_hold_no_dollar_sign() -> None:
    labelled = elasticsearch()
    labelled["metadata"]["labels"] = {"team": "${TEAM}"}
    text, created = patches(labelled)
    assert "$" not in text + created
    assert {o["metadata"]["labels"]["team"] for o in yaml.safe_load_all(created)} == {"${TEAM}"}


def test_user_defined_post_renderers_are_refused_and_our_own_replaced() -> None:
    stream = json.dumps(elasticsearch())
    rendering = render(stream, Flags(mode="strict", namespace="prod"))
    theirs = {
        **FLUX,
        "spec": {"postRenderers": [{"kustomize": {"images": [{"name": "a", "newTag": "b"}]}}]},
    }
    with pytest.raises(UserError) as error:
        compile_patches(rendering, "x", theirs)
    assert error.value.ids == ("post-renderers-would-be-lost",)
    assert str(error.value).startswith("HelmRelease/es: ")
    first, _ = compile_patches(rendering, "x", FLUX)
    ours = {**FLUX, "spec": yaml.safe_load(first)["spec"]}
    assert compile_patches(rendering, "x", ours)[0] == first


def test_a_changed_namespace_is_patched_too() -> None:
    """A Namespace that forbids every sidecar, of ECK's operator."""
    operator = yaml.safe_load(
        (CASES / "operator/a-sidecar-that-the-webhook-port-bypasses/input.yaml")
        .read_text()
        .split("---\n")[1]
    )
    namespace = yaml.safe_load(
        (CASES / "operator/a-sidecar-that-the-webhook-port-bypasses/input.yaml")
        .read_text()
        .split("---\n")[0]
    )
    text, _ = patches(namespace, operator)
    found = yaml.safe_load(text)["spec"]["postRenderers"][0]["kustomize"]["patches"]
    assert found[0]["target"] == {"version": "v1", "kind": "Namespace", "name": "eck"}
    at = "/metadata/labels/istio-injection"
    assert [(o["op"], o.get("value")) for o in yaml.safe_load(found[0]["patch"])] == [
        ("test", "disabled"),
        ("remove", None),
    ]
    assert {o["path"] for o in yaml.safe_load(found[0]["patch"])} == {at}


@pytest.mark.parametrize(
    ("objects", "block", "place", "message_id"),
    [
        ([elasticsearch(), elasticsearch("b")], {},
         "Elasticsearch/prod/es: ", "ambiguous-patch-target"),
    ],
)  # fmt: skip
def test_what_no_patch_can_change(
    objects: list[dict[str, Any]], block: dict[str, Any], place: str, message_id: str
) -> None:
    with pytest.raises(UserError) as error:
        patches(*objects, **block)
    assert error.value.ids == (message_id,)
    assert str(error.value).startswith(place)


def test_patches_of_a_locked_resource_are_refused() -> None:
    with pytest.raises(UserError) as error:
        compile_patches(render(LOCKED, Flags()), "release es in namespace prod", FLUX)
    assert error.value.ids == ("locked-takes-values",)


def test_without_changes_there_is_no_post_renderer() -> None:
    stream = json.dumps(elasticsearch())
    text, created = compile_patches(
        render(stream, Flags(mode="disabled", namespace="prod")), "x", FLUX
    )
    assert "spec" not in yaml.safe_load(text)
    assert created == ""


def test_an_address_in_a_list_is_tested_and_replaced_alone() -> None:
    kibana = {
        "apiVersion": "kibana.k8s.elastic.co/v1",
        "kind": "Kibana",
        "metadata": {"name": "kb", "namespace": "prod"},
        "spec": {
            "version": "9.4.3",
            "config": {
                "elasticsearch.hosts": ["http://elsewhere.example:9200", "https://es-es-http:9200"],
            },
        },
    }
    text, _ = patches(elasticsearch(), kibana, tls="auto")
    found = yaml.safe_load(text)["spec"]["postRenderers"][0]["kustomize"]["patches"]
    operations = next(
        yaml.safe_load(one["patch"]) for one in found if one["target"]["kind"] == "Kibana"
    )
    at = "/spec/config/elasticsearch.hosts/1"
    assert [o for o in operations if o["path"] == at] == [
        {"op": "test", "path": at, "value": "https://es-es-http:9200"},
        {"op": "replace", "path": at, "value": "http://es-es-http:9200"},
    ]
