"""Whether Helm 4 finds this program: it runs a post-renderer only as a plugin."""

from __future__ import annotations

import os
import shlex

from eck_mesh import __version__
from eck_mesh.helm.check import WRONG, Check
from eck_mesh.helm.client import run_helm
from eck_mesh.helm.plugin_files import NAME
from eck_mesh.helm.plugin_folders import folders_with_own, own_folder, plugin_version
from eck_mesh.helm.trial_render import Trial, check_of_render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

INSTALL = "eck-mesh install-plugin"
INSTALL_OWN = f"{INSTALL} --own-folder"


def checks_of_helm_4(program: str, chart: str) -> Iterator[Check]:
    """The checks of one Helm 4."""
    found = _plugin_version_in(run_helm("plugin", "list", program=program))
    folders = run_helm("env", "HELM_PLUGINS", program=program).strip() or "an empty HELM_PLUGINS"
    if found == __version__:
        yield check_of_render(Trial(program, "Helm 4", NAME), chart)
    elif found:
        command = INSTALL_OWN if str(own_folder()) in folders.split(os.pathsep) else INSTALL
        yield _of_another_version(found, folders, command)
    elif plugin_version(own_folder() / NAME):
        yield from _checks_of_own_folder(program, chart, folders)
    else:
        yield Check.wrong("plugin-not-found", folders=folders)


def _checks_of_own_folder(program: str, chart: str, folders: str) -> Iterator[Check]:
    """The checks of a Helm 4 that has to be run with another HELM_PLUGINS, such as by a script."""
    found, plugins = plugin_version(own_folder() / NAME), folders_with_own()
    if found != __version__:
        yield _of_another_version(found, str(own_folder()), INSTALL_OWN)
        return
    rendered = check_of_render(Trial(program, "Helm 4", NAME, plugins), chart)
    works = rendered.state != WRONG
    values = {"own": own_folder(), "folders": folders, "plugins": shlex.quote(plugins)}
    yield (Check.note if works else Check.wrong)("plugin-in-own-folder", **values)
    yield rendered


def _of_another_version(found: str, folders: str, command: str) -> Check:
    values = {"other": found, "version": __version__, "folders": folders, "command": command}
    return Check.wrong("other-plugin-version", **values)


def _plugin_version_in(table: str) -> str:
    """The version of eck-mesh in Helm's table of plugins; "" if it is not there."""
    for line in table.splitlines():
        columns = line.split()
        if columns[:1] == [NAME]:
            return columns[1]
    return ""
