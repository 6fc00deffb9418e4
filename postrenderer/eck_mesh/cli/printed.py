"""What commands print: text for people, and documents for programs."""

from __future__ import annotations

from eck_mesh.cli.stderr import print_on_stderr
from eck_mesh.cli.stdout import write_whole
from eck_mesh.messages.printable import printable_lines


def print_text(text: str, err: bool = False) -> None:
    """Print lines for a person, whose terminal obeys nothing that a manifest holds."""
    if err:
        print_on_stderr(printable_lines(text))
    else:
        print_document(printable_lines(text))


def print_document(text: str) -> None:
    """Print YAML, JSON, HTML or a page that holds no text of a manifest as it is."""
    write_whole(text.encode())
