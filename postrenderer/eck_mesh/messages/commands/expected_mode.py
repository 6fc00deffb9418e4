"""The mode that a pipeline expects: --expect-mode and --expect-every."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "expected-mode-missing",
        "{flag}: no resource of the stream has a mode.",
        "Set mesh.mode in values, or change the flag.",
        why="The values file, or the flag, lost the mode.",
    ),
    Message(
        "release-below-expected-mode",
        "--expect-mode {expected}: the release has mode {mode}.",
        "{way}, or change --expect-mode.",
        why="The values file, or the flag, lost the mode.",
    ),
    Message(
        "resource-below-expected-mode",
        "--expect-every {expected}: this resource has mode {mode}.",
        "Set {settings:mode: {expected}}, or remove --expect-every.",
        why="With --expect-every no resource may differ from its release.",
    ),
)
