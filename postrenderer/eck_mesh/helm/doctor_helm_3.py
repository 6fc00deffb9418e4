"""Whether Helm 3 finds this program: it runs a post-renderer by its path or by its name."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from eck_mesh import __version__
from eck_mesh.errors import UserError
from eck_mesh.helm.check import Check
from eck_mesh.helm.client import run_helm
from eck_mesh.helm.plugin_files import ARCHIVE, NAME, PACKAGE
from eck_mesh.helm.plugin_folders import plugin_folders, plugin_version
from eck_mesh.helm.process import run_program
from eck_mesh.helm.trial_render import Trial, check_of_render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def checks_of_helm_3(program: str, chart: str) -> Iterator[Check]:
    """The checks of one Helm 3."""
    for folder in run_helm("env", "HELM_PLUGINS", program=program).strip().split(os.pathsep):
        if folder and plugin_version(Path(folder, NAME)):
            yield Check.note("helm-3-reads-plugin-folder", folder=folder)
            break
    on_path = shutil.which(NAME)
    difference = _difference(on_path) if on_path else None
    if difference:
        yield difference
        return
    renderer = NAME if on_path else _launcher_path()
    if not renderer:
        yield Check.wrong("not-on-path")
        return
    if not on_path:
        yield Check.note("helm-3-needs-path", path=renderer)
    yield check_of_render(Trial(program, "Helm 3", renderer), chart)


def _difference(path: str) -> Check | None:
    """How the eck-mesh on PATH differs from this program; None if it is the same version."""
    try:
        done = run_program(path, "--version", hint="")
    except UserError as error:
        return Check.wrong("program-on-path-fails", path=path, error=str(error).rstrip(". "))
    words = done.stdout.split()
    if done.returncode or not words:
        problem = done.stderr.strip() or "no output"
        return Check.wrong("program-on-path-fails", path=path, error=problem)
    if words[-1] == __version__:
        return None
    return Check.wrong("other-version-on-path", path=path, other=words[-1], version=__version__)


def _launcher_path() -> str:
    """The file that Helm 3 can run as a post-renderer by its path; "" if there is none."""
    candidates = [Path(ARCHIVE)]
    if not ARCHIVE:
        candidates = [PACKAGE.parent / "launcher", Path(sys.executable).parent / NAME]
    candidates.append(plugin_folders()[0] / NAME / "launcher")
    executable = (str(path.absolute()) for path in candidates if os.access(path, os.X_OK))
    return next(executable, "")
