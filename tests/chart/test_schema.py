"""values.schema.json says what values.yaml says, and no more."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from eck_mesh.istio.modes import MODES
from eck_mesh.settings.schema import (
    BLOCK,
    GATEWAY,
    INGRESS,
    NESTED,
    OPERATOR,
    PROXY,
    RELEASE_ONLY,
    WORDS,
)
from tests.support.helm import ROOT, Helm

SCHEMA = json.loads((ROOT / "values.schema.json").read_text())
VALUES = yaml.safe_load((ROOT / "values.yaml").read_text())
TRAFFIC = ("connectionPool", "loadBalancer", "outlierDetection", "retryBudget")
SOURCES = ("eck-crds.yaml", "kubernetes-openapi.json")
POLICIES = (
    "clusterSettings", "indexLifecyclePolicies", "indexTemplates", "ingestPipelines", "securityRoleMappings",
    "securityRoles", "snapshotLifecyclePolicies", "snapshotRepositories",
)  # fmt: skip
ENTRIES = ("elasticsearch", "kibana", "apmServer")
FILES = sorted(
    path.relative_to(ROOT)
    for path in [*ROOT.glob("ci/*-values.yaml"), *ROOT.glob("examples/environments/*.yaml")]
)


def test_top_level_keys_both_ways() -> None:
    assert set(SCHEMA["properties"]) == {*VALUES, "global", "extraObjects", "enabled"}
    assert SCHEMA["properties"]["mesh"]["properties"].keys() == {*VALUES["mesh"], "compiled"}


def test_the_block_is_the_one_that_the_post_renderer_reads() -> None:
    mesh = SCHEMA["properties"]["mesh"]["properties"]
    assert set(mesh) == {*BLOCK, "resources", "compiled"}
    block = {**VALUES["mesh"], "operator": {}, "ingress": {}, "gateway": {}, "proxy": {}}
    assert block == {**BLOCK, "resources": {}}
    assert mesh["resources"]["additionalProperties"] == {"$ref": "#/definitions/entryMesh"}
    assert [VALUES["mesh"][key] for key in ("operator", "ingress", "gateway", "proxy")] == [
        OPERATOR,
        INGRESS,
        GATEWAY,
        PROXY,
    ]
    for key, words in WORDS.items():
        assert mesh[key]["enum"] == [*words, None]
    assert SCHEMA["definitions"]["entryMesh"]["properties"] == {
        key: value
        for key, value in mesh.items()
        if key not in (*RELEASE_ONLY, "resources", "compiled")
    }


TYPES = {bool: "boolean", str: "string", dict: "object", list: "array"}


@pytest.mark.parametrize(
    ("path", "defaults"),
    [((), BLOCK), *(((key,), defaults) for key, defaults in NESTED.items())],
    ids=str,
)
def test_the_schema_has_the_types_of_the_block(
    path: tuple[str, ...], defaults: dict[str, Any]
) -> None:
    properties = SCHEMA["properties"]["mesh"]["properties"]
    for key in path:
        properties = properties[key]["properties"]
    assert set(properties) - {"compiled"} - (set() if path else {"resources"}) == set(defaults)
    for key, default in defaults.items():
        if path or key not in WORDS:
            assert properties[key]["type"] == [TYPES[type(default)], "null"], key


def test_the_defaults_of_templates_are_those_of_the_block() -> None:
    """Under Helm 3 a null in an umbrella chart removes a default of values.yaml: templates have some too."""
    text = (ROOT / "templates" / "_mesh.tpl").read_text()
    (line,) = re.findall(r"\$defaults := dict (.*) -}}", text)
    words = re.findall(r'"([^"]*)"', line)
    defaults = dict(zip(words[::2], words[1::2], strict=True))
    assert set(defaults) == {"mode", "dataPlane", "tls"}
    assert defaults == {key: BLOCK[key] for key in defaults}


# Mappings that take keys of any name and any value, by the end of their path.
OPEN = (
    "config",  # settings of Elastic's programs
    "spec",  # of an entry and of a nodeSet: for fields that are newer than the chart
    *TRAFFIC,  # in Istio's own words
    "values.global",
    "rules.*.set",
    "created.*.manifest",
    "pipelines.*",  # settings of Logstash
    "apiKey.access.search.query",  # of Elasticsearch's query language
    *(f"stackConfigPolicy.elasticsearch.{name}" for name in POLICIES),  # what Elasticsearch takes
    *(f"indexTemplates.{name}" for name in ("componentTemplates", "composableIndexTemplates")),
    "extraObjects.*",
    "kibana.fleet.outputs.*",  # in Kibana's own words
    "kibana.fleet.policies.*",
)


def test_everything_has_a_description_and_no_key_is_free_by_accident() -> None:
    free = {path for path, node in nodes() if is_open(node)}
    assert {path for path in free if not path.endswith(OPEN)} == set()
    assert all(any(path.endswith(end) for path in free) for end in OPEN)


def test_everything_has_a_description_of_a_sentence() -> None:
    for path, node in nodes():
        for name, child in node.get("properties", {}).items():
            if ".compiled." not in path:  # of which nobody writes a line
                assert child.get("description"), f"{path}.{name}"
        assert len(node.get("description", "")) <= 300, path
    assert all(definition["description"] for definition in SCHEMA["definitions"].values())


def test_it_is_what_make_schema_writes() -> None:
    if not all((ROOT / ".tools" / name).exists() for name in SOURCES):
        pytest.skip(f"ci/tools {' '.join(SOURCES)}, which needs Go")
    done = subprocess.run(
        [sys.executable, str(ROOT / "ci" / "schema"), "--check"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_it_is_one_file_and_refers_to_nothing_outside() -> None:
    text = (ROOT / "values.schema.json").read_text()
    assert len(text) < 340_000, "every render reads it"
    for path, node in nodes():
        if "$ref" in node:
            assert node["$ref"].removeprefix("#/definitions/") in SCHEMA["definitions"], path


def is_open(node: dict[str, Any]) -> bool:
    """Whether a mapping takes keys that the schema does not name, with any value."""
    kinds = node.get("type", [])
    return "object" in ([kinds] if isinstance(kinds, str) else kinds) and (
        node.get("additionalProperties", True) in (True, {})
    )


def nodes() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every node of the schema with its path: * for an element of a list or of a mapping."""
    waiting = [("values", SCHEMA), *SCHEMA["definitions"].items()]
    while waiting:
        path, node = waiting.pop()
        yield path, node
        waiting += [(f"{path}.{name}", child) for name, child in node.get("properties", {}).items()]
        parts = [node.get(part) for part in ("items", "additionalProperties")]
        waiting += [(f"{path}.*", part) for part in parts if isinstance(part, dict)]


def test_the_defaults_are_entries_without_settings() -> None:
    """Helm lays a user's entry over the default one: a setting here would be a setting of every such entry."""
    assert {section: VALUES[section] for section in ENTRIES} == {
        "elasticsearch": {"default": {}},
        "kibana": {"default": {}},
        "apmServer": {},
    }


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_renders(helm: Helm, mode: str) -> None:
    assert helm.template(f"--set=mesh.mode={mode}").objects


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"mesh": {"mode": "off"}}, "mode"),
        ({"mesh": {"mode": False}}, "mode"),
        ({"mesh": {"moed": "strict"}}, "moed"),
        ({"mesh": {"cni": "yes"}}, "cni"),
        ({"kibana": {"default": {"mesh": {"clusterDomain": "x"}}}}, "clusterDomain"),
        ({"kibana": {"default": {"mesh": {"dataPlane": "sidecar"}}}}, "dataPlane"),
        ({"kibana": {"default": {"enabled": "true"}}}, "enabled"),
        ({"kibana": {"default": {"cuont": 2}}}, "cuont"),
        ({"elasticsearch": {"default": {"nodeSets": {"a": {"cuont": 2}}}}}, "cuont"),
        ({"elasticsearch": {"default": {"nodeSets": "a"}}}, "nodeSets"),
        ({"elasticsaerch": {}}, "elasticsaerch"),
        ({"version": "latest"}, "version"),
        ({"kibana": {"default": {"version": "9.4"}}}, "version"),
        (
            {"elasticsearch": {"default": {"nodeSets": {"a": {"storage": {"size": "10GB"}}}}}},
            "size",
        ),
    ],
)
def test_a_misspelled_value_is_refused_with_its_key(
    helm: Helm, values: dict[str, Any], place: str
) -> None:
    done = helm.template(values=values, check=False)
    assert done.returncode == 1
    assert place in done.stderr, "in words of Helm's own, which differ by version"


@pytest.mark.parametrize("file", FILES, ids=str)
def test_environments_and_ci_values_render_in_every_mode(helm: Helm, file: Any) -> None:
    assert helm.template("-f", str(file)).stderr == ""
    for mode in MODES:
        done = helm.template(
            "-f", str(file), f"--set=mesh.mode={mode},mesh.tls=auto", *helm.post_renderer()
        )
        assert done.objects
    assert helm.run("lint", "--strict", ".", "-f", str(file)).returncode == 0


def test_the_environments_differ_in_mode_and_not_in_the_way_to_strict() -> None:
    meshes = {
        path.stem: (yaml.safe_load(path.read_text()).get("mesh") or {})
        for path in ROOT.glob("examples/environments/*.yaml")
    }
    assert {name: mesh.get("mode", "disabled") for name, mesh in meshes.items()} == {
        "dev": "disabled",
        "staging": "permissive",
        "production": "strict",
    }
    assert meshes["staging"]["tls"] == meshes["production"]["tls"]


def test_notes_say_the_mode_and_no_flag_that_upgrades_do_not_need(helm: Helm) -> None:
    done = helm.run(
        "install",
        "x",
        ".",
        "-n",
        "prod",
        "--dry-run=client",
        "--set=mesh.mode=permissive",
        *helm.post_renderer(),
    )
    if helm.major == 4:  # Helm 3's dry run asks for a cluster, which comes with the test bed
        assert "in namespace prod, mesh mode permissive" in done.stdout
        assert "--force-conflicts" not in done.stdout
        assert (
            "kubectl -n prod get secret x-es-elastic-user -o go-template='{{.data.elastic | base64decode}}'"
            in done.stdout
        )
