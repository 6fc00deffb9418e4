"""What a standard stream shows: whether a person sees it, and whether it has color."""

from __future__ import annotations

import os
import shutil

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def has_color(stream: TextIO | None, wanted: bool | None = None) -> bool:
    """Whether a stream gets color: as wanted, or else a terminal without NO_COLOR.

    https://no-color.org; a terminal of type dumb prints escape codes as text.
    """
    if wanted is not None:
        return wanted
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not is_plain and is_terminal(stream)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sees the stream; a closed stream is None."""
    return stream is not None and stream.isatty()


def width_of(stream: TextIO | None) -> int:
    """The columns of the stream's terminal; 0: it is not a terminal, and lines have no limit."""
    return shutil.get_terminal_size().columns if is_terminal(stream) else 0
