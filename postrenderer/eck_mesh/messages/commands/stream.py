"""Streams that eck-mesh refuses to read or to write."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "lock-without-settings",
        "is locked but has no annotation {annotation}.",
        "Find out what removes it between the chart and the post-renderer.",
        why="The chart writes the settings of a locked resource into this annotation. Without them "
        "its mode is unknown.",
    ),
    Message(
        "mode-not-given",
        "this stream holds {resources}, which eck-mesh's chart did not render, and no mode is "
        "given for them.",
        "Add --mode strict, permissive or excluded, or --settings with a mode; --mode disabled "
        "leaves them as they are. Under Helm: --post-renderer-args=--mode=strict.",
        why="Third-party manifests are not locked: a forgotten flag would take them out of the "
        "mesh, policies included, and Helm would report success.",
    ),
    Message(
        "list-within-list",
        "contains a List within a List.",
        "Move its items to the outer List.",
        why="kubectl and Helm refuse such a List.",
    ),
)
