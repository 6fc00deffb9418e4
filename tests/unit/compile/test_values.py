"""The plan as values: how often a stream is planned, and what the chart could not notice."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from eck_mesh.compile import values
from eck_mesh.compile.values import compile_values
from eck_mesh.errors import UserError
from eck_mesh.marks import LOCK, SETTINGS
from eck_mesh.plan.render import Rendering, render
from eck_mesh.settings.settings import Flags


def chart(place: str, *kinds: str, mode: str = "strict", **spec: Any) -> str:
    """The rendered manifests of one chart; `place`: as in Helm's `# Source:` lines."""
    settings = {"contract": 1, "namespace": "prod", "releaseMode": mode, "mode": mode}
    settings["digest"] = "0a"
    stream = ""
    for kind in kinds:
        body = {
            "apiVersion": f"{kind.lower()}.k8s.elastic.co{LOCK}/v1",
            "kind": kind,
            "metadata": {
                "name": place.rpartition("/")[2],
                "annotations": {SETTINGS: json.dumps(settings)},
            },
            "spec": {"version": "9.4.3", "count": 1, **spec},
        }
        stream += f"---\n# Source: {place}/templates/all.yaml\n{json.dumps(body)}\n"
    return stream


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The streams that are planned."""
    streams: list[str] = []

    def counting(text: str, flags: Flags) -> Rendering:
        streams.append(text)
        return render(text, flags)

    monkeypatch.setattr(values, "render", counting)
    return streams


@pytest.mark.parametrize("expect_mode", ["", "strict"])
def test_the_whole_stream_is_planned_once_and_each_chart_once(
    planned: list[str], expect_mode: str
) -> None:
    charts = [chart(f"all/charts/{name}", "Kibana") for name in ("a", "b", "c")]
    text = compile_values("".join(charts), "release r", Flags(expectMode=expect_mode)).text
    assert sorted(yaml.safe_load(text)) == ["a", "b", "c"]
    assert planned == ["".join(charts), *charts]


def test_a_single_chart_is_planned_once(planned: list[str]) -> None:
    stream = chart("eck-mesh", "Kibana")
    compiled = compile_values(stream, "release r", Flags(expectMode="strict"))
    assert yaml.safe_load(compiled.text)["mesh"]["compiled"]["digest"].startswith("0a-")
    assert planned == [stream]


def test_without_anything_locked_nothing_is_planned(planned: list[str]) -> None:
    compiled = compile_values("---\n# Source: a/templates/a.yaml\nkind: ConfigMap\n", "release r")
    assert (compiled.rendering, yaml.safe_load(compiled.text), planned) == (None, {}, [])


def test_a_plan_that_depends_on_another_chart_is_refused() -> None:
    server = chart("all/charts/a", "Elasticsearch", nodeSets=[{"name": "x", "count": 1}])
    client = chart(
        "all/charts/b",
        "Kibana",
        mode="excluded",
        elasticsearchRef={"name": "a", "namespace": "prod"},
    )
    with pytest.raises(UserError) as error:
        compile_values(server + client, "release r")
    assert error.value.ids == ("plan-depends-on-another-chart",)
    assert str(error.value).startswith("Elasticsearch/prod/a: ")


def test_a_chart_without_a_digest_is_refused() -> None:
    with pytest.raises(UserError) as error:
        compile_values(chart("eck-mesh", "Kibana").replace("digest", "release"), "release r")
    assert error.value.ids == ("chart-without-digest",)
