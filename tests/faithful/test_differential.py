"""Generated documents are read, and written, as Kubernetes reads them: with libyaml and without."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.faithful import differential
from tests.support.helm import ROOT
from tests.support.kube_reader import PROGRAM

pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason="no kube-reader: ci/tools builds it")
DOCUMENTS = 10_000  # `make faithful` compares a million


def test_what_eck_mesh_reads_is_what_kubernetes_reads() -> None:
    result = differential.compare(0, DOCUMENTS)
    assert result.differences == [], "\n".join(map(str, result.differences[:5]))
    assert result.counts["same"] > DOCUMENTS / 4
    assert result.counts["written"] > DOCUMENTS / 5
    assert result.counts["refused by both"] > DOCUMENTS / 5, "broken documents are part of it"
    assert result.counts["refused by eck-mesh"] < DOCUMENTS / 10


def test_without_libyaml_more_is_refused_and_nothing_is_read_otherwise() -> None:
    command = [sys.executable, "-m", "tests.faithful.differential", "0", "2000", "pure"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    same = re.search(r"([\d,]+) same", done.stdout)
    assert same
    assert int(same[1].replace(",", "")) > 400
