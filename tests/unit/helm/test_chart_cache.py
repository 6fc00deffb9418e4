"""The cache of pulled charts: parallel runs do not take each other's archives away."""

from __future__ import annotations

from pathlib import Path

import pytest

from eck_mesh.helm.chart_cache import local_chart
from eck_mesh.helm.client import Chart

NEWEST = Chart("eck-mesh", "https://charts.example")
# `helm pull NAME … -d FOLDER`: each pull finds a newer version than the pull before.
PULL = """#!/bin/sh
for last; do :; done
echo pulled >>"$0.log"
echo chart >"$last/eck-mesh-0.1.$(wc -l <"$0.log").tgz"
"""


@pytest.fixture(autouse=True)
def pulls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log with one line for each pull."""
    program = tmp_path / "helm"
    program.write_text(PULL)
    program.chmod(0o755)
    monkeypatch.setenv("HELM_BIN", str(program))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "helm.log"


def test_a_run_keeps_its_chart_while_another_run_pulls_a_newer_one() -> None:
    first = local_chart(NEWEST)
    second = local_chart(NEWEST)
    assert first.is_local
    assert second.is_local
    assert first != second


@pytest.mark.parametrize(
    "chart", [NEWEST._replace(version="0.1.0"), Chart("oci://r.example/eck-mesh@sha256:0a")]
)
def test_an_exact_version_is_pulled_once(chart: Chart, pulls: Path) -> None:
    assert local_chart(chart) == local_chart(chart)
    assert pulls.read_text() == "pulled\n"


@pytest.mark.parametrize("version", ["", "~0.1", "0.1", ">=0.1.0"])
def test_a_range_of_versions_is_pulled_by_each_run(version: str, pulls: Path) -> None:
    for _ in range(2):
        local_chart(NEWEST._replace(version=version))
    assert len(pulls.read_text().splitlines()) == 2


def test_a_pull_that_fails_leaves_no_archive(tmp_path: Path) -> None:
    (tmp_path / "helm").write_text('#!/bin/sh\nfor last; do :; done\necho a >"$last/a"\nexit 1\n')
    with pytest.raises(Exception, match="helm pull: no output"):
        local_chart(NEWEST._replace(version="0.1.0"))
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []


def test_a_local_chart_is_taken_as_it_is(tmp_path: Path, pulls: Path) -> None:
    chart = Chart(str(tmp_path))
    assert local_chart(chart) is chart
    assert not pulls.exists()
