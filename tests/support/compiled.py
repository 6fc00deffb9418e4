"""`eck-mesh compile` with real Helm 4, and the chart rendered with the plan that it wrote."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.helm import ROOT, Helm, binary
from tests.support.inprocess import Answer, call

ENVIRONMENTS = sorted([*ROOT.glob("ci/*-values.yaml"), *ROOT.glob("examples/environments/*.yaml")])
STALE = "mesh.compiled: the plan is stale or incomplete"
STRICT: dict[str, Any] = {
    "mesh": {"mode": "strict"},
    "extraObjects": {"note": "{kind: ConfigMap, apiVersion: v1, metadata: {name: a}}"},
}


def compile_here(
    *arguments: str, stdin: str = "", cwd: Path = ROOT, env: dict[str, str] | None = None
) -> Answer:
    """`eck-mesh compile` in this process, with real Helm 4."""
    more = {"HELM_BIN": binary(4), **(env or {})}
    return call("compile", *arguments, stdin=stdin, cwd=str(cwd), env=more)


def compile_(
    *arguments: str, stdin: str | None = None, cwd: Path = ROOT, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The same as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "eck_mesh", "compile", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=cwd,
        env={**os.environ, "HELM_BIN": binary(4), **(env or {})},
    )


def compiled(
    tmp_path: Path,
    values: Any,
    release: str = "elastic-istio",
    namespace: str = "prod",
    chart: Path = ROOT,
) -> str:
    """The values file for these values, also if there is no plan."""
    (tmp_path / "values.json").write_text(json.dumps(values))
    done = compile_here(
        f"--chart={chart}",
        f"--release={release}",
        f"--namespace={namespace}",
        f"--values={tmp_path}/values.json",
        "--allow-empty",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def with_plan(helm: Helm, tmp_path: Path, text: str, **more: Any) -> Any:
    (tmp_path / "mesh.yaml").write_text(text)
    return helm.template(f"--values={tmp_path}/mesh.yaml", check=False, **more)
