"""The commands and their flags, in click; other rooms do the work."""

from __future__ import annotations

import click

from eck_mesh import __version__
from eck_mesh.cli.compile import compile_command
from eck_mesh.cli.completion import completion
from eck_mesh.cli.convert import convert
from eck_mesh.cli.diff import diff
from eck_mesh.cli.doctor import doctor
from eck_mesh.cli.exit_codes import DONE, HELP, INTERRUPTED, REFUSED, TERMINATED
from eck_mesh.cli.explain import explain
from eck_mesh.cli.filter import filter_stream
from eck_mesh.cli.install_plugin import install_plugin
from eck_mesh.cli.options import fail_on_notes_option, parse_flags, with_flags
from eck_mesh.cli.reach import reach
from eck_mesh.cli.status import status
from eck_mesh.cli.termination import TerminatedError, ending_in_order
from eck_mesh.cli.usage_errors import Commands, error_of_click


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=HELP,
)
@with_flags
@fail_on_notes_option
@click.version_option(__version__, package_name="eck-mesh")
@click.pass_context
def group(context: click.Context, /, fail_on_notes: bool, **options: object) -> int:
    """Helm post-renderer for the Elastic Stack on ECK in an Istio mesh.

    Without a command, eck-mesh reads rendered manifests on stdin and writes them to stdout, changed
    for the mesh. This is how Helm runs it.

    \b
    Examples:
      helm template logs . -n logs -f values.yaml | eck-mesh
      kustomize build . | eck-mesh --mode=strict --namespace=logs
    """
    if not context.invoked_subcommand:
        return filter_stream(parse_flags(options), fail_on_notes)
    if fail_on_notes or any(options.values()):
        command = context.invoked_subcommand
        raise click.UsageError(f"Flags follow the command: eck-mesh {command} --….")
    return 0


group.add_command(compile_command, "compile")
group.add_command(completion)
group.add_command(install_plugin, "install-plugin")
group.add_command(convert)
group.add_command(diff)
group.add_command(doctor)
group.add_command(explain)
group.add_command(reach)
group.add_command(status)


def cli(arguments: list[str]) -> int:
    """Run one command line; the exit status. Raises WrongUsageError for a usage error."""
    try:
        with ending_in_order():
            status = group.main(arguments, prog_name="eck-mesh", standalone_mode=False)
    except click.ClickException as error:
        raise error_of_click(error) from error
    except click.exceptions.Abort as error:  # of a question at a terminal, or by Ctrl-C
        return INTERRUPTED if isinstance(error.__cause__, KeyboardInterrupt) else REFUSED
    except TerminatedError:
        return TERMINATED
    return status or DONE
