"""Standard input, which a person at a terminal may not expect to be read."""

from __future__ import annotations

import sys

from eck_mesh.cli.stderr import print_on_stderr
from eck_mesh.errors import UserError


def read_stdin(what: str = "manifests") -> bytes:
    """All of stdin. At a terminal stderr says first what is awaited. UserError if it is closed, or
    cannot be read: an empty stream would make Helm delete the release."""
    if sys.stdin is None:
        raise UserError("stdin is closed: there are no manifests to read.")
    if sys.stdin.isatty():
        hint = f"reading {what} from the terminal. End with Ctrl-D, or pipe them into eck-mesh"
        hint = f"{hint} (eck-mesh --help has examples)."
        print_on_stderr(f"eck-mesh: {hint}\n")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise UserError(f"stdin cannot be read: {error.strerror}.") from error
