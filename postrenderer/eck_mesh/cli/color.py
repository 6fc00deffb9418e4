"""The option --color, and the colors of what commands print for people."""

from __future__ import annotations

import re
import sys

import click

from eck_mesh.cli.terminal import has_color

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Match, Pattern

WANTED = {"auto": None, "always": True, "never": False}
STYLES: dict[str, dict[str, bool | str]] = {
    "good": {"fg": "green"},
    "bad": {"fg": "red"},
    "note": {"fg": "yellow"},
    "place": {"fg": "cyan"},
    "head": {"bold": True},
    "less": {"dim": True},
}
# What is colored, each part by the name of its style.
DIFF = re.compile(
    r"(?m)^(?P<head>(?:---|\+\+\+) .*)$|^(?P<place>@@.*)$|^(?P<good>\+.*)$|^(?P<bad>-.*)$"
)
EXPLAINED = re.compile(
    r"(?m)^(?P<head>[A-Z]\w+/\S+:)|^ *(?P<note>note|opened|bypass):"
    r"|^    (?:(?P<good>set |new )|(?P<bad>drop)|(?P<less>keep)) |(?P<place>\[[a-z0-9, -]+\])$"
)
STATES = re.compile(
    r"(?m)^(?:(?P<good>ok|ready)|(?P<bad>wrong|not)|(?P<note>note))(?= )"
    r"|^(?P<head>(?:Ready|Not ready)\b.*)$|(?P<place>\[[a-z0-9, -]+\])$"
)


def _choose(context: click.Context, _: click.Parameter, value: str) -> None:
    context.color = WANTED[value]


color_option = click.option(
    "--color",
    type=click.Choice(tuple(WANTED)),
    default="auto",
    callback=_choose,
    expose_value=False,
    help="When to use color. auto: on a terminal, unless NO_COLOR is set.",
)


def is_colored() -> bool:
    """Whether stdout gets color, by --color of this command line or by what stdout is."""
    context = click.get_current_context(silent=True)
    return has_color(sys.stdout, context.color if context else None)


def paint_parts(text: str, parts: Pattern[str]) -> str:
    """A text with the named parts of a pattern in the styles of these names."""
    return parts.sub(_painted, text)


def _painted(found: Match[str]) -> str:
    name = str(found.lastgroup)
    whole, (start, end) = found[0], found.span(name)
    before, after = whole[: start - found.start()], whole[end - found.start() :]
    return f"{before}{click.style(found[name], **STYLES[name])}{after}"  # type: ignore[arg-type]
