"""The plan as values: with it the chart alone makes what the post-renderer makes, under both Helms, or refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.cases import OF_CHART, Case, name
from tests.support.compiled import ENVIRONMENTS, STALE, STRICT, compile_here, compiled, with_plan
from tests.support.helm import Helm
from tests.support.streams import by_id


@pytest.mark.parametrize("folder", [f for f in OF_CHART if (f / "output.yaml").exists()], ids=name)
def test_the_chart_makes_the_golden_objects_by_itself(
    folder: Path, helms: tuple[Helm, Helm], tmp_path: Path
) -> None:
    case = Case(folder)
    text = compiled(tmp_path, case.values, case.release, case.namespace)
    assert "$" not in text, "Flux would substitute it"
    at = {"release": case.release, "namespace": case.namespace, "values": case.values}
    for helm in helms:
        done = with_plan(helm, tmp_path, text, **at)
        assert done.returncode == 0, (helm.major, done.stderr)
        assert by_id(done.stdout) == by_id((folder / "output.yaml").read_text()), helm.major


@pytest.mark.parametrize(
    "folder", [f for f in OF_CHART if (f / "error.txt").exists() and not Case(f).flags], ids=name
)
def test_what_the_post_renderer_refuses_compile_refuses_too(folder: Path, tmp_path: Path) -> None:
    case = Case(folder)
    (tmp_path / "values.json").write_text(json.dumps(case.values))
    done = compile_here(
        "--chart=.",
        f"--release={case.release}",
        f"--namespace={case.namespace}",
        f"--values={tmp_path}/values.json",
    )
    assert (done.returncode, done.stdout) == (1, "")
    for line in (folder / "error.txt").read_text().splitlines():
        assert line in done.stderr


@pytest.mark.parametrize("mode", ["excluded", "permissive", "strict"])
@pytest.mark.parametrize("values", ENVIRONMENTS, ids=lambda path: path.stem)
def test_every_environment_in_every_mode(
    values: Path, mode: str, helms: tuple[Helm, Helm], tmp_path: Path
) -> None:
    flags = [f"--values={values}", f"--set=mesh.mode={mode},mesh.tls=auto"]
    (tmp_path / "mode.json").write_text(json.dumps({"mesh": {"mode": mode, "tls": "auto"}}))
    done = compile_here(
        "--chart=.",
        "--release=r",
        "--namespace=n",
        f"--values={values}",
        f"--values={tmp_path}/mode.json",
    )
    assert done.returncode == 0, done.stderr
    plan = f"--values={write(tmp_path, done.stdout)}"
    for helm in helms:
        ours = helm.template(*flags, *helm.post_renderer(), release="r", namespace="n")
        alone = helm.template(*flags, plan, release="r", namespace="n")
        assert by_id(alone.stdout) == by_id(ours.stdout), helm.major


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mesh.yaml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    "change",
    [
        {"elasticsearch": {"default": {"nodeSets": {"hot": {"count": 1}}}}},
        {"kibana": {"default": {"config": {"a": 1}}}},
        {"apmServer": {"default": {}}},
        {"mesh": {"mode": "permissive"}},
        {"mesh": {"mode": "strict", "rules": [{"name": "a", "path": "$.spec", "set": {"x": 1}}]}},
        {"kibana": {"default": {"mesh": {"mode": "excluded"}}}},
        {
            "extraObjects": {
                "note": "{kind: DestinationRule, apiVersion: networking.istio.io/v1, metadata: {name: a}}"
            }
        },
        {"version": "8.19.0"},
    ],
)
def test_a_plan_is_stale_after_changes_that_matter(
    change: dict[str, Any], helm: Helm, strict_plan: str, tmp_path: Path
) -> None:
    done = with_plan(helm, tmp_path, strict_plan, values={**STRICT, **change})
    assert (done.returncode, done.stdout) == (1, "")
    assert STALE in done.stderr
    assert (
        "Run eck-mesh compile again for release elastic-istio in namespace prod with chart eck-mesh 0.1.0. Nothing was rendered. [stale-plan]"
        in done.stderr
    )


@pytest.mark.parametrize("more", [{"release": "other"}, {"namespace": "other"}])
def test_a_plan_is_stale_in_another_release_or_namespace(
    more: dict[str, Any], helm: Helm, strict_plan: str, tmp_path: Path
) -> None:
    done = with_plan(helm, tmp_path, strict_plan, values=STRICT, **more)
    assert (done.returncode, STALE in done.stderr) == (1, True)


def default_node_set(**fields: Any) -> dict[str, Any]:
    """The nodeSet that the chart makes if there is none, written out, with more fields."""
    node_set = {"config": {"node.store.allow_mmap": False}, **fields}
    return {"elasticsearch": {"default": {"nodeSets": {"default": node_set}}}}


@pytest.mark.parametrize(
    "change",
    [
        {"extraObjects": {"note": "{kind: ConfigMap, apiVersion: v1, metadata: {name: other}}"}},
        {"mesh": {"mode": "strict", "acceptOutage": True}},
        {"kibana": {"off": {"enabled": False}}},
        {"mesh": {"mode": "strict", "tls": None}},
        {"kibana": {"default": {"count": 2}}},
        {"kibana": {"default": {"image": "registry/kibana"}}},
        default_node_set(count=5),
        default_node_set(storage={"size": "9Gi"}),
        {"elasticsearch": {"default": {"spec": {"podDisruptionBudget": {}}}}},
        {"version": "9.4.2"},
        {"commonLabels": {"team": "search"}, "commonAnnotations": {"team": "search"}},
        {"kibana": {"default": {"labels": {"team": "search"}}}},
    ],
)
def test_a_plan_survives_changes_that_do_not_matter(
    change: dict[str, Any], helm: Helm, strict_plan: str, tmp_path: Path
) -> None:
    """And the chart still makes what the post-renderer makes."""
    values = {**STRICT, **change}
    done = with_plan(helm, tmp_path, strict_plan, values=values)
    assert done.returncode == 0, done.stderr
    ours = helm.template(*helm.post_renderer(), values=values)
    assert by_id(done.stdout) == by_id(ours.stdout)


def test_a_plan_is_refused_where_every_mode_is_disabled(
    helm: Helm, strict_plan: str, tmp_path: Path
) -> None:
    done = with_plan(helm, tmp_path, strict_plan, values={"mesh": {"mode": "disabled"}})
    assert (done.returncode, "[compiled-without-mesh]" in done.stderr) == (
        1,
        True,
    )


def test_where_every_mode_is_disabled_there_is_nothing_to_compile(
    helm: Helm, tmp_path: Path
) -> None:
    text = compiled(tmp_path, {})
    assert yaml.safe_load(text) == {}
    assert with_plan(helm, tmp_path, text).returncode == 0


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (
            {
                "changes": [
                    {
                        "resource": "Kibana/elastic-istio",
                        "set": [{"path": ["spec", "a"], "value": 1}],
                    }
                ]
            },
            STALE,
        ),
        ({"changes": None}, "changes"),
        ({"changes": []}, STALE),
        ({"created": []}, STALE),
        ({"digest": "0"}, STALE),
    ],
)
def test_an_edited_plan_is_refused_as_a_whole(
    part: dict[str, Any], words: str, helm: Helm, strict_plan: str, tmp_path: Path
) -> None:
    """Or was cut, by hand or where Git has merged two."""
    plan = yaml.safe_load(strict_plan)
    plan["mesh"]["compiled"].update(part)
    done = with_plan(helm, tmp_path, json.dumps(plan), values=STRICT)
    assert (done.returncode, words in done.stderr) == (1, True), done.stderr


def test_a_plan_for_a_field_that_does_not_exist_is_refused(
    helm: Helm, strict_plan: str, tmp_path: Path
) -> None:
    plan = yaml.safe_load(strict_plan)
    (change,) = (
        c for c in plan["mesh"]["compiled"]["changes"] if c["resource"].startswith("Elasticsearch/")
    )
    change["set"][0]["path"] = ["spec", "nodeSets", "x", "count"]
    done = with_plan(helm, tmp_path, json.dumps(plan), values=STRICT)
    assert (
        "Elasticsearch/elastic-istio: spec.nodeSets.x.count: mesh.compiled.changes sets this field"
        in done.stderr
    )
    assert done.returncode == 1


def test_a_second_plan_replaces_the_first_whole(
    helm: Helm, strict_plan: str, tmp_path: Path
) -> None:
    """Values files merge maps: two plans must not become one."""
    old = {**STRICT, "elasticsearch": {"old": {}}}
    (tmp_path / "old.yaml").write_text(compiled(tmp_path, old))
    once = with_plan(helm, tmp_path, strict_plan, values=STRICT)
    (tmp_path / "values.json").write_text(json.dumps(STRICT))
    files = [f"--values={tmp_path}/{f}" for f in ("values.json", "old.yaml", "mesh.yaml")]
    assert helm.template(*files).objects == once.objects


def test_compile_ignores_an_earlier_plan_in_the_values(strict_plan: str, tmp_path: Path) -> None:
    stale = {**STRICT, "kibana": {"default": {"config": {"a": 1}}}}
    again = compiled(
        tmp_path, {**stale, "mesh": {**STRICT["mesh"], **yaml.safe_load(strict_plan)["mesh"]}}
    )
    assert again == compiled(tmp_path, stale)


def test_check_compares_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mesh.yaml"
    call = ["--chart=.", "--release=r", "--namespace=n", f"--output={path}"]
    assert compile_here(*call, "--set=mesh.mode=strict").returncode == 0
    before = path.read_text()
    done = compile_here(*call, "--set=mesh.mode=strict", "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = compile_here(*call, "--set=mesh.mode=permissive", "--check")
    assert (done.returncode, path.read_text()) == (1, before)
    assert {"-              mode: STRICT", "+              mode: PERMISSIVE"} <= set(
        done.stdout.splitlines()
    )
    assert "is stale" in done.stderr


def test_a_dollar_sign_is_escaped_from_flux_substitution(helm: Helm, tmp_path: Path) -> None:
    rules = [
        {
            "name": "a",
            "path": "$.spec",
            "set": {"config": {"a": "${b}", "c": "d\n$e"}},
            "because": "$HOME",
        }
    ]
    values = {
        "mesh": {"mode": "strict", "rules": rules},
        "elasticsearch": {"default": {"enabled": False}},
        "kibana": {"default": {"elasticsearchRef": ""}},
    }
    text = compiled(tmp_path, values)
    assert "$" not in text
    kibana = with_plan(helm, tmp_path, text, values=values).object("Kibana", "elastic-istio")
    assert kibana["spec"]["config"] == {"a": "${b}", "c": "d\n$e"}
