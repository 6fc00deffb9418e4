"""What a plan was made from: when it is stale, when it is not, and that compile proves it before it gives it away."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from eck_mesh.manifests.kinds import READ
from tests.support.cases import CASES
from tests.support.compiled import STALE, STRICT, compile_here, compiled, with_plan
from tests.support.helm import ROOT, Helm
from tests.support.streams import by_id
from tests.support.umbrella import CHART, compile_umbrella

OPERATOR, NAMESPACE = (
    yaml.safe_load(
        (CASES / "operator/a-sidecar-that-the-webhook-port-bypasses/input.yaml")
        .read_text()
        .split("---\n")[place]
    )
    for place in (1, 0)
)
OPERATOR["spec"]["template"]["metadata"]["labels"]["sidecar.istio.io/inject"] = "true"
NAMESPACE["metadata"] |= {"name": "elsewhere", "labels": {"istio-injection": "enabled"}}
POLICY = {
    "apiVersion": "security.istio.io/v1",
    "kind": "PeerAuthentication",
    "metadata": {"name": "a"},
}
RULE = {
    "apiVersion": "networking.istio.io/v1",
    "kind": "DestinationRule",
    "metadata": {"name": "a"},
    "spec": {"host": "a.b"},
}
ROUTE = {"apiVersion": "traefik.io/v1alpha1", "kind": "IngressRoute", "metadata": {"name": "a"}}
OURS = {"elasticsearch.k8s.elastic.co/cluster-name": "other"}
SERVICE = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "a"},
    "spec": {"selector": OURS},
}
BALANCER = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "b"},
    "spec": {"type": "LoadBalancer", "selector": {"a": "b"}},
}


@pytest.mark.parametrize(
    "extra",
    [OPERATOR, NAMESPACE, POLICY, RULE, ROUTE, SERVICE, BALANCER],
    ids=lambda extra: f"{extra['kind']}-{extra['metadata']['name']}",
)
def test_what_the_post_renderer_reads_of_the_users_own_objects_counts(
    extra: Any, helm: Helm, tmp_path: Path
) -> None:
    values = {**STRICT, "extraObjects": {"one": extra}}
    text = compiled(tmp_path, values)
    assert with_plan(helm, tmp_path, text, values=values).returncode == 0
    other = json.loads(
        json.dumps(values)
        .replace('"enabled"', '"disabled"')
        .replace('/inject": "true"', '/inject": "no"')
    )
    other["extraObjects"]["one"].setdefault("spec", {})["x"] = 1
    done = with_plan(helm, tmp_path, text, values=other)
    assert (done.returncode, STALE in done.stderr) == (1, True)


def test_every_kind_that_is_read_counts() -> None:
    template = (ROOT / "templates/_compiled.tpl").read_text()
    assert [kind for _, kind in READ if f'"{kind}"' not in template] == []


VIRTUAL = {
    "apiVersion": "networking.istio.io/v1",
    "kind": "VirtualService",
    "metadata": {"name": "a"},
}
PLAIN = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "elsewhere"}}
APP = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "app"},
    "spec": {"selector": {"app": "shop"}},
}


@pytest.mark.parametrize("extra", [VIRTUAL, PLAIN, APP], ids=lambda extra: str(extra["kind"]))
def test_what_it_does_not_read_does_not(extra: Any, helm: Helm, tmp_path: Path) -> None:
    text = compiled(tmp_path, {**STRICT, "extraObjects": {"one": extra}})
    other = {**extra, "metadata": {"name": "other"}}
    assert (
        with_plan(
            helm, tmp_path, text, values={**STRICT, "extraObjects": {"one": other}}
        ).returncode
        == 0
    )


@pytest.mark.parametrize(
    ("change", "stale"),
    [
        (("Chart.yaml", "\nname: eck-mesh\n", "\nname: stack\n"), True),
        (("Chart.yaml", "\nversion: 0.1.0\n", "\nversion: 0.1.1\n"), True),
        (("Chart.yaml", "\nversion: 0.1.0\n", "\nversion: 0.1.0+build.7\n"), False),
        (("templates/_compiled.tpl", '"contract" 1', '"contract" 2'), True),
    ],
)
def test_another_chart(
    change: tuple[str, str, str], stale: bool, helm: Helm, strict_plan: str, tmp_path: Path
) -> None:
    """Flux appends +DIGEST to the version of a chart from an OCIRepository: that one is the same chart."""
    chart = tmp_path / "eck-mesh"
    chart.mkdir()
    for name in CHART:
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, chart / name)
    path, old, new = change
    assert old in (chart / path).read_text()
    (chart / path).write_text((chart / path).read_text().replace(old, new))
    done = with_plan(helm, tmp_path, strict_plan, values=STRICT, chart=chart)
    assert (done.returncode == 1, STALE in done.stderr) == (stale, stale), done.stderr


ALIASES = {"plain": {"on": False}, "aliases": {"on": True}}


@pytest.mark.parametrize(
    "null", [{"revision": None}, {"clusterDomain": None}, {"operator": None}, {"tls": None}]
)
def test_a_null_in_the_values_of_an_umbrella(
    null: Any, helm: Helm, umbrella: Path, tmp_path: Path
) -> None:
    """Helm lays values over each other otherwise where a file says something below the same key, as the plan does."""
    (umbrella / "values.yaml").write_text(
        json.dumps({**ALIASES, "blue": {"mesh": {"mode": "strict", **null}}})
    )
    done = compile_umbrella(tmp_path, umbrella, {})
    assert done.returncode == 0, done.stderr
    again = with_plan(helm, tmp_path, done.stdout, chart=umbrella, release="r")
    assert again.returncode == 0, again.stderr
    beside = compile_here(
        f"--chart={umbrella}", "--release=r", "--namespace=prod", f"--values={tmp_path}/mesh.yaml"
    )
    assert beside.stdout == done.stdout


@pytest.mark.parametrize("change", [{}, {"kibana": {"default": {"count": 3}}}])
def test_a_plan_in_the_charts_own_values(
    change: Any, helm: Helm, umbrella: Path, tmp_path: Path
) -> None:
    """As Argo CD has it: the umbrella's values.yaml holds the plan, fresh or stale, and compile makes it anew."""
    values: dict[str, Any] = {**ALIASES, "blue": {"mesh": {"mode": "strict"}}}
    (umbrella / "values.yaml").write_text(json.dumps(values))
    first = yaml.safe_load(compile_umbrella(tmp_path, umbrella, {}).stdout)
    values["blue"]["mesh"] |= first["blue"]["mesh"]
    values["blue"] |= change
    (umbrella / "values.yaml").write_text(json.dumps(values))
    done = compile_umbrella(tmp_path, umbrella, {})
    assert done.returncode == 0, done.stderr
    assert (yaml.safe_load(done.stdout)["blue"] == first["blue"]) == (not change)
    alone = with_plan(helm, tmp_path, done.stdout, chart=umbrella, release="r")
    assert alone.returncode == 0, alone.stderr
    unplanned = {"blue": {"mesh": {"compiled": {"digest": "ignore", "changes": [], "created": []}}}}
    ours = helm.template(*helm.post_renderer(), chart=umbrella, release="r", values=unplanned)
    assert by_id(alone.stdout) == by_id(ours.stdout)


def rules(*of: dict[str, Any]) -> dict[str, Any]:
    return {
        "mesh": {"mode": "permissive", "rules": list(of)},
        "elasticsearch": {"default": {"nodeSets": {"a": {}, "b": {}}}},
    }


@pytest.mark.parametrize(
    "rule",
    [
        {
            "match": {"kind": "Kibana"},
            "path": "$.spec.podTemplate.metadata",
            "set": {"labels": {"z": "1"}, "annotations": {}},
        },
        {"path": "$.spec.nodeSets[0]", "set": {"name": "other"}},
        {"path": "$", "set": {"x": 1}, "match": {"kind": "Kibana"}},
        {"name": "a\nb: 1", "path": "$.spec", "set": {"x": 1}, "because": "tab\there\x07"},
        {"path": "$.spec.nodeSets[1].podTemplate.metadata.annotations", "set": {"x": "1"}},
    ],
)
def test_rules_that_meet_the_places_of_others(rule: Any, helm: Helm, tmp_path: Path) -> None:
    values = rules({"name": "mine", **rule})
    done = with_plan(helm, tmp_path, compiled(tmp_path, values), values=values)
    assert done.returncode == 0, done.stderr
    assert by_id(done.stdout) == by_id(helm.template(*helm.post_renderer(), values=values).stdout)


def test_resources_of_the_users_own_in_other_namespaces(helm: Helm, tmp_path: Path) -> None:
    """Of one name in two namespaces; one says annotations: {}, which the post-renderer takes for none."""

    def kibana(namespace: str, count: int) -> dict[str, Any]:
        metadata = {"name": "kb", "namespace": namespace, "annotations": {}}
        spec = {
            "version": "9.4.3",
            "count": count,
            "podTemplate": {
                "spec": {"containers": [{"name": "kibana", "env": [{"name": "A"}, {"name": "B"}]}]}
            },
        }
        return {
            "apiVersion": "kibana.k8s.elastic.co/v1",
            "kind": "Kibana",
            "metadata": metadata,
            "spec": spec,
        }

    rule = {
        "name": "b",
        "path": "$.spec.podTemplate.spec.containers[0].env[1]",
        "set": {"value": "1"},
        "match": {"name": "kb"},
    }
    values = {
        "mesh": {"mode": "strict", "rules": [rule]},
        "extraObjects": {"one": kibana("one", 1), "two": kibana("two", 2)},
    }
    done = with_plan(helm, tmp_path, compiled(tmp_path, values), values=values)
    assert done.returncode == 0, done.stderr
    assert by_id(done.stdout) == by_id(helm.template(*helm.post_renderer(), values=values).stdout)


def test_a_plan_that_does_not_do_what_the_post_renderer_does_is_never_given_away(
    tmp_path: Path,
) -> None:
    """Broken on purpose: a chart that forgets the changes."""
    chart = tmp_path / "eck-mesh"
    chart.mkdir()
    for name in CHART:
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, chart / name)
    broken = (
        (chart / "templates/_objects.tpl")
        .read_text()
        .replace('"changes" $compiled.changes', '"changes" list')
    )
    (chart / "templates/_objects.tpl").write_text(broken)
    done = compile_here(
        f"--chart={chart}",
        "--release=r",
        "--namespace=n",
        "--set=mesh.mode=strict",
        f"--output={tmp_path}/mesh.yaml",
    )
    assert (done.returncode, done.stdout, (tmp_path / "mesh.yaml").exists()) == (1, "", False)
    assert (
        "Elasticsearch/r: the chart makes something else of the plan than the post-renderer"
        in done.stderr
    )


def test_an_umbrella_in_an_umbrella(helm: Helm, umbrella: Path, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    shutil.copytree(umbrella, outer / "charts" / "all", ignore=shutil.ignore_patterns("outer"))
    chart = {
        "apiVersion": "v2",
        "name": "outer",
        "version": "1.0.0",
        "dependencies": [{"name": "all", "version": "1.0.0"}],
    }
    (outer / "Chart.yaml").write_text(json.dumps(chart))
    values = {
        "all": {
            **ALIASES,
            "green": {"mesh": {"mode": "disabled"}},
            "blue": {"mesh": {"mode": "strict"}},
        }
    }
    done = compile_umbrella(tmp_path, outer, values)
    assert done.returncode == 0, done.stderr
    assert list(yaml.safe_load(done.stdout)["all"]) == ["blue"]
    alone = with_plan(helm, tmp_path, done.stdout, chart=outer, values=values, release="r")
    assert by_id(alone.stdout) == by_id(
        helm.template(*helm.post_renderer(), chart=outer, values=values, release="r").stdout
    )
