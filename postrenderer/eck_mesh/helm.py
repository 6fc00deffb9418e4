"""Real Helm, for the commands that render by themselves: `helm` on PATH, or the one that HELM_BIN names."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import tempfile
from collections import namedtuple
from pathlib import Path

from eck_mesh import dialect
from eck_mesh.errors import UserError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

EXACT = re.compile(r"v?\d+\.\d+\.\d+([-+].*)?\Z")


class Chart(namedtuple("Chart", "name repository version plainHttp", defaults=("", "", False))):
    """name: a folder, an archive, oci://… or, with repository (its URL), a name there. version: "" for the newest."""

    name: str
    repository: str
    version: str
    plainHttp: bool
    __slots__ = ()


class Release(namedtuple("Release", "name namespace chart values sets notes helmRelease", defaults=(None,))):
    """What Helm needs to render as it would install.

    values: the texts of values files, in order, each with what to call it. sets: flags (`--set=…`) that come after them.
    notes: what was not at hand, a sentence each. helmRelease: name and namespace of the HelmRelease it comes from.
    """

    name: str
    namespace: str
    chart: Chart
    values: list[tuple[str, str]]
    sets: list[str]
    notes: list[str]
    helmRelease: tuple[str, str] | None
    __slots__ = ()

    def __str__(self) -> str:
        return f"release {self.name} in namespace {self.namespace}"


def template(release: Release) -> str:
    """What `helm template` prints, as if nothing had been compiled before. UserError with Helm's own words."""
    with tempfile.TemporaryDirectory(prefix="eck-mesh-") as folder:
        files = []
        for number, (label, text) in enumerate(release.values):
            path = Path(folder, f"{number}-{re.sub('[^A-Za-z0-9.-]', '-', label)}.yaml")
            path.write_text(without_compiled(text, label), encoding="utf-8")
            files += ["-f", str(path)]
        return run("template", release.name, pulled(release.chart), "-n", release.namespace, *files, *release.sets)


def without_compiled(text: str, label: str) -> str:
    """A values file without the plan of an earlier compile, wherever an umbrella holds it."""
    if "compiled" not in text:
        return text
    try:
        values = dialect.load(text)
    except dialect.Error as error:
        raise UserError(f"is not YAML: {error}", label) from error
    return dialect.dump(_stripped(values))


def _stripped(values: Any) -> Any:
    if not isinstance(values, dict):
        return values
    kept = {key: _stripped(value) for key, value in values.items()}
    mesh = kept.get("mesh")
    if isinstance(mesh, dict) and isinstance(mesh.get("compiled"), dict) and "digest" in mesh["compiled"]:
        del mesh["compiled"]
    return kept


def pulled(chart: Chart) -> str:
    """Where the chart is on this machine. One from a registry is kept by its exact version, if it has one."""
    if not chart.repository and not chart.name.startswith("oci://"):
        return chart.name
    where = ["--repo", chart.repository] if chart.repository else []
    flags = [*where, *(["--version", chart.version] if chart.version else []), *(["--plain-http"] if chart.plainHttp else [])]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "eck-mesh", "charts")
    kept = cache / hashlib.sha256(repr(chart).encode()).hexdigest()[:16]
    exact = EXACT.match(chart.version) or "@sha256:" in chart.name
    if not (exact and kept.exists()):
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            run("pull", chart.name, *flags, "-d", folder)
            for archive in kept.glob("*.tgz"):
                archive.unlink()
            kept.mkdir(exist_ok=True)
            for archive in Path(folder).glob("*.tgz"):
                archive.rename(kept / archive.name)
    return str(next(kept.glob("*.tgz")))


def run(*arguments: str) -> str:
    """One helm command's stdout. UserError where there is no helm, or it refuses."""
    program = os.environ.get("HELM_BIN") or "helm"
    try:
        done = subprocess.run([program, *arguments], capture_output=True, text=True, encoding="utf-8", check=False)
    except OSError as error:
        raise UserError(f"cannot be started: {error}.", program, "Put Helm on PATH, or name it in HELM_BIN.") from error
    if done.returncode:
        raise UserError(f"{done.stderr.strip() or 'no output'}", f"helm {arguments[0]}")
    return done.stdout
