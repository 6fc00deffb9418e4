"""What commands print: text for people, and documents for programs."""

from __future__ import annotations

from eck_mesh.cli.color import is_colored, paint_parts
from eck_mesh.cli.stderr import print_on_stderr
from eck_mesh.cli.stdout import write_whole
from eck_mesh.messages.printable import printable_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Pattern


def print_text(text: str, err: bool = False) -> None:
    """Print lines for a person, whose terminal obeys nothing that a manifest holds."""
    if err:
        print_on_stderr(printable_lines(text))
    else:
        print_document(printable_lines(text))


def print_painted(text: str, parts: Pattern[str]) -> None:
    """Print lines for a person, with these parts in color where stdout has it."""
    lines = printable_lines(text)
    print_document(paint_parts(lines, parts) if is_colored() else lines)


def print_document(text: str) -> None:
    """Print YAML, JSON, HTML or a page that holds no text of a manifest as it is."""
    write_whole(text.encode())
