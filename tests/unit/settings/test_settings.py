"""The mesh block: on a locked resource, in a file, from flags."""

from __future__ import annotations

import json
from typing import Any

import pytest

from eck_mesh.errors import UserError
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.settings.schema import BLOCK, OPERATOR, WORDS, check
from eck_mesh.settings.settings import CONTRACT, Flags, Settings, of_annotation, resolve

REF = Ref("kibana.k8s.elastic.co", "Kibana", "", "kb")


def annotation(**more: Any) -> str:
    return json.dumps(
        {
            "contract": CONTRACT,
            "namespace": "prod",
            "releaseMode": "strict",
            "mode": "strict",
            **more,
        }
    )


def quantities(cpu: object) -> dict[str, Any]:
    return {"requests": {"cpu": cpu, "memory": "128Mi"}, "limits": {"cpu": 2, "memory": "1Gi"}}


def manifest(settings: str | None, **metadata: str) -> Manifest:
    return Manifest(REF, {"metadata": {"name": "kb", **metadata}}, 1, settings)


def test_the_record_has_every_setting_of_the_block() -> None:
    assert Settings._fields == ("namespace", "releaseMode", *BLOCK, "digest")
    assert set(WORDS) <= set(BLOCK)


def test_a_setting_that_the_annotation_leaves_out_has_its_default() -> None:
    settings = of_annotation(annotation(), REF)
    assert settings._asdict() == {
        **BLOCK,
        "namespace": "prod",
        "releaseMode": "strict",
        "digest": "",
        "mode": "strict",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "Kibana/kb: annotation eck-mesh.invalid/settings: does not parse as JSON"),
        ("[]", "is no JSON object"),
        (
            annotation(contract=2),
            "the chart writes contract 2, this post-renderer reads contract 1",
        ),
        (annotation(contract="1"), "the chart writes contract 1"),
        (
            annotation(mode="off"),
            "mesh.mode cannot be 'off'. Choose from: disabled, excluded, permissive, strict",
        ),
        (annotation(mode=False), "mesh.mode cannot be False"),
        (annotation(mode=["strict"]), "mesh.mode cannot be ['strict']"),
        (annotation(releaseMode="on"), "releaseMode cannot be 'on'"),
        (annotation(moed="strict"), "unknown setting mesh.moed. Known are: mode, dataPlane"),
        (annotation(cni="true"), "mesh.cni must be a bool, not 'true'"),
        (annotation(revision=1), "mesh.revision must be a str, not 1"),
        (
            annotation(operator={"ns": "x"}),
            "unknown setting mesh.operator.ns. Known are: namespace, meshed",
        ),
        (annotation(operator={"meshed": "no"}), "mesh.operator.meshed must be a bool, not 'no'"),
        (
            annotation(proxy={"cpu": "1"}),
            "unknown setting mesh.proxy.cpu. Known are: classic, resources",
        ),
        (
            annotation(proxy={"resources": {"requests": {"cpu": "1"}}}),
            "Give all four or none: requests.cpu, requests.memory",
        ),
        (
            annotation(proxy={"resources": {"request": {"cpu": "1"}}}),
            "unknown setting mesh.proxy.resources.request",
        ),
        (
            annotation(proxy={"resources": quantities(cpu="1 core")}),
            "mesh.proxy.resources.requests.cpu: '1 core' is no quantity",
        ),
        (
            annotation(proxy={"resources": quantities(cpu=True)}),
            "requests.cpu: True is no quantity",
        ),
        (
            annotation(proxy={"resources": quantities(cpu="128ki")}),
            "requests.cpu: '128ki' is no quantity",
        ),
        (
            annotation(proxy={"resources": quantities(cpu="2001m")}),
            "of cpu more is requested than the limit allows",
        ),
        (annotation(rules=["x"]), "mesh.rules must be a list of mappings"),
    ],
)
def test_invalid_settings_are_refused_with_the_resource(text: str, words: str) -> None:
    with pytest.raises(UserError) as error:
        of_annotation(text, REF)
    assert words in str(error.value)
    assert str(error.value).startswith("Kibana/kb: annotation")


@pytest.mark.parametrize("cpu", [2, "2000m", 0.5, "128Ki", "1e-1"])
def test_quantities_as_kubernetes_takes_them(cpu: object) -> None:
    limits = {"cpu": "1Gi", "memory": "1Gi"} if cpu == "128Ki" else quantities(cpu)["limits"]
    resources = {**quantities(cpu), "limits": limits}
    assert (
        of_annotation(annotation(proxy={"resources": resources}), REF).proxy["resources"]
        == resources
    )


def test_null_means_not_set() -> None:
    assert check({"mode": None, "operator": {"meshed": None}}, "x") == {"operator": {}}
    assert of_annotation(annotation(mode=None), REF).mode == "disabled"
    assert set(OPERATOR) == {"namespace", "meshed"}


@pytest.mark.parametrize(
    ("locked", "flags", "mode"),
    [
        ("strict", Flags(), "strict"),
        ("strict", Flags(mode="strict"), "strict"),
        ("permissive", Flags(mode="strict"), "permissive"),
        ("strict", Flags(mode="permissive", override=True), "permissive"),
        ("permissive", Flags(mode="strict", override=True), "strict"),
        (None, Flags(), None),
        (None, Flags(mode="strict"), "strict"),
        (None, Flags(block={"mode": "excluded"}), "excluded"),
        (None, Flags(block={"mode": "excluded"}, mode="strict"), "strict"),
        (None, Flags(block={"cni": True}), "disabled"),
    ],
)
def test_flags_and_locks(locked: str | None, flags: Flags, mode: str | None) -> None:
    text = annotation(mode=locked, releaseMode=locked) if locked else None
    settings = resolve(manifest(text), flags)
    assert (settings.mode if settings else None) == mode


def test_override_lays_all_that_the_flags_say_over_a_lock_and_leaves_its_namespace() -> None:
    text = annotation(
        tls="eck", revision="old", operator={"namespace": "ops"}, rules=[{"name": "theirs"}]
    )
    locked = of_annotation(text, REF)
    block = {"mode": "permissive", "revision": "new", "operator": {"meshed": False}, "rules": []}
    flags = Flags(block=block, namespace="flag", override=True)
    said: dict[str, Any] = {**block, "releaseMode": "permissive"}
    expected = locked._replace(**{**said, "operator": {"namespace": "ops", "meshed": False}})
    assert resolve(manifest(text), flags) == expected
    assert resolve(manifest(text), flags._replace(mode="excluded")) == expected._replace(
        mode="excluded", releaseMode="excluded"
    )
    assert resolve(manifest(text), Flags(block={"cni": True}, override=True)) == locked._replace(
        cni=True
    )


@pytest.mark.parametrize("flags", [Flags(mode="permissive"), Flags(block={"mode": "disabled"})])
def test_a_flag_that_weakens_a_locked_resource_is_refused(flags: Flags) -> None:
    with pytest.raises(
        UserError,
        match=r"Kibana/kb: is locked with mode strict, which the flag for .* would weaken",
    ):
        resolve(manifest(annotation()), flags)


def test_an_unlocked_resource_is_in_its_namespace_or_in_that_of_the_flag() -> None:
    flags = Flags(mode="strict", namespace="flag")
    found = [resolve(manifest(None), flags), resolve(manifest(None, namespace="own"), flags)]
    assert [settings.namespace for settings in found if settings] == ["flag", "own"]
