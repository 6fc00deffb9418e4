"""Real Helm, for the commands that render by themselves: `helm` on PATH, or the one that HELM_BIN names."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from pathlib import Path

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.helm.process import run_program
from eck_mesh.manifests.paths import get
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    Place = tuple[str, ...]  # the keys in values that lead to a chart, () for the root

EXACT = re.compile(r"v?\d+\.\d+\.\d+([-+].*)?\Z")
_PULLED: set[Chart] = set()  # by this run: of the newest version there must not be two


class Chart(NamedTuple):
    """name: a folder, an archive, oci://… or, with repository (its URL), a name there. version: "" for the newest."""

    name: str
    repository: str = ""
    version: str = ""
    plainHttp: bool = False


class Release(NamedTuple):
    """What Helm needs to render as it would install.

    values: the texts of values files, in order, each with what to call it. sets: flags (`--set=…`) that come after them.
    notes: what was not at hand, a sentence each. helmRelease: the object it comes from. = ()
    """

    name: str
    namespace: str
    chart: Chart
    values: list[tuple[str, str]]
    sets: list[str]
    notes: list[str] = []
    helmRelease: dict[str, Any] | None = None

    def followed_by(self, label: str, text: str) -> Release:
        """The same with one values file more, the last."""
        return self._replace(values=[*self.values, (label, text)])

    def __str__(self) -> str:
        return f"release {self.name} in namespace {self.namespace}"


def template(release: Release, ignored: Iterable[Place] = ()) -> str:
    """What `helm template` prints, as if nothing had been compiled before at these places. UserError with Helm's own words."""
    ignore: dict[str, Any] = {}
    for place in ignored:
        here = ignore
        for key in (*place, "mesh"):
            here = here.setdefault(key, {})
        here["compiled"] = {"digest": "ignore", "changes": [], "created": []}
    values = [*release.values, ("ignore", kubeyaml.dump(ignore))] if ignore else release.values
    with tempfile.TemporaryDirectory(prefix="eck-mesh-") as folder:
        files = []
        for number, (label, text) in enumerate(values):
            path = Path(folder, f"{number}-{re.sub('[^A-Za-z0-9.-]', '-', label)}.yaml")
            path.write_text(text, encoding="utf-8")
            files += ["-f", str(path)]
        return run(
            "template",
            release.name,
            pulled(release.chart),
            "-n",
            release.namespace,
            *files,
            *release.sets,
        )


def plans(release: Release) -> set[Place]:
    """Where values hold a plan of an earlier compile: those of the release, or the chart's own."""
    own = run("show", "values", pulled(release.chart))
    return {
        place
        for label, text in [("the chart's values.yaml", own), *release.values]
        for place in _plans(text, label)
    }


def _plans(text: str, label: str) -> Iterator[Place]:
    if "compiled" not in text:
        return
    try:
        stack: list[tuple[Place, Any]] = [((), kubeyaml.load(text))]
    except kubeyaml.Error as error:
        raise UserError(f"is not YAML: {error}", where=label) from error
    while stack:
        place, values = stack.pop()
        if not isinstance(values, dict):
            continue
        compiled = get(values, ("mesh", "compiled"))
        if isinstance(compiled, dict) and "digest" in compiled:
            yield place
        stack += [((*place, key), value) for key, value in values.items() if isinstance(key, str)]


def pulled(chart: Chart) -> str:
    """Where the chart is on this machine. What is no file here is pulled: once in a run, and once for all where its
    version is exact."""
    if not chart.repository and os.path.exists(chart.name):
        return chart.name
    where = ["--repo", chart.repository] if chart.repository else []
    flags = [
        *where,
        *(["--version", chart.version] if chart.version else []),
        *(["--plain-http"] if chart.plainHttp else []),
    ]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "eck-mesh", "charts")
    kept = cache / hashlib.sha256(repr(chart).encode()).hexdigest()[:16]
    exact = EXACT.match(chart.version) or "@sha256:" in chart.name
    if chart not in _PULLED and not (exact and any(kept.glob("*.tgz"))):
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            run("pull", chart.name, *flags, "-d", folder)
            for archive in kept.glob("*.tgz"):
                archive.unlink()
            kept.mkdir(exist_ok=True)
            for archive in Path(folder).glob("*.tgz"):
                archive.rename(kept / archive.name)
    _PULLED.add(chart)
    return str(next(kept.glob("*.tgz")))


def run(*arguments: str, program: str = "") -> str:
    """One command's stdout, of helm if no other program is named. UserError where there is none, or it refuses."""
    done = run_program(
        program or os.environ.get("HELM_BIN") or "helm",
        *arguments,
        hint="Put Helm on PATH, or name it in HELM_BIN.",
    )
    if done.returncode:
        raise UserError(
            f"{done.stderr.strip() or 'no output'}", where=f"helm {arguments[0]}"
        )  # template hides what is secret
    return done.stdout


def programs() -> list[str]:
    """Each Helm of this machine once: HELM_BIN, and what PATH has under the usual names."""
    names = [os.environ.get("HELM_BIN") or "helm", "helm", "helm3", "helm4"]
    found = {os.path.realpath(path): path for path in map(shutil.which, reversed(names)) if path}
    return [*reversed(found.values())]
