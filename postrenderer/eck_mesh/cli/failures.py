"""What stops a run that is neither the input's fault nor a bug: limits of the machine, in words."""

from __future__ import annotations

import sys


def failure_in_words(error: Exception) -> str:
    """One sentence on what failed, and what to do where that is known."""
    if isinstance(error, MemoryError):
        return "not enough memory. Nothing is written. Allow more, or render less at once."
    if isinstance(error, RecursionError):
        return "a value is nested deeper than in any manifest."
    if isinstance(error, ImportError):
        return f"{sys.executable} cannot load {error.name or 'a module'}: {error}."
    where = getattr(error, "filename", None) or "stdin, stdout or a temporary file"
    return f"{where}: {getattr(error, 'strerror', None) or error}."
