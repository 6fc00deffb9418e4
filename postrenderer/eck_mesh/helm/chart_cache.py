"""Charts that Helm has pulled, shared by all runs on this machine."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from eck_mesh.errors import UserError
from eck_mesh.helm.client import Chart, run_helm
from eck_mesh.messages.reason import reason

PATHS = (".", "/", "~")  # how a name begins that can only be a folder or an archive
_EXACT = re.compile(r"v?\d+\.\d+\.\d+([-+].*)?\Z")


def local_chart(chart: Chart) -> Chart:
    """The chart on this machine; pulled, unless the cache has its exact version.

    Runs in parallel share the cache: an archive appears in it whole, under the name that holds its
    version, and is never removed.
    """
    if chart.is_local:
        return chart
    if chart.name.startswith(PATHS) and not chart.repository:
        raise UserError.from_reason(reason("chart-is-not-there"), where=chart.name)
    folder = _cache() / hashlib.sha256(repr(chart).encode()).hexdigest()[:16]
    is_exact = _EXACT.match(chart.version) or "@sha256:" in chart.name
    archives = sorted(folder.glob("*.tgz")) if is_exact else []
    return Chart(str(archives[0] if archives else _pull(chart, folder)))


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home, "eck-mesh", "charts")


def _pull(chart: Chart, folder: Path) -> Path:
    """The archive of the chart in `folder`."""
    flags = ["--repo", chart.repository] if chart.repository else []
    if chart.version:
        flags += ["--version", chart.version]
    if chart.plainHttp:
        flags.append("--plain-http")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        run_helm("pull", chart.name, *flags, "-d", scratch)
        archive = next(Path(scratch).glob("*.tgz"))
        return archive.replace(folder / archive.name)
