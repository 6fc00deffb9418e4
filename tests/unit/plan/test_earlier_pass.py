"""Two passes over one stream: each sees what the other did."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.errors import UserError
from eck_mesh.istio.modes import INSIDE
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags

STACK = """\
apiVersion: elasticsearch.k8s.elastic.co/v1
kind: Elasticsearch
metadata: {name: es}
spec:
  version: 9.4.3
  nodeSets: [{name: default, count: 1}]
---
apiVersion: kibana.k8s.elastic.co/v1beta1
kind: Kibana
metadata: {name: kb}
spec: {version: 9.4.3, count: 1, elasticsearchRef: {name: es}}
---
apiVersion: beat.k8s.elastic.co/v1beta1
kind: Beat
metadata: {name: fb}
spec: {type: filebeat, version: 9.4.3, elasticsearchRef: {name: es}, deployment: {}}
"""
RESOURCES = ("Elasticsearch/es", "Kibana/kb", "Beat/fb")


def flags(mode: str = "", **more: Any) -> Flags:
    return Flags(mode=mode, namespace="prod", **more)


def only(mode: str, *names: str, **block: Any) -> Flags:
    return flags(resources={name: {"mode": mode} for name in names}, block=block)


@pytest.mark.parametrize("plane", ["sidecar", "ambient"])
@pytest.mark.parametrize("first", ["excluded", "permissive", "strict"])
@pytest.mark.parametrize("second", ["excluded", "permissive", "strict"])
@pytest.mark.parametrize("name", RESOURCES)
def test_a_second_pass_leaves_what_the_first_has_treated(
    name: str, first: str, second: str, plane: str
) -> None:
    once = render(STACK, only(first, name, dataPlane=plane)).text
    rendering = render(once, flags(second, block={"dataPlane": plane}))
    treated = next(ref for ref in rendering.after.manifests if f"{ref.kind}/{ref.name}" == name)
    before, after = rendering.before.manifests[treated], rendering.after.manifests[treated]
    assert before.body == after.body
    mode = rendering.after.mode(treated)
    is_inside_client = name == "Beat/fb" and first in INSIDE
    assert mode in (INSIDE if is_inside_client else [first]), "nothing tells the two in a client"
    assert rendering.text.count("kind: PeerAuthentication") == len(rendering.after.policies)
    again = render(rendering.text, flags(second, block={"dataPlane": plane}))
    assert again.text == rendering.text


@pytest.mark.parametrize("mode", ["excluded", "permissive", "strict"])
@pytest.mark.parametrize("kind", ["Elasticsearch", "Kibana", "Beat", "ApmServer"])
def test_a_resource_without_a_spec_is_the_same_after_a_second_run(kind: str, mode: str) -> None:
    """Found by fuzzing. The operator runs nothing of it, since it has no version."""
    group = {"Elasticsearch": "elasticsearch", "ApmServer": "apm"}.get(kind, kind.lower())
    text = f"apiVersion: {group}.k8s.elastic.co/v1\nkind: {kind}\nmetadata: {{name: a}}\n"
    once = render(text, flags(mode)).text
    assert render(once, flags(mode)).text == once


def test_an_untouched_resource_keeps_what_an_earlier_pass_gave_it() -> None:
    """A file with only `resources` asks nothing of the others, which count with their modes."""
    once = render(STACK, only("strict", "Kibana/kb", "Beat/fb")).text
    rendering = render(once, only("strict", "Elasticsearch/es"))
    assert "portLevelMtls" not in rendering.text
    assert {rendering.after.mode(ref) for ref in rendering.after.settings} == {"strict"}


def test_another_data_plane_is_seen_too() -> None:
    once = render(STACK, only("strict", "Kibana/kb", dataPlane="ambient")).text
    rendering = render(once, flags("strict"))
    planes = {ref.kind: own.dataPlane for ref, own in rendering.after.settings.items()}
    assert planes == {"Elasticsearch": "sidecar", "Kibana": "ambient", "Beat": "sidecar"}


def test_half_a_signature_is_none() -> None:
    text = STACK.replace(
        "deployment: {}",
        'deployment: {podTemplate: {metadata: {labels: {sidecar.istio.io/inject: "false"}}}}',
    )
    with pytest.raises(UserError) as error:
        render(text, flags("strict"))
    assert error.value.ids == ("label-contradicts-mode",)


def test_a_mode_in_the_settings_file_is_not_overruled() -> None:
    once = render(STACK, only("excluded", "Beat/fb")).text
    with pytest.raises(UserError) as error:
        render(once, flags("strict", resources={"Beat/fb": {"mode": "strict"}}))
    assert "label-contradicts-mode" in error.value.ids


def test_expect_every_sees_the_mode_of_an_earlier_pass() -> None:
    once = render(STACK, only("excluded", "Beat/fb")).text
    with pytest.raises(UserError) as error:
        render(once, flags("strict", expectMode="strict", expectEvery=True))
    assert error.value.ids == ("resource-below-expected-mode",)
