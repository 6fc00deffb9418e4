"""`resources:` in a settings file: settings of single resources, and keys that name none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags, Settings
from tests.support.command_line import OPERATOR, PLAIN, refused, run
from tests.support.streams import LOCKED

OTHER = PLAIN.replace("name: kb", "name: b\n  namespace: web")
TWO = f"{PLAIN}---\n{OTHER}"
SAME_NAME = PLAIN + "---\n" + PLAIN.replace("name: kb", "name: kb\n  namespace: web")


def settings(stdin: str, flags: Flags) -> dict[str, Settings]:
    """By the name that messages have for a resource."""
    return {str(ref): own for ref, own in render(stdin, flags).before.settings.items()}


def flags_of(resources: dict[str, Any], mode: str = "strict", **block: Any) -> Flags:
    return Flags(mode=mode, namespace="prod", block=block, resources=resources)


def rule(name: str) -> dict[str, Any]:
    return {"name": name, "path": "$.spec", "set": {name: 1}}


@pytest.mark.parametrize("key", ["Kibana/kb", "Kibana/prod/kb"])
def test_a_key_names_a_resource_with_or_without_its_namespace(key: str) -> None:
    found = settings(TWO, flags_of({key: {"mode": "excluded"}}))
    assert {name: (own.mode, own.releaseMode) for name, own in found.items()} == {
        "Kibana/prod/kb": ("excluded", "strict"),
        "Kibana/web/b": ("strict", "strict"),
    }


def test_a_block_lies_over_the_files_as_the_chart_lays_a_resources_over_the_releases() -> None:
    file = {
        "cni": True,
        "tls": "auto",
        "trafficPolicy": {"connectionPool": {"tcp": {"maxConnections": 1, "connectTimeout": "1s"}}},
        "rules": [rule("first")],
    }
    own = {
        "tls": None,
        "cni": False,
        "trafficPolicy": {"connectionPool": {"tcp": {"maxConnections": 2}}},
        "rules": [rule("second")],
    }
    flags = flags_of({"Kibana/kb": own}, "disabled", **file)
    found = settings(PLAIN, flags)["Kibana/prod/kb"]
    assert (found.cni, found.tls, [rule["name"] for rule in found.rules]) == (
        False,
        "auto",
        ["first", "second"],
    )
    tcp = found.trafficPolicy["connectionPool"]["tcp"]
    assert tcp == {"maxConnections": 2, "connectTimeout": "1s"}
    assert file["rules"] == [rule("first")]


def test_a_mode_flag_is_for_the_resources_without_one_of_their_own() -> None:
    flags = flags_of({"Kibana/kb": {"mode": "permissive"}})._replace(block={"mode": "excluded"})
    assert {own.mode for own in settings(TWO, flags).values()} == {"permissive", "strict"}


def test_a_file_with_resources_and_no_mode_leaves_the_others_untouched() -> None:
    flags = flags_of({"Kibana/kb": {"mode": "excluded"}}, mode="", cni=True)
    assert list(settings(TWO, flags)) == ["Kibana/prod/kb"]
    assert OTHER in render(TWO, flags).text


def test_the_operator_may_have_settings_of_its_own() -> None:
    flags = flags_of({"StatefulSet/elastic-operator": {"mode": "excluded"}})
    found = settings(f"{OPERATOR}---\n{PLAIN}", flags)
    assert found["StatefulSet/elastic-system/elastic-operator"].mode == "excluded"


def test_with_override_a_block_lies_over_a_lock_too() -> None:
    flags = Flags(resources={"Kibana/kb": {"mode": "permissive"}}, override=True)
    found = settings(LOCKED, flags)["Kibana/prod/kb"]
    assert (found.mode, found.releaseMode) == ("permissive", "strict")


def test_beside_locked_resources_a_key_may_have_their_namespace() -> None:
    beside = PLAIN.replace("name: kb", "name: b")
    flags = Flags(resources={"Kibana/prod/b": {"mode": "strict"}})
    assert settings(f"{beside}---\n{LOCKED}", flags)["Kibana/prod/b"].namespace == "prod"


@pytest.mark.parametrize(
    ("stdin", "keys", "words"),
    [
        (PLAIN, "Kibana/x", "the stream has no such resource; it has Kibana/prod/kb. Name one as"),
        (PLAIN, "kb", "[settings-for-no-resource]"),
        (PLAIN, "kibana/kb", "[settings-for-no-resource]"),
        (PLAIN, "Kibana/web/kb", "[settings-for-no-resource]"),
        (PLAIN, "Kibana/prod/kb/x", "[settings-for-no-resource]"),
        ("", "Kibana/kb", "it has none."),
        (
            "apiVersion: stackconfigpolicy.k8s.elastic.co/v1alpha1\nkind: StackConfigPolicy\n"
            "metadata: {name: x}\n",
            "StackConfigPolicy/x",
            "it has none.",
        ),
        (SAME_NAME, "Kibana/kb", "this is Kibana/prod/kb, Kibana/web/kb. Name one with"),
        (PLAIN, "Kibana/kb Kibana/prod/kb", "another key names Kibana/prod/kb too"),
        (LOCKED, "Kibana/kb", "Kibana/prod/kb is locked, and has its settings in values"),
    ],
)
def test_a_key_that_does_not_name_one_third_party_resource_is_refused(
    tmp_path: Path, stdin: str, keys: str, words: str
) -> None:
    blocks = {key: {"mode": "strict"} for key in keys.split()}
    (tmp_path / "mesh.yaml").write_text(yaml.safe_dump({"resources": blocks}))
    found = refused(f"--settings={tmp_path}/mesh.yaml", "--namespace=prod", stdin=stdin)
    assert words in found
    assert "--settings: resources.K" in found or "resources.S" in found or "resources.k" in found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "resources: {Kibana/kb: {dataPlane: ambient}}",
            "mesh.dataPlane is a setting of the whole",
        ),
        ("resources: {Kibana/kb: {mods: x}}", "resources.Kibana/kb: mesh.mods is not a setting"),
        ("resources: {Kibana/kb: strict}", "mesh must be a mapping"),
        ("resources: [Kibana/kb]", "mesh.resources must be a mapping"),
        ("mode: strict\nmesh: {tls: eck}", "mode stands beside the key mesh"),
        (
            "resources: {Kibana/kb: {}}\nmesh: {mode: strict}",
            "resources stands beside the key mesh",
        ),
        ("resources: {Kibana/kb: {resources: {}}}", "mesh.resources is not a setting"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "mesh.yaml").write_text(text)
    assert words in refused(f"--settings={tmp_path}/mesh.yaml", stdin=PLAIN)


@pytest.mark.parametrize(
    "text",
    [
        "mode: strict\nresources: {Kibana/kb: {mode: excluded}}",
        "mesh: {mode: strict, resources: {Kibana/kb: {mode: excluded}}}",
        "mesh: {mode: strict, resources: {Kibana/kb: {mode: excluded}}}\nresources: {limits: {}}",
        "mode: strict\nresources: {Kibana/kb: {mode: excluded, revision: null}}",
    ],
)
def test_both_forms_of_the_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "mesh.yaml").write_text(text)
    flags = [f"--settings={tmp_path}/mesh.yaml", "--namespace=prod"]
    assert 'sidecar.istio.io/inject: "false"' in run(*flags, stdin=PLAIN).stdout
    assert 'inject: "true"' not in run(*flags, stdin=PLAIN).stdout


def test_nulls_for_a_resource_set_nothing(tmp_path: Path) -> None:
    (tmp_path / "mesh.yaml").write_text("resources: {Kibana/kb: null}\nmode: strict\n")
    assert "STRICT" in run(f"--settings={tmp_path}/mesh.yaml", "-nprod", stdin=PLAIN).stdout
    (tmp_path / "mesh.yaml").write_text("resources:\nmode: strict\n")
    assert "STRICT" in run(f"--settings={tmp_path}/mesh.yaml", "-nprod", stdin=PLAIN).stdout


def test_resources_without_any_mode_are_no_mode(tmp_path: Path) -> None:
    (tmp_path / "mesh.yaml").write_text("resources: {Kibana/kb: {tls: eck}}\n")
    assert "[mode-not-given]" in refused(f"--settings={tmp_path}/mesh.yaml", stdin=PLAIN)


def test_quantities_are_checked_as_they_will_be(tmp_path: Path) -> None:
    limits = {"limits": {"cpu": 1, "memory": "1Gi"}}
    requests = {"requests": {"cpu": 2, "memory": "1Gi"}}
    block = {"proxy": {"resources": {**limits, "requests": {"cpu": "1m", "memory": "1Mi"}}}}
    own = {"proxy": {"resources": requests}}
    (tmp_path / "mesh.yaml").write_text(yaml.safe_dump({**block, "resources": {"Kibana/kb": own}}))
    assert "[requests-exceed-limits]" in refused(f"--settings={tmp_path}/mesh.yaml", stdin=PLAIN)
