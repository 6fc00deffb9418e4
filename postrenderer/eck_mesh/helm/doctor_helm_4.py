"""Whether Helm 4 finds this program: it runs a post-renderer only as a plugin."""

from __future__ import annotations

from eck_mesh import __version__
from eck_mesh.helm.check import Check
from eck_mesh.helm.client import run_helm
from eck_mesh.helm.plugin_files import NAME
from eck_mesh.helm.plugin_folders import folders_with_own, own_folder, plugin_version
from eck_mesh.helm.trial_render import check_of_render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def checks_of_helm_4(program: str, chart: str) -> Iterator[Check]:
    """The checks of one Helm 4."""
    found = _plugin_version_in(run_helm("plugin", "list", program=program))
    folders = run_helm("env", "HELM_PLUGINS", program=program).strip() or "an empty HELM_PLUGINS"
    if found == __version__:
        yield check_of_render(program, "Helm 4", chart, NAME)
    elif found:
        yield Check.wrong("other-plugin-version", other=found, version=__version__, folders=folders)
    elif plugin_version(own_folder() / NAME):
        values = {"own": own_folder(), "folders": folders, "plugins": folders_with_own()}
        yield Check.wrong("plugin-in-own-folder", **values)
    else:
        yield Check.wrong("plugin-not-found", folders=folders)


def _plugin_version_in(table: str) -> str:
    """The version of eck-mesh in Helm's table of plugins; "" if it is not there."""
    for line in table.splitlines():
        columns = line.split()
        if columns[:1] == [NAME]:
            return columns[1]
    return ""
