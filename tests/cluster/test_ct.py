"""`ct install` with ct.yaml: chart-testing installs the chart with each ci/*-values.yaml, and takes it away again."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.tools import TOOLS
from tests.support.clone import Clone
from tests.support.helm import ROOT, binary

ELSEWHERE = {"production-values.yaml"}  # needs a certificate, and nobody issues one in the bed


def test_ct_installs_the_chart_with_each_values_file(
    bed: Bed, namespace: str, tmp_path: Path
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "helm").symlink_to(binary(4))
    (programs / "kubectl").symlink_to(TOOLS / "kubectl")
    clone = Clone(tmp_path / "clone")
    for name in ELSEWHERE:
        (clone.folder / "ci" / name).unlink()
    words = [
        "install",
        "--config=ct.yaml",
        f"--namespace={namespace}",
        "--helm-extra-args=--timeout=90s",
    ]
    done = subprocess.run(
        [*bed.within, str(TOOLS / "ct"), *words],
        cwd=clone.folder,
        env={
            **os.environ,
            "PATH": f"{programs}:{os.environ['PATH']}",
            "KUBECONFIG": str(bed.kubeconfig),
            "HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=300,
    )
    (tmp_path / "ct.log").write_text(done.stdout + done.stderr)
    assert done.returncode == 0, re.findall(r"(?m)^Error.*", done.stdout + done.stderr)
    names = {values.name for values in (ROOT / "ci").glob("*-values.yaml")}
    for name in names - ELSEWHERE:
        assert f'Installing chart with values file "ci/{name}"' in done.stdout
    assert bed.items("elastic", namespace) == []
