"""`eck-mesh install-plugin`: the folder of the plugin."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "helm-3-shares-folder",
        "{program} is a Helm 3 and reads {folder} too: with a plugin of Helm 4 there it prints "
        '"failed to load plugins", and loads none of its own.',
        "Run `eck-mesh install-plugin --own-folder`: Helm 3 does not read {own}. Or add --yes.",
        why="Helm 3 cannot read the plugin.yaml of Helm 4. Both look for plugins in one folder.",
    ),
    Message(
        "second-plugin",
        "is a plugin named eck-mesh too, version {version}.",
        "Remove it.",
        why="Helm 4 loads none of several plugins with one name.",
    ),
    Message(
        "plugin-is-a-link",
        "is a link to {target}, which is not version {version}.",
        "Remove the link.",
        why="install-plugin writes no files into a folder that it did not create.",
    ),
    Message(
        "folder-is-not-the-plugin",
        "is not the plugin eck-mesh; nothing was changed.",
        "Remove it, or set HELM_PLUGINS to another folder.",
        why="install-plugin replaces nothing but older versions of eck-mesh.",
    ),
    Message(
        "helm-plugins-is-empty",
        "is empty, so Helm finds no plugins.",
        "Unset it, or set it to a folder.",
        why="Helm looks for plugins in the folders of HELM_PLUGINS.",
    ),
)
