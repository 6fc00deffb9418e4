"""`eck-mesh compile` is ended in the middle: the plan that was there stays whole, and the next run leaves nothing of it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.compiled import compile_here
from tests.support.helm import ROOT, binary

KILL, TERM, INT = signal.SIGKILL, signal.SIGTERM, signal.SIGINT
SECRET = "password-of-the-example"
VALUES = f"mesh: {{mode: strict}}\nkibana: {{default: {{config: {{server.name: {SECRET}}}}}}}\n"
# A Helm that does not come to an end, so that compile is ended while it waits.
SLOW_HELM = """\
#!/bin/sh
[ "$1" = template ] || exec {helm} "$@"
touch {mark}
exec sleep 60
"""
# The program, which stops where it has written a file beside its place.
STOP_BEFORE_RENAME = """\
import pathlib, sys, time
def stop(self, target):
    open({mark!r}, "w").close()
    time.sleep(60)
pathlib.Path.replace = stop
sys.argv[0] = "eck-mesh"
import eck_mesh.__main__
"""


def wait(check: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not check():
        assert time.monotonic() < end
        time.sleep(0.02)


class Compiling:
    """A release with values of a Secret, in a folder with the plan of an earlier run."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.mark, self.temporary = folder, folder / "mark", folder / "tmp"
        self.temporary.mkdir()
        self.plans = folder / "plans"
        self.plans.mkdir()
        self.plan = self.plans / "mesh.yaml"
        self.plan.write_text("the earlier plan\n")
        (folder / "values.yaml").write_text(VALUES)
        self.flags = [
            f"--chart={ROOT}",
            "--release=logs",
            "--namespace=logs",
            f"--values={folder}/values.yaml",
            f"--output={self.plan}",
        ]

    def start(self, *program: str, helm: str = "") -> subprocess.Popen[str]:
        """Until it makes the mark."""
        env = {**os.environ, "HELM_BIN": helm or binary(4), "TMPDIR": str(self.temporary)}
        started = subprocess.Popen(
            [sys.executable, *program, "compile", *self.flags],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        wait(lambda: self.mark.exists() or started.poll() is not None)
        assert self.mark.exists(), started.communicate()[1]
        return started

    def files(self) -> list[str]:
        return sorted(path.name for path in self.plans.iterdir())


@pytest.fixture
def compiling(tmp_path: Path) -> Compiling:
    return Compiling(tmp_path)


@pytest.mark.parametrize(("number", "status"), [(TERM, 143), (INT, 130)])
def test_no_value_stays_in_a_temporary_folder(
    compiling: Compiling, number: signal.Signals, status: int
) -> None:
    helm = compiling.folder / "helm"
    helm.write_text(SLOW_HELM.format(helm=binary(4), mark=compiling.mark))
    helm.chmod(0o755)
    started = compiling.start("-m", "eck_mesh", helm=str(helm))
    assert any(SECRET in path.read_text() for path in compiling.temporary.rglob("*.yaml"))
    started.send_signal(number)
    started.communicate(timeout=60)
    assert started.returncode == status
    assert list(compiling.temporary.iterdir()) == []
    assert compiling.plan.read_text() == "the earlier plan\n"


@pytest.mark.parametrize("number", [KILL, TERM])
def test_a_plan_is_replaced_whole_or_not_at_all(
    compiling: Compiling, number: signal.Signals
) -> None:
    started = compiling.start("-c", STOP_BEFORE_RENAME.format(mark=str(compiling.mark)))
    assert len(compiling.files()) == 2
    started.send_signal(number)
    started.communicate(timeout=60)
    assert compiling.plan.read_text() == "the earlier plan\n"
    assert len(compiling.files()) == (2 if number == KILL else 1)
    other = compiling.plans / "mesh.yaml.1.tmp.yaml"
    other.write_text("of somebody else")
    done = compile_here(*compiling.flags)
    assert done.returncode == 0, done.stderr
    assert "compiled" in compiling.plan.read_text()
    assert compiling.files() == ["mesh.yaml", other.name]


def test_the_script_of_the_flux_example_compiles_no_part_of_a_stream(tmp_path: Path) -> None:
    """kustomize is killed after a part: not even an error about that part is worth reading."""
    shutil.copytree(ROOT / "examples" / "flux", tmp_path / "flux")
    kustomize = tmp_path / "kustomize"
    kustomize.write_text(f"#!/bin/sh\ncat {tmp_path}/flux/base/stack.yaml\nkill -9 $$\n")
    kustomize.chmod(0o755)
    plans = sorted(tmp_path.glob("flux/clusters/*/mesh.yaml"))
    before = [plan.read_text() for plan in plans]
    path = f"{tmp_path}:{ROOT}/.venv/bin:{os.environ['PATH']}"
    script = subprocess.run(
        [tmp_path / "flux" / "compile", "--chart", str(ROOT)],
        env={**os.environ, "PATH": path, "HELM_BIN": binary(4)},
        capture_output=True,
        text=True,
    )
    assert script.returncode == 3, script.stderr
    assert script.stderr.count("kustomize failed") == len(plans) == 2
    assert [plan.read_text() for plan in plans] == before
