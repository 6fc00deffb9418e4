"""The plugin folder: Helm 4 finds eck-mesh by it, and Helm 3 can run the launcher in it by path.

`helm plugin install` ignores HELM_PLUGINS, and fails the second time; this module does neither.
"""

from __future__ import annotations

import os

from eck_mesh import __version__
from eck_mesh.errors import UserError
from eck_mesh.helm.helms import first_helm
from eck_mesh.helm.plugin_files import NAME, plugin_files, write_files
from eck_mesh.helm.plugin_folders import (
    default_folder,
    has_plugins_of_helm_3,
    own_folder,
    plugin_folders,
    plugin_version,
)
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from eck_mesh.messages.reason import Reason


class Installed(NamedTuple):
    """What install_plugin_folder found and did.

    before: the version that was there, or "". link: the target of the folder, or "".
    """

    folder: Path
    before: str
    changed: bool
    link: str = ""


def install_plugin_folder(parent: Path) -> Installed:
    """Write or update the plugin in a folder of plugins.

    Raises UserError, with nothing changed, if in doubt.
    """
    folder = parent / NAME
    versions = {path: plugin_version(path) for path in sorted(folder.parent.glob("*"))}
    plugins = [path for path, version in versions.items() if version]
    if len(plugins) == 1 and plugins[0].is_symlink() and versions[plugins[0]] == __version__:
        # `helm plugin install ./postrenderer` makes a link of that name.
        return Installed(plugins[0], __version__, False, os.path.realpath(plugins[0]))
    for path in plugins:
        if path != folder:
            why = reason("second-plugin", version=versions[path])
            raise UserError.from_reason(why, where=str(path))
    before = versions.get(folder, "")
    _refuse_unknown(folder, before)
    try:
        changed = write_files(folder, plugin_files())
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}."
        raise UserError(problem, where=str(folder)) from error
    return Installed(folder, before, changed)


def helm_3_in_the_way() -> Reason | None:
    """Why a new plugin would break a Helm 3 of this machine; None if it would not.

    Helm 3 reads the default folder, and one that has plugins of its format. An update breaks
    nothing that was not broken before.
    """
    folder = plugin_folders()[0]
    is_read = folder == default_folder() or has_plugins_of_helm_3(folder)
    if not is_read or plugin_version(folder / NAME):
        return None
    program = first_helm("3")
    if not program:
        return None
    return reason("helm-3-shares-folder", program=program, folder=folder, own=own_folder())


def _refuse_unknown(folder: Path, version: str) -> None:
    """Raise UserError for a folder that is not empty and that install-plugin did not write."""
    if folder.is_symlink():
        why = reason("plugin-is-a-link", target=os.path.realpath(folder), version=__version__)
        raise UserError.from_reason(why, where=str(folder))
    if not os.path.lexists(folder) or version:
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise UserError.from_reason(reason("folder-is-not-the-plugin"), where=str(folder))
