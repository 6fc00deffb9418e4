"""A chart of charts that holds this one several times."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tests.support.compiled import compile_here
from tests.support.helm import ROOT
from tests.support.inprocess import Answer

CHART = ["Chart.yaml", "values.yaml", "values.schema.json", "templates", "files"]


def make_umbrella(folder: Path) -> Path:
    """An umbrella chart that holds this one twice, by alias, and once plain."""
    (folder / "charts" / "eck-mesh" / "templates").mkdir(parents=True)
    for name in CHART:
        source, target = ROOT / name, folder / "charts" / "eck-mesh" / name
        shutil.copytree(source, target, dirs_exist_ok=True) if source.is_dir() else shutil.copy(
            source, target
        )
    dependencies = [
        {"name": "eck-mesh", "version": "0.1.0", "condition": "plain.on"},
        {"name": "eck-mesh", "version": "0.1.0", "alias": "blue", "condition": "aliases.on"},
        {"name": "eck-mesh", "version": "0.1.0", "alias": "green", "condition": "aliases.on"},
    ]
    (folder / "Chart.yaml").write_text(
        json.dumps(
            {"apiVersion": "v2", "name": "all", "version": "1.0.0", "dependencies": dependencies}
        )
    )
    return folder


def compile_umbrella(tmp_path: Path, chart: Path, values: dict[str, Any]) -> Answer:
    (tmp_path / "values.json").write_text(json.dumps(values))
    return compile_here(
        f"--chart={chart}", "--release=r", "--namespace=prod", f"--values={tmp_path}/values.json"
    )
