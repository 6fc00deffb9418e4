"""Standard input, which a person at a terminal may not expect to be read."""

from __future__ import annotations

import sys


def read_stdin() -> bytes:
    """All of stdin; nothing if it is closed. At a terminal stderr says first what is awaited."""
    if sys.stdin is None:
        return b""
    if sys.stdin.isatty():
        hint = "reading manifests from the terminal. End with Ctrl-D, or see eck-mesh --help."
        print(f"eck-mesh: {hint}", file=sys.stderr, flush=True)
    return sys.stdin.buffer.read()
