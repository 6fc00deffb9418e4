"""Flags and commands, in click. Everything here is words; the work is in render, explain and diff."""

from __future__ import annotations

import sys
from typing import Any

import click

from eck_mesh import __version__, dialect
from eck_mesh.cli import filter_stream
from eck_mesh.command_compile import compile_command
from eck_mesh.errors import UserError
from eck_mesh.facts import MODES
from eck_mesh.settings import Flags, check
from eck_mesh.stream import decode

_FLAGS = (
    click.option("--mode", type=click.Choice(MODES), help="Treat resources that are not locked too, with this mode."),
    click.option("--settings", type=click.Path(dir_okay=False), help="A file with the mesh block of values, for the same."),
    click.option("--namespace", help="Where resources without a namespace go."),
    click.option("--override", is_flag=True, help="Let --mode decide on locked resources too."),
    click.option("--expect-mode", type=click.Choice(MODES), help="Refuse a stream whose release is weaker, or has no mode."),
    click.option("--expect-every", is_flag=True, help="With --expect-mode: refuse single resources that are weaker too."),
)


def _flags(command: Any) -> Any:
    for option in reversed(_FLAGS):
        command = option(command)
    return command


def _read(options: dict[str, Any]) -> Flags:
    if options["expect_every"] and not options["expect_mode"]:
        raise click.UsageError("--expect-every goes with --expect-mode.")
    return Flags(
        mode=options["mode"] or "",
        namespace=options["namespace"] or "",
        block=_block(options["settings"]) if options["settings"] else {},
        override=options["override"],
        expectMode=options["expect_mode"] or "",
        expectEvery=options["expect_every"],
    )


def _block(path: str) -> dict[str, Any]:
    """The mesh block of a file, which may also hold it below `mesh:`, as a values file does."""
    try:
        with open(path, encoding="utf-8") as file:
            block = dialect.load(file.read())
    except (OSError, UnicodeDecodeError, dialect.Error) as error:
        raise UserError(f"cannot be read: {error}", f"--settings {path}") from error
    if isinstance(block, dict) and "mesh" in block:
        block = block["mesh"]
    return check(block if block is not None else {}, f"--settings {path}")


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@_flags
@click.version_option(__version__, package_name="eck-mesh")
@click.pass_context
def group(context: click.Context, /, **options: Any) -> int:
    """Helm post-renderer for the Elastic Stack on ECK in an Istio mesh.

    Without a command: rendered manifests on stdin, the same for the mesh on stdout. Helm runs it so.
    """
    if context.invoked_subcommand:
        if any(options.values()):
            raise click.UsageError(f"Flags go behind the command: eck-mesh {context.invoked_subcommand} --….")
        return 0
    return filter_stream(_read(options))


@group.command()
@_flags
def explain(**options: Any) -> int:
    """Why each manifest on stdin was or was not changed."""
    from eck_mesh.explain import explain as words
    from eck_mesh.render import render

    click.echo(words(render(decode(sys.stdin.buffer.read()), _read(options))), nl=False)
    return 0


@group.command()
@_flags
def diff(**options: Any) -> int:
    """What the mode changes in the manifests on stdin. Exit 1 if anything."""
    from eck_mesh.diff import diff as text
    from eck_mesh.render import render

    found = text(render(decode(sys.stdin.buffer.read()), _read(options)))
    click.echo(found, nl=False)
    return 1 if found else 0


group.add_command(compile_command, "compile")


def cli(arguments: list[str], helm4: bool) -> int:
    """Run one command line; the exit status. A usage error is 2, and under Helm 4 told as Helm 4 shows it."""
    try:
        status = group.main(arguments, prog_name="eck-mesh", standalone_mode=False)
    except click.ClickException as error:
        if helm4:
            raise UserError(error.format_message()) from error
        error.show()
        return error.exit_code
    except click.exceptions.Abort:
        return 1
    return status or 0
