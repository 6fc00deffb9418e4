"""The mesh block: on a locked resource, in a file, from flags."""

from __future__ import annotations

import json
from typing import Any

import pytest

from eck_mesh.errors import UserError
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.settings.resolution import resolve_settings
from eck_mesh.settings.schema import BLOCK, OPERATOR, WORDS, check_block
from eck_mesh.settings.settings import (
    CONTRACT,
    Flags,
    Settings,
    settings_of_annotation,
)

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
    rest = ("place", "release", "digest", "fromEarlierPass")
    assert Settings._fields == ("namespace", "releaseMode", *BLOCK, *rest)
    assert set(WORDS) <= set(BLOCK)


def test_a_setting_that_the_annotation_leaves_out_has_its_default() -> None:
    settings = settings_of_annotation(annotation(), REF)
    assert settings._asdict() == {
        **BLOCK,
        "namespace": "prod",
        "releaseMode": "strict",
        "mode": "strict",
        "place": "",
        "release": "",
        "digest": "",
        "fromEarlierPass": False,
    }


def test_the_annotation_is_read_once_with_release_and_digest() -> None:
    settings = settings_of_annotation(annotation(release="logs", digest="0" * 64), REF)
    assert (settings.release, settings.digest) == ("logs", "0" * 64)


@pytest.mark.parametrize(
    ("text", "message", "named"),
    [
        ("{", "settings-not-parsed", ""),
        ("[]", "setting-has-wrong-type", "mesh must be a mapping"),
        (annotation(contract=2), "contract-differs", "contract 2"),
        (annotation(contract="1"), "contract-differs", "contract 1"),
        (annotation(mode="off"), "setting-has-unknown-value", "mesh.mode cannot be 'off'"),
        (annotation(mode=False), "setting-has-unknown-value", "mesh.mode cannot be False"),
        (
            annotation(mode=["strict"]),
            "setting-has-unknown-value",
            "mesh.mode cannot be a list",
        ),
        (annotation(dataPlane={"a": 1}), "setting-has-unknown-value", "Use sidecar, ambient."),
        (annotation(releaseMode="on"), "setting-has-unknown-value", "releaseMode cannot be 'on'"),
        (annotation(releaseMode=[]), "setting-has-unknown-value", "releaseMode cannot be ''"),
        (annotation(moed="strict"), "unknown-setting", "mesh.moed"),
        (
            annotation(cni="true"),
            "setting-has-wrong-type",
            "mesh.cni must be a boolean, not 'true'",
        ),
        (annotation(cni=0), "setting-has-wrong-type", "mesh.cni must be a boolean, not 0"),
        (annotation(revision=1), "setting-has-wrong-type", "mesh.revision must be a string, not 1"),
        (annotation(operator={"ns": "x"}), "unknown-setting", "mesh.operator.ns"),
        (annotation(operator=[]), "setting-has-wrong-type", "mesh.operator must be a mapping"),
        (annotation(operator={"meshed": "no"}), "setting-has-wrong-type", "mesh.operator.meshed"),
        (
            annotation(gateway={"selector": {"a": "b"}}),
            "gateway-without-namespace",
            "Set mesh.gate",
        ),
        (
            annotation(gateway={"namespace": "n", "selector": {"a": 1}}),
            "setting-has-wrong-type",
            "mesh.gateway.selector.a must be a string, not 1",
        ),
        (annotation(proxy={"cpu": "1"}), "unknown-setting", "mesh.proxy.cpu"),
        (
            annotation(proxy={"resources": {"requests": {"cpu": "1"}}}),
            "proxy-resources-incomplete",
            "has only requests.cpu",
        ),
        (
            annotation(proxy={"resources": {"request": {"cpu": "1"}}}),
            "unknown-setting",
            "mesh.proxy.resources.request",
        ),
        (
            annotation(proxy={"resources": {"requests": 5}}),
            "setting-has-wrong-type",
            "mesh.proxy.resources.requests",
        ),
        (annotation(proxy={"resources": quantities("1 core")}), "quantity-not-valid", "'1 core'"),
        (annotation(proxy={"resources": quantities(True)}), "quantity-not-valid", "True"),
        (annotation(proxy={"resources": quantities("128ki")}), "quantity-not-valid", "'128ki'"),
        (annotation(proxy={"resources": quantities("2001m")}), "requests-exceed-limits", "cpu"),
        (annotation(trafficPolicy=[]), "setting-has-wrong-type", "mesh.trafficPolicy must be"),
        (
            annotation(trafficPolicy={"connection_pool": {}}),
            "unknown-setting",
            "Use connectionPool, loadBalancer, outlierDetection, retryBudget, portLevelSettings.",
        ),
        (
            annotation(trafficPolicy={"connectionPool": 5}),
            "setting-has-wrong-type",
            "mesh.trafficPolicy.connectionPool must be a mapping, not 5",
        ),
        (
            annotation(trafficPolicy={"tls": {}}),
            "traffic-policy-sets-tls",
            "mesh.trafficPolicy.tls",
        ),
        (annotation(trafficPolicy={"tunnel": {}}), "traffic-policy-not-understood", "tunnel"),
        (
            annotation(trafficPolicy={"portLevelSettings": {}}),
            "setting-has-wrong-type",
            "portLevelSettings must be a list",
        ),
        (
            annotation(trafficPolicy={"portLevelSettings": [5]}),
            "setting-has-wrong-type",
            "portLevelSettings[0] must be a mapping",
        ),
        (
            annotation(trafficPolicy={"portLevelSettings": [{"port": {"number": 0}}]}),
            "setting-has-wrong-type",
            "portLevelSettings[0].port.number must be the number of a port",
        ),
        (
            annotation(
                trafficPolicy={"portLevelSettings": [{"port": {"number": 1}, "retryBudget": {}}]}
            ),
            "unknown-setting",
            "portLevelSettings[0].retryBudget is not a setting. Use port, connectionPool,",
        ),
        (annotation(rules=["x"]), "setting-has-wrong-type", "mesh.rules[0] must be a mapping"),
    ],
)
def test_settings_that_cannot_be_are_refused_with_the_resource(
    text: str, message: str, named: str
) -> None:
    with pytest.raises(UserError) as error:
        settings_of_annotation(text, REF)
    assert error.value.ids == (message,)
    assert named in str(error.value)
    assert str(error.value).startswith("Kibana/kb: annotation eck-mesh.invalid/settings: ")


@pytest.mark.parametrize("cpu", [2, "2000m", 0.5, "128Ki", "1e-1"])
def test_quantities_as_kubernetes_takes_them(cpu: object) -> None:
    limits = {"cpu": "1Gi", "memory": "1Gi"} if cpu == "128Ki" else quantities(cpu)["limits"]
    resources = {**quantities(cpu), "limits": limits}
    assert (
        settings_of_annotation(annotation(proxy={"resources": resources}), REF).proxy["resources"]
        == resources
    )


def test_null_means_not_set() -> None:
    assert check_block({"mode": None, "operator": {"meshed": None}}, "x") == {"operator": {}}
    assert settings_of_annotation(annotation(mode=None), REF).mode == "disabled"
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
    settings = resolve_settings(manifest(text), flags)
    assert (settings.mode if settings else None) == mode


def test_override_lays_all_that_the_flags_say_over_a_lock_and_leaves_its_namespace() -> None:
    text = annotation(
        tls="eck", revision="old", operator={"namespace": "ops"}, rules=[{"name": "theirs"}]
    )
    locked = settings_of_annotation(text, REF)
    block = {"mode": "permissive", "revision": "new", "operator": {"meshed": False}, "rules": []}
    flags = Flags(block=block, namespace="flag", override=True)
    said: dict[str, Any] = {**block, "releaseMode": "permissive"}
    expected = locked._replace(**{**said, "operator": {"namespace": "ops", "meshed": False}})
    assert resolve_settings(manifest(text), flags) == expected
    assert resolve_settings(manifest(text), flags._replace(mode="excluded")) == expected._replace(
        mode="excluded", releaseMode="excluded"
    )
    assert resolve_settings(
        manifest(text), Flags(block={"cni": True}, override=True)
    ) == locked._replace(cni=True)


@pytest.mark.parametrize("flags", [Flags(mode="permissive"), Flags(block={"mode": "disabled"})])
def test_a_flag_that_weakens_a_locked_resource_is_refused(flags: Flags) -> None:
    with pytest.raises(UserError) as error:
        resolve_settings(manifest(annotation()), flags)
    assert error.value.ids == ("flag-weakens-mode",)
    assert str(error.value).startswith("Kibana/kb: is locked with mode strict")


def test_an_unlocked_resource_is_in_its_namespace_or_in_that_of_the_flag() -> None:
    flags = Flags(mode="strict", namespace="flag")
    found = [
        resolve_settings(manifest(None), flags),
        resolve_settings(manifest(None, namespace="own"), flags),
    ]
    assert [settings.namespace for settings in found if settings] == ["flag", "own"]
