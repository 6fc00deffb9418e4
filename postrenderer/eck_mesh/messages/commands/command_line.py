"""What the arguments of a command ask for."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "notes-are-errors",
        "--fail-on-notes, and there are notes.",
        "Do what they say, or remove --fail-on-notes. Nothing is written.",
        why="Helm shows the output of a post-renderer only if it fails.",
    ),
    Message(
        "resource-not-in-stream",
        "no such resource in these manifests, or eck-mesh does not read it. Resources with a mode: "
        "{there}.",
        "Name one of these, as Kind/name or Kind/namespace/name.",
        why="`eck-mesh explain Kind/name` explains one resource of the manifests.",
    ),
)
