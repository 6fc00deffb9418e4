"""What several tests of plans begin with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.compiled import STRICT, compiled
from tests.support.helm import ROOT, Helm
from tests.support.umbrella import CHART


@pytest.fixture(scope="session")
def strict_plan(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The plan for the values STRICT."""
    return compiled(tmp_path_factory.mktemp("plan"), STRICT)


FOREIGN = """apiVersion: kibana.k8s.elastic.co/v1
kind: Kibana
metadata: {name: kb}
spec:
  version: 9.4.3
  count: {{ .Values.count }}
  config: {xpack.security.encryptionKey: {{ .Values.key | quote }}}
"""


@pytest.fixture
def foreign(tmp_path: Path) -> list[str]:
    """A third-party chart, as flags for --as patches."""
    (tmp_path / "chart" / "templates").mkdir(parents=True)
    (tmp_path / "chart" / "Chart.yaml").write_text(
        json.dumps({"apiVersion": "v2", "name": "theirs", "version": "1.0.0"})
    )
    (tmp_path / "chart" / "values.yaml").write_text("{count: 1, key: none}")
    (tmp_path / "chart" / "templates" / "kb.yaml").write_text(FOREIGN)
    return [f"--chart={tmp_path}/chart", "--as=patches", "--mode=strict"]


# Prints the part of each object of a mapping that counts.
PRINT = """\
{{- $table := .Files.Get "files/digest.yaml" | fromYaml -}}
{{- range $name, $given := .Values.global.objects }}
{{ $name | toJson }}: {{ include "eck-mesh.digested" (dict "object" $given.object "mesh" $given.mesh "table" $table "selected" ($given.selected | default false) "versions" ($given.versions | default false)) | sha256sum }}
{{- end }}
"""


@pytest.fixture(scope="session")
def digests(tmp_path_factory: pytest.TempPathFactory, helms: tuple[Helm, Helm]) -> Any:
    """What counts of each of many objects, by the names that they have here, under both Helms."""
    chart = tmp_path_factory.mktemp("chart") / "eck-mesh"
    chart.mkdir()
    for name in CHART:
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, chart / name)
    (chart / "templates" / "print.yaml").write_text(PRINT)

    def found(objects: dict[str, dict[str, Any]]) -> dict[str, str]:
        values = {
            "global": {"objects": {name: {"mesh": {}, **one} for name, one in objects.items()}}
        }
        (chart.parent / "values.json").write_text(json.dumps(values))
        only = ["--show-only=templates/print.yaml", f"--values={chart.parent}/values.json"]
        one, two = (yaml.safe_load(helm.template(*only, chart=chart).stdout) for helm in helms)
        assert one == two, "both Helms"
        assert one.keys() == objects.keys()
        return dict(one)

    return found
