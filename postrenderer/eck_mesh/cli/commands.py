"""Flags and commands, in click. Everything here is words; the work is in render, explain and diff."""

from __future__ import annotations

import sys
from typing import Any

import click

from eck_mesh import __version__
from eck_mesh.cli.compile import compile_command
from eck_mesh.cli.doctor import doctor
from eck_mesh.cli.filter import filter_stream
from eck_mesh.cli.install_plugin import install_plugin
from eck_mesh.cli.options import read, with_flags
from eck_mesh.cli.status import status
from eck_mesh.errors import UserError
from eck_mesh.manifests.stream import decode


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@with_flags
@click.version_option(__version__, package_name="eck-mesh")
@click.pass_context
def group(context: click.Context, /, **options: Any) -> int:
    """Helm post-renderer for the Elastic Stack on ECK in an Istio mesh.

    Without a command: rendered manifests on stdin, the same for the mesh on stdout. Helm runs it so.
    """
    if context.invoked_subcommand:
        if any(options.values()):
            raise click.UsageError(
                f"Flags go behind the command: eck-mesh {context.invoked_subcommand} --…."
            )
        return 0
    return filter_stream(read(options))


@group.command()
@with_flags
def explain(**options: Any) -> int:
    """Why each manifest on stdin was or was not changed."""
    from eck_mesh.plan.render import render
    from eck_mesh.report.explain import explain as words

    click.echo(words(render(decode(sys.stdin.buffer.read()), read(options))), nl=False)
    return 0


@group.command()
@with_flags
def diff(**options: Any) -> int:
    """What the mode changes in the manifests on stdin. Exit 1 if anything."""
    from eck_mesh.plan.render import render
    from eck_mesh.report.diff import diff as text

    found = text(render(decode(sys.stdin.buffer.read()), read(options)))
    click.echo(found, nl=False)
    return 1 if found else 0


group.add_command(compile_command, "compile")
group.add_command(install_plugin, "install-plugin")
group.add_command(doctor)
group.add_command(status)


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
