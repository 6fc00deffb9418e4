"""Words on stderr, which are never worth the result: it may be closed, or on a full disk."""

from __future__ import annotations

import sys


def print_on_stderr(text: str) -> None:
    """Print a text, if stderr takes it."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        return
