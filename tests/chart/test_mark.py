"""The chart's releases without a lock need no mode: the post-renderer knows them under both Helms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.helm import Helm
from tests.support.post_renderer import answering
from tests.support.streams import by_id
from tests.support.umbrella import make_umbrella

BEAT = {
    "apiVersion": "beat.k8s.elastic.co/v1beta1",
    "kind": "Beat",
    "metadata": {"name": "fb"},
    "spec": {"type": "filebeat", "version": "9.4.3", "daemonSet": {}},
}
OPERATOR = {
    "apiVersion": "apps/v1",
    "kind": "StatefulSet",
    "metadata": {"name": "elastic-operator"},
    "spec": {"template": {"spec": {"containers": [{"args": ["--config=/conf/eck.yaml"]}]}}},
}
NOTHING = {
    "elasticsearch": {"default": {"enabled": False}},
    "kibana": {"default": {"enabled": False}},
}
ALIASES: dict[str, Any] = {"plain": {"on": False}, "aliases": {"on": True}, "green": NOTHING}


@pytest.mark.parametrize(
    "blue",
    [
        {},
        {"commonLabels": {"helm.sh/chart": "of-ours"}},
        {**NOTHING, "extraObjects": {"beat": BEAT}},
        {**NOTHING, "extraObjects": {"operator": OPERATOR}},
    ],
    ids=["the usual", "with another label", "extraObjects alone", "the operator alone"],
)
def test_under_an_alias_a_disabled_release_passes_in_silence(
    helm: Helm, tmp_path: Path, blue: dict[str, Any]
) -> None:
    umbrella = make_umbrella(tmp_path / "all")
    values = {**ALIASES, "blue": blue}
    plain = helm.template(chart=umbrella, release="r", values=values)
    with answering(helm, tmp_path) as answered:
        flags = answered.post_renderer()
        done = answered.template(*flags, chart=umbrella, release="r", values=values)
    assert by_id(done.stdout) == by_id(plain.stdout)
    assert done.stderr == ""


def test_a_third_party_chart_without_a_mode_stops_under_both_helms(
    helm: Helm, tmp_path: Path
) -> None:
    chart = tmp_path / "eck-mesh-wrapper"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("{apiVersion: v2, name: eck-mesh-wrapper, version: 1.0.0}\n")
    (chart / "templates" / "beat.yaml").write_text(str(BEAT).replace("'", '"'))
    with answering(helm, tmp_path) as answered:
        flags = answered.post_renderer()
        done = answered.template(*flags, chart=chart, release="r", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "[mode-not-given]" in done.stderr
