"""Flux's variable substitution, which replaces ${NAME} anywhere in a manifest."""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.messages.reason import reason


def escape_dollars(text: str) -> str:
    r"""The same YAML with \x24 for each `$`, so that Flux leaves it unchanged.

    kubeyaml writes strings with a dollar sign in double quotes, where the escape is valid, except
    for texts of several lines: for these it raises UserError.
    """
    escaped = text.replace("$", "\\x24")
    if escaped != text and kubeyaml.load(escaped) != kubeyaml.load(text):
        raise UserError.from_reason(reason("dollar-in-multiline-text"), where="compile")
    return escaped
