"""Whole `helm template` under both Helms: with our post-renderer, with `cat`, and with none."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.bench.eck import NODE_SETS
from tests.bench.program import Program, clean_env
from tests.bench.scenarios import CAT, NONE, OURS
from tests.bench.streams import STREAMS, Stream
from tests.bench.timing import Command
from tests.support.helm import ROOT, binary

CAT_PLUGIN = """\
apiVersion: v1
type: postrenderer/v1
name: cat
version: 0.1.0
runtime: subprocess
runtimeConfig:
  platformCommand:
    - command: cat
"""
CHART_YAML = "apiVersion: v2\nname: release\nversion: 0.1.0\n"


class Helm(NamedTuple):
    """One Helm with a home of its own, where a Helm 4 has both post-renderers as plugins."""

    major: int
    env: dict[str, str]
    program: Program

    def template(self, name: str, post_renderer: str, *arguments: str) -> Command:
        """`helm template` with "cat", with "eck-mesh", or with "" for none."""
        path = self.program.script if post_renderer == "eck-mesh" else shutil.which("cat")
        chosen = str(path) if self.major == 3 else post_renderer
        more = [f"--post-renderer={chosen}"] if post_renderer else []
        fixed = [binary(self.major), "template", "x", "--namespace=prod"]
        return Command(name, [*fixed, *arguments, *more])


def helm(major: int, program: Program, home: Path) -> Helm:
    """A Helm with a new home."""
    homes = {f"HELM_{name}_HOME": str(home / name.lower()) for name in ("CACHE", "CONFIG", "DATA")}
    env = {**clean_env(), **homes, "HELM_PLUGINS": str(home / "plugins")}
    (home / "plugins").mkdir(parents=True)
    if major == 4:
        (home / "plugins" / "cat").mkdir()
        (home / "plugins" / "cat" / "plugin.yaml").write_text(CAT_PLUGIN)
        subprocess.run(
            [program.script, "install-plugin", "--yes"],
            stdout=subprocess.DEVNULL,
            check=True,
            env=env,
        )
    return Helm(major, env, program)


def chart_of(stream: Stream, folder: Path) -> Path:
    """A chart whose templates are the documents of a stream, one each."""
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text(CHART_YAML)
    for number, text in enumerate(stream.texts()):
        if "{{" in text:
            raise SystemExit(f"document {number} would be a template")
        (folder / "templates" / f"d{number:05}.yaml").write_text(text)
    return folder


def elasticsearches(count: int, path: Path) -> Path:
    """Values for our own chart: so many Elasticsearches of three nodeSets."""
    resources = {f"n{i:05}": {"nodeSets": NODE_SETS} for i in range(count)}
    path.write_text(json.dumps({"mesh": {"mode": "strict"}, "elasticsearch": resources}))
    return path


def commands_of_release(of: Helm, name: str, folder: Path) -> list[Command]:
    """A release of the documents of the named stream."""
    chart = str(chart_of(STREAMS[name], folder))
    return commands(of, chart)


def commands_of_chart(of: Helm, count: int, folder: Path) -> list[Command]:
    """A release of our own chart."""
    values = elasticsearches(count, folder.with_suffix(".json"))
    given = f"--values={os.fspath(values)}"
    return commands(of, str(ROOT), given)


def commands(of: Helm, *arguments: str) -> list[Command]:
    names = {NONE: "", CAT: "cat", OURS: "eck-mesh"}
    return [of.template(name, chosen, *arguments) for name, chosen in names.items()]
