"""How `make demo` and `make demo-cluster` print: titles, sentences, commands and their output."""

from __future__ import annotations

import re
import sys
import textwrap

from eck_mesh.cli.terminal import has_color, width_of

NARROWEST, WIDEST = 80, 120  # columns
DEEPEST = 60  # column at which a folded line may go on
BOLD, NORMAL = "\033[1m", "\033[0m"
COLOR = re.compile(r"\033\[[\d;]*m")
COLUMN = re.compile(r"\S {2,}(?=\S)")
FLAG = re.compile(r"( --?[a-z-]+) (?=[\w./])")
COLORED = re.compile(r"(?:^|\| )eck-mesh [a-z][^|]*$")


def width() -> int:
    """Return the columns to use: those of the terminal, within limits; in a file the most."""
    return max(NARROWEST, min(width_of(sys.stdout) or WIDEST, WIDEST))


def title(text: str) -> None:
    """Print a title, with an empty line before it."""
    print(f"\n{BOLD}{text}{NORMAL}" if has_color(sys.stdout) else f"\n{text}")


def sentences(text: str) -> None:
    """Print a paragraph."""
    print(textwrap.fill(" ".join(text.split()), width()))


def command(text: str) -> None:
    """Print a command as it is typed, after an empty line. A flag and its value stay together."""
    whole = FLAG.sub("\\1\0", text)
    lines = textwrap.wrap(whole, width() - 6, break_long_words=False, break_on_hyphens=False)
    print("\n  $ {}".format(" \\\n      ".join(lines)).replace("\0", " "))


def with_color(text: str) -> str:
    """Return a command that prints in color if it does so on a terminal: one of eck-mesh."""
    return f"{text} --color always" if has_color(sys.stdout) and COLORED.search(text) else text


def output(text: str) -> None:
    """Print what a command printed: indented, and long lines folded between words."""
    for line in text.splitlines():
        print(colored(folded(plain(line)), line))


def plain(text: str) -> str:
    """Return a text without its colors."""
    return COLOR.sub("", text)


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


def colored(text: str, line: str) -> str:
    """Return a folded line in the colors that it had. They differ in spaces and line ends only."""
    marks = re.findall(rf"{COLOR.pattern}|\S", line)
    found = []
    for character in text:
        while not character.isspace() and marks[0] != character:
            found.append(marks.pop(0))
        if not character.isspace():
            marks.pop(0)
        found.append(character)
    return "".join([*found, *marks])
