"""How the story of `make demo` is printed: titles, sentences, commands and what they print."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap

NARROWEST, WIDEST = 80, 120  # columns
DEEPEST = 60  # column at which a folded line may go on
BOLD, NORMAL = "\033[1m", "\033[0m"
COLUMN = re.compile(r"\S {2,}(?=\S)")


def width() -> int:
    """Return the columns to use: those of the terminal, within limits; in a file the most."""
    columns = shutil.get_terminal_size((WIDEST, 0)).columns if sys.stdout.isatty() else WIDEST
    return max(NARROWEST, min(columns, WIDEST))


def title(text: str) -> None:
    """Print a title, in bold on a terminal where NO_COLOR is not set."""
    bold = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    print(f"\n{BOLD}{text}{NORMAL}" if bold else f"\n{text}")


def sentences(text: str) -> None:
    """Print a paragraph."""
    print(textwrap.fill(" ".join(text.split()), width()))


def command(text: str) -> None:
    """Print a command as it is typed, with after an empty line."""
    lines = textwrap.wrap(text, width() - 6, break_long_words=False, break_on_hyphens=False)
    print("\n  $ {}".format(" \\\n      ".join(lines)))


def output(text: str) -> None:
    """Print what a command printed: indented, and long lines folded between words."""
    for line in text.splitlines():
        print(folded(line))


def folded(line: str) -> str:
    """Return a line; what does not fit goes on below its last column, or four spaces deeper."""
    begin = len(line) - len(line.lstrip())
    columns = [found.end() for found in COLUMN.finditer(line) if found.end() <= DEEPEST]
    return textwrap.fill(
        line,
        width(),
        initial_indent="  ",
        subsequent_indent=" " * (2 + (columns[-1] if columns else begin + 4)),
        break_long_words=False,
        break_on_hyphens=False,
    )
