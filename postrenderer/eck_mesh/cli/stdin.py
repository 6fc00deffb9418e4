"""Standard input, which a person at a terminal may not expect to be read."""

from __future__ import annotations

import sys


def read_stdin() -> bytes:
    """All of stdin. At a terminal stderr says first what is waited for."""
    if sys.stdin.isatty():
        hint = "reading manifests from the terminal. End with Ctrl-D, or see eck-mesh --help."
        print(f"eck-mesh: {hint}", file=sys.stderr, flush=True)
    return sys.stdin.buffer.read()
