"""What several tests of plans begin with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.compiled import STRICT, compiled


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
