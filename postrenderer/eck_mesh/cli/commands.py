"""The commands and their flags, in click; other rooms do the work."""

from __future__ import annotations

import difflib
import sys

import click

from eck_mesh import __version__
from eck_mesh.cli.compile import compile_command
from eck_mesh.cli.doctor import doctor
from eck_mesh.cli.exit_codes import DIFFERS, DONE, HELP, REFUSED
from eck_mesh.cli.filter import filter_stream
from eck_mesh.cli.install_plugin import install_plugin
from eck_mesh.cli.options import parse_flags, with_flags
from eck_mesh.cli.status import status
from eck_mesh.errors import UserError
from eck_mesh.manifests.documents.stream import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from eck_mesh.plan.render import Rendering


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=HELP,
)
@with_flags
@click.version_option(__version__, package_name="eck-mesh")
@click.pass_context
def group(context: click.Context, /, **options: object) -> int:
    """Helm post-renderer for the Elastic Stack on ECK in an Istio mesh.

    Without a command, eck-mesh reads rendered manifests on stdin and writes them to stdout, changed
    for the mesh. Helm runs it so.
    """
    if not context.invoked_subcommand:
        return filter_stream(parse_flags(options))
    if any(options.values()):
        command = context.invoked_subcommand
        raise click.UsageError(f"Flags follow the command: eck-mesh {command} --….")
    return 0


@group.command()
@click.argument("message_id", metavar="[ID]", required=False)
@with_flags
def explain(message_id: str | None, **options: object) -> int:
    """Explain the changes to the manifests on stdin, or one message.

    With the ID that a message ends with, prints what the message means and what to do.
    """
    if message_id is not None:
        click.echo(_page_of(message_id.strip("[]")), nl=False)
        return 0
    from eck_mesh.report.explain import explain as explain_plan

    click.echo(explain_plan(_planned(options)), nl=False)
    return 0


@group.command()
@with_flags
def diff(**options: object) -> int:
    """Show as a diff what the mode changes in the manifests on stdin.

    Exit codes: 0 no difference; 1 some; 3 the manifests are rejected.
    """
    from eck_mesh.report.diff import diff as diff_of_plan

    found = diff_of_plan(_planned(options))
    click.echo(found, nl=False)
    return DIFFERS if found else DONE


group.add_command(compile_command, "compile")
group.add_command(install_plugin, "install-plugin")
group.add_command(doctor)
group.add_command(status)


def _planned(options: Mapping[str, object]) -> Rendering:
    from eck_mesh.plan.render import render

    return render(decode(sys.stdin.buffer.read()), parse_flags(options))


def _page_of(message_id: str) -> str:
    """The page of a message; UsageError with similar ids for an unknown one."""
    from eck_mesh.messages.catalogue import MESSAGES, RETIRED
    from eck_mesh.report.message_page import message_page

    if message_id in MESSAGES:
        return message_page(MESSAGES[message_id])
    if message_id in RETIRED:
        raise click.UsageError(f"{message_id}: only older versions print this id.")
    similar = difflib.get_close_matches(message_id, MESSAGES, n=3)
    hint = f" Similar: {', '.join(similar)}." if similar else ""
    raise click.UsageError(f"no message has the id {message_id}.{hint}")


def cli(arguments: list[str], helm4: bool) -> int:
    """Run one command line; the exit status, 2 for a usage error.

    Under Helm 4 a usage error is a UserError, which `main` prints as Helm 4 shows it.
    """
    try:
        status = group.main(arguments, prog_name="eck-mesh", standalone_mode=False)
    except click.ClickException as error:
        if helm4:
            raise UserError(error.format_message()) from error
        error.show()
        return error.exit_code
    except click.exceptions.Abort:
        return REFUSED
    return status or DONE
