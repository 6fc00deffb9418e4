"""What takes long, in a line on stderr while it lasts."""

from __future__ import annotations

import contextlib
import os
import sys

from eck_mesh.cli.stderr import print_on_stderr
from eck_mesh.cli.terminal import is_terminal
from eck_mesh.messages.printable import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

REMOVE = "\r\x1b[K"  # the cursor to the begin of its line, and the line away


@contextlib.contextmanager
def progress(doing: str) -> Iterator[None]:
    """Show what is being done, where a person sees stderr; at the end the line is removed."""
    if not is_terminal(sys.stderr) or os.environ.get("TERM") == "dumb":
        yield
        return
    print_on_stderr(f"{printable(doing)} …")
    try:
        yield
    finally:
        print_on_stderr(REMOVE)
