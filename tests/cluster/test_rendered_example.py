"""examples/rendered: what CI renders, and the real `flux build` makes of it, is what Helm installs, and a cluster takes it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.tools import TOOLS
from tests.cluster.support.admission import create
from tests.cluster.support.live import kept
from tests.support.helm import ROOT, Helm

EXAMPLE = ROOT / "examples" / "rendered"


def render(folder: Path) -> subprocess.CompletedProcess[str]:
    env = {
        **os.environ,
        "PATH": f"{ROOT}/.venv/bin:{os.environ['PATH']}",
        "HELM_BIN": str(TOOLS / "helm4"),
    }
    return subprocess.run(
        [EXAMPLE / "render", folder], capture_output=True, text=True, env=env, timeout=60
    )


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_a_kustomization_applies_what_helm_would_install(
    environment: str, flux_bed: Bed, helm3: Helm, tmp_path: Path
) -> None:
    done = render(tmp_path)
    assert done.returncode == 0, done.stderr
    text = (EXAMPLE / "cluster.yaml").read_text().replace("./production", f"./{environment}")
    (tmp_path / "cluster.yaml").write_text(text)
    flux = [
        str(TOOLS / "flux"),
        "build",
        "kustomization",
        "logs",
        "--dry-run",
        f"--path={tmp_path / environment}",
    ]
    built = flux_bed.run(*flux, f"--kustomization-file={tmp_path}/cluster.yaml").stdout
    objects = [o for o in yaml.safe_load_all(built) if o]
    assert {o["metadata"]["namespace"] for o in objects} == {"logs"}
    values = f"--values={ROOT}/examples/environments/{environment}.yaml"
    wanted = helm3.template(
        values, *helm3.post_renderer(), release="logs", namespace="logs"
    ).objects
    assert {(o["kind"], o["metadata"]["name"]): kept(o) for o in objects} == {
        (o["kind"], o["metadata"]["name"]): kept(o) for o in wanted
    }
    flux_bed.create_namespace("logs")
    assert create(flux_bed, built, "logs") == ""
