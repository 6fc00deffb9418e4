"""The flags of the filter, explain, diff and status as options of click."""

from __future__ import annotations

import click

from eck_mesh.cli.flag_values import flags_of_options
from eck_mesh.cli.flags import ANY, FAIL_ON_NOTES, FILE, FLAGS, missing_flag

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    from eck_mesh.cli.flags import Flag
    from eck_mesh.settings.settings import Flags

    Command = TypeVar("Command", bound=Callable[..., object])


def _option(flag: Flag) -> Callable[[Command], Command]:
    names = [flag.name, flag.short] if flag.short else [flag.name]
    if flag.takes is None:
        return click.option(*names, is_flag=True, help=flag.help)
    if flag.takes == ANY:
        return click.option(*names, help=flag.help)
    is_file = flag.takes == FILE
    value = click.Path(dir_okay=False) if is_file else click.Choice(tuple(flag.takes))
    return click.option(*names, type=value, help=flag.help)


fail_on_notes_option = _option(FAIL_ON_NOTES)

JSON = "json"
output_option = click.option(
    "--output",
    "--format",
    "-o",
    type=click.Choice(["text", JSON]),
    default="text",
    help="json: for programs; docs/json.md describes it.",
)


def with_flags(command: Command) -> Command:
    """Add the flags to a command."""
    for flag in reversed(FLAGS):
        command = _option(flag)(command)
    return command


def parse_flags(options: Mapping[str, object]) -> Flags:
    """The flags among the options that click parsed."""
    problem = missing_flag(options)
    if problem:
        raise click.UsageError(problem)
    return flags_of_options(options)
