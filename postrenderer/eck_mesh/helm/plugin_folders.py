"""The folders in which Helm looks for plugins, and the version of eck-mesh in one of them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.helm.plugin_files import NAME
from eck_mesh.manifests.paths import get
from eck_mesh.messages.reason import reason

OWN = "-4"  # how the name of a folder for Helm 4 alone ends


def plugin_folders() -> list[Path]:
    """The folders, the same for Helm 3 and 4; new plugins belong in the first."""
    if "HELM_PLUGINS" in os.environ:
        listed = os.environ["HELM_PLUGINS"].split(os.pathsep)
        found = [Path(path).absolute() for path in listed if path]
        if not found:
            raise UserError.from_reason(reason("helm-plugins-is-empty"), where="HELM_PLUGINS")
        return found
    return [default_folder()]


def default_folder() -> Path:
    """The folder that both Helms read without HELM_PLUGINS."""
    if os.environ.get("HELM_DATA_HOME"):
        return Path(os.environ["HELM_DATA_HOME"], "plugins").absolute()
    usual = Path.home() / ("Library" if sys.platform == "darwin" else ".local/share")
    return Path(os.environ.get("XDG_DATA_HOME") or usual, "helm", "plugins").absolute()


def own_folder() -> Path:
    """A folder beside the usual one, for Helm 4 alone."""
    first = plugin_folders()[0]
    return first if first.name.endswith(OWN) else first.with_name(first.name + OWN)


def folders_with_own() -> str:
    """HELM_PLUGINS for a Helm 4 that reads its own folder and the usual ones."""
    return os.pathsep.join(dict.fromkeys(map(str, [own_folder(), *plugin_folders()])))


def has_plugins_of_helm_3(folder: Path) -> bool:
    """Whether a folder has a plugin that Helm 3 loads: one without apiVersion."""
    for path in folder.glob("*/plugin.yaml"):
        try:
            found = kubeyaml.load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, kubeyaml.Error):
            continue
        if not get(found, ("apiVersion",)):
            return True
    return False


def plugin_version(folder: Path) -> str:
    """The version of eck-mesh that a folder contains as a plugin; "" for any other folder."""
    try:
        found = kubeyaml.load((folder / "plugin.yaml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, kubeyaml.Error):
        return ""
    if get(found, ("name",)) != NAME or get(found, ("type",)) != "postrenderer/v1":
        return ""
    return str(get(found, ("version",)) or "unknown")
