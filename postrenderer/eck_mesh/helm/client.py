"""Real Helm, for commands that render: `helm` on PATH, or the one that HELM_BIN names."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from eck_mesh.errors import UserError
from eck_mesh.helm.process import run_program
from eck_mesh.record import NamedTuple


class Chart(NamedTuple):
    """A chart as Helm names it.

    name: a folder, an archive, oci://… or, with repository (its URL), a name there. version: "" for
    the newest.
    """

    name: str
    repository: str = ""
    version: str = ""
    plainHttp: bool = False

    @property
    def is_local(self) -> bool:
        """Whether it is a folder or an archive on this machine."""
        return not self.repository and os.path.exists(self.name)


class ValuesFile(NamedTuple):
    """The text of a values file; label: its name in errors."""

    label: str
    text: str


class Release(NamedTuple):
    """What Helm needs to render as it would install.

    values: in order. sets: flags (`--set=…`) that come after them.
    """

    name: str
    namespace: str
    chart: Chart
    values: list[ValuesFile]
    sets: list[str]

    def followed_by(self, label: str, text: str) -> Release:
        """The same release with one more values file, the last."""
        return self._replace(values=[*self.values, ValuesFile(label, text)])

    def __str__(self) -> str:
        return f"release {self.name} in namespace {self.namespace}"


def render_release(release: Release) -> str:
    """The output of `helm template` for a local chart. Raises UserError with Helm's own message."""
    with tempfile.TemporaryDirectory(prefix="eck-mesh-") as folder:
        flags = ["-n", release.namespace]
        for number, (label, text) in enumerate(release.values):
            path = Path(folder, f"{number}-{re.sub('[^A-Za-z0-9.-]', '-', label)}.yaml")
            path.write_text(text, encoding="utf-8")
            flags += ["-f", str(path)]
        return run_helm("template", release.name, release.chart.name, *flags, *release.sets)


def chart_values(chart: Chart) -> str:
    """The values.yaml of a local chart."""
    return run_helm("show", "values", chart.name)


def run_helm(*arguments: str, program: str = "", plugins: str = "") -> str:
    """The stdout of one Helm command; `program`: another Helm than the usual one; `plugins`:
    another HELM_PLUGINS than that of this process.

    Raises UserError if Helm cannot be started, or with its own message if it fails.
    """
    program = program or os.environ.get("HELM_BIN") or "helm"
    hint = "Put Helm on PATH, or set HELM_BIN to its path."
    done = run_program(program, *arguments, hint=hint, plugins=plugins)
    if done.returncode:
        # Without the other arguments, which may contain values of Secrets.
        raise UserError(done.stderr.strip() or "no output", where=f"helm {arguments[0]}")
    return done.stdout


def major_version(program: str = "") -> str:
    """The major version of a Helm, "3" or "4"."""
    return helm_version(program).lstrip("v").partition(".")[0]


def helm_version(program: str = "") -> str:
    """The version of a Helm, as it prints it."""
    return run_helm("version", "--template", "{{.Version}}", program=program)


def helm_programs() -> list[str]:
    """Each Helm of this machine once: HELM_BIN, and the usual names on PATH."""
    names = [os.environ.get("HELM_BIN") or "helm", "helm", "helm3", "helm4"]
    found = {os.path.realpath(path): path for path in map(shutil.which, reversed(names)) if path}
    return [*reversed(found.values())]
