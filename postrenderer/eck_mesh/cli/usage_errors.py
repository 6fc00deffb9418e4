"""What is wrong with a command line, and what to type."""

from __future__ import annotations

import os
import shlex

import click

from eck_mesh.cli.options import JSON
from eck_mesh.errors import UserError, WrongUsageError


class Commands(click.Group):
    """The commands. A file in the place of a command is what a reader of manifests tries first."""

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of the first word; UsageError for a word that is none."""
        word = arguments[0]
        is_command = context.resilient_parsing or self.get_command(context, word)
        if not is_command and os.path.isfile(word):
            flags = "--… " if any(context.params.values()) else ""
            line = f"eck-mesh {flags}< {shlex.quote(word)}"
            raise click.UsageError(f"{word} is a file, not a command. Run `{line}`.", context)
        return super().resolve_command(context, arguments)


def error_of_click(error: click.ClickException) -> UserError:
    """What click found wrong, as an error of this program."""
    if not isinstance(error, click.UsageError):
        return UserError(error.format_message())
    words = error.format_message().rstrip()
    text = f"{'wrong flag' if _is_about_flag(error) else 'wrong usage'}: {words}"
    if not text.endswith((".", "?", ")")):
        text += "."
    if _has_json(error):
        text += f" Write --output {JSON}."
    if error.ctx:
        text += f"\n{error.ctx.get_usage()}\nTry `{error.ctx.command_path} --help`."
    return WrongUsageError(text)


def _is_about_flag(error: click.UsageError) -> bool:
    if isinstance(error, click.BadParameter):
        return isinstance(error.param, click.Option)
    unknown = isinstance(error, click.NoSuchOption | click.BadOptionUsage)
    return unknown or error.message.startswith("--")


def _has_json(error: click.UsageError) -> bool:
    """Whether --json was given to a command that prints JSON by another flag."""
    if not isinstance(error, click.NoSuchOption) or error.option_name != f"--{JSON}":
        return False
    options = error.ctx.command.params if error.ctx else []
    found = [one.type for one in options if "--output" in one.opts]
    return any(isinstance(one, click.Choice) and JSON in one.choices for one in found)
