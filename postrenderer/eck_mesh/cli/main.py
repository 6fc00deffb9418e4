"""The entry point: the only module that reads the process's arguments and ends the process.

Helm runs the filter at every call. A call without a command therefore never imports click, and
imports YAML only where there may be a resource to change.
"""

from __future__ import annotations

import gc
import os
import sys

from eck_mesh.cli.exit_codes import (
    CLOSED_PIPE,
    DONE,
    INTERRUPTED,
    REFUSED,
    USAGE,
    exit_code_of_failure,
)
from eck_mesh.cli.filter import filter_stream
from eck_mesh.cli.stderr import print_on_stderr
from eck_mesh.cli.stdout import StdoutError, write_whole
from eck_mesh.errors import UserError, WrongUsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

COMPLETION = "_ECK_MESH_COMPLETE"  # click's variable: a shell asks for completions
HELM4 = "--error-format=helm4"  # only plugin.yaml passes it
RED_NAME = "\x1b[1;31meck-mesh:\x1b[0m"  # before an error on a terminal
# Helm 4 calls every output that is no manifest "error parsing YAML: wrong node kind".
HELM4_HEAD = "eck-mesh refused this release (no YAML error):"
HELM4_USAGE = "eck-mesh cannot read --post-renderer-args (no YAML error):"


def main() -> NoReturn:
    """Console script. Its exit codes are those of exit_codes.py."""
    gc.disable()  # the collector would take a tenth of this short run
    try:
        status = _run(sys.argv[1:])
    except BrokenPipeError:  # the reader of stdout has what it wanted
        status = CLOSED_PIPE
    except KeyboardInterrupt:
        status = INTERRUPTED
    os._exit(status)  # a regular exit of the interpreter would take a twentieth of the run


def _run(arguments: list[str]) -> int:
    """Run the filter or a command, and report what stopped it; the exit status."""
    head = HELM4_HEAD if HELM4 in arguments else ""
    arguments = [argument for argument in arguments if argument != HELM4]
    problem, failed = "", exit_code_of_failure(arguments)
    try:
        status = _done(arguments)
        sys.stdout.flush()
        return status
    except WrongUsageError as error:
        head, failed = head and HELM4_USAGE, USAGE
        problem = str(error)
    except UserError as error:
        head = head if type(error) is UserError else ""  # else stdout holds a part of a stream
        problem = str(error)
    except ModuleNotFoundError as error:
        fix = "on the folder postrenderer, or use the zipapp, which needs no packages."
        problem = f"{sys.executable} lacks {error.name}. Run its `-m pip install` {fix}"
    except (RecursionError, MemoryError, ImportError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            raise
        from eck_mesh.cli.failures import failure_in_words

        problem = failure_in_words(error)
    except Exception:  # a bug: Helm 4 would print no more than "exited with error"
        import traceback

        problem = f"a bug, nothing is written.\n{traceback.format_exc()}"
    try:
        _print_problem(problem, head)
    except StdoutError:
        return REFUSED
    return DONE if head else failed


def _done(arguments: list[str]) -> int:
    """Run the filter or a command; the exit status. Raises what stopped it."""
    if sys.stdout is None:
        raise StdoutError("stdout is closed: there is nothing to write to.")
    asks_for_completions = COMPLETION in os.environ
    if not arguments and not asks_for_completions:
        return filter_stream(None)
    from eck_mesh.cli.flags import usual_options

    options = None if asks_for_completions else usual_options(arguments)
    if options is not None:
        from eck_mesh.cli.flag_values import flags_of_options

        return filter_stream(flags_of_options(options), bool(options["fail_on_notes"]))
    from eck_mesh.cli.commands import cli

    return cli(arguments)


def _print_problem(problem: str, helm4_head: str) -> None:
    """Print an error; helm4_head: the line before it under Helm 4, else "".

    Helm 3 and a shell show stderr. Helm 4 drops it, but prints output that it cannot parse: one
    literal block scalar as the whole output, with exit 0. Helm 3 would install that, hence only
    plugin.yaml asks for it.
    """
    from eck_mesh.cli.terminal import has_color
    from eck_mesh.messages.printable import printable_lines

    text = printable_lines(f"eck-mesh: {problem}")
    head = RED_NAME if has_color(sys.stderr) else "eck-mesh:"
    print_on_stderr(f"{head}{text.removeprefix('eck-mesh:')}\n")
    if not helm4_head:
        return
    text = f"{helm4_head}\n{text}"
    lines = "".join(f"  {line}\n" for line in text.split("\n"))
    write_whole(f"|\n{lines}".encode())
