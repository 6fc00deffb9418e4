"""The main job with each Helm: render the chart's example values through the program that pip installed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.compat.environment import Environment, command
from tests.support.helm import ROOT, Helm, Output
from tests.support.streams import by_id

TOOLS = ROOT / ".tools"
# Values of production and of everything else, without a mesh, and the examples, which have modes of their own.
STRICT = sorted(ROOT.glob("ci/*-values.yaml"))
VALUES = [*STRICT, *sorted(ROOT.glob("examples/environments/*.yaml"))]


class HelmProgram(NamedTuple):
    """One of .tools; version: what it says itself."""

    version: str
    path: Path

    @property
    def major(self) -> int:
        return int(self.version[1])


def found_helms() -> list[HelmProgram]:
    """Each version once, the newest first."""
    there = {}
    for path in filter(_is_helm, TOOLS.glob("helm*")):
        version = command(str(path), "version", "--template={{.Version}}").strip()
        there[version] = HelmProgram(version, path)
    return sorted(there.values(), key=_order, reverse=True)


def _is_helm(path: Path) -> bool:
    return re.fullmatch(r"helm[34](-oldest)?|helm-v[0-9.]+", path.name) is not None


def _order(helm: HelmProgram) -> list[int]:
    return [int(part) for part in helm.version.lstrip("v").split(".")]


def rendered(helm: HelmProgram, environment: Environment, home: Path) -> dict[str, Output]:
    """What it makes of each values file; home: a folder that does not exist."""
    home.mkdir()
    runner = Helm(helm.major, str(helm.path), home)
    runner.env["ECK_MESH_PYTHON"] = str(environment.python)
    renderer = str(environment.program)
    if helm.major == 4:
        shutil.rmtree(home / "plugins")
        _install_plugin(environment, home / "plugins")
        renderer = "eck-mesh"
    made = {}
    for path in VALUES:
        mode = ["--set=mesh.mode=strict"] if path in STRICT else []
        flags = [f"--post-renderer={renderer}", f"--values={path}", *mode]
        made[str(path.relative_to(ROOT))] = runner.template(
            *flags, release="logs", namespace="logs", check=False
        )
    return made


def _install_plugin(environment: Environment, plugins: Path) -> None:
    command("env", f"HELM_PLUGINS={plugins}", str(environment.program), "install-plugin", "--yes")


def differences(expected: dict[str, Output], given: dict[str, Output]) -> Iterator[str]:
    """Values files that come out with other objects than the first Helm's, a line each."""
    for path, output in given.items():
        if output.returncode:
            yield f"{path}: {output.stderr.strip()[-300:]}"
        elif by_id(output.stdout) != by_id(expected[path].stdout):
            yield f"{path}: other objects"
