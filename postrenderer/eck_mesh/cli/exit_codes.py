"""The exit codes of all commands: the only place that defines them.

Scripts must be able to tell a difference from a failure, as with diff(1) and `helm diff
--detailed-exitcode`. A command that answers a question therefore has a code of its own for a
question that it could not answer.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

DONE = 0
REFUSED = 1  # the input is rejected, or something is wrong on this machine
USAGE = 2  # as click exits

# Of the commands that answer a question: `diff`, `reach`, `status` and `compile --check`.
DIFFERS = 1  # different, what --fail-on names, not ready, or stale
UNANSWERED = 3  # the input is rejected, or a file, a chart or the cluster cannot be read

# As a shell reports a program that a signal ended.
CLOSED_PIPE, INTERRUPTED, TERMINATED = 141, 130, 143

HELP = """\b
Exit codes: 0 done; 1 rejected; 2 wrong usage.
For diff, reach, status and compile --check: 0 no difference, ready or fresh;
1 different, what --fail-on names, not ready or stale; 2 wrong usage;
3 rejected, or not readable."""


def exit_code_of_failure(arguments: Sequence[str]) -> int:
    """The code of a command that could not do its work; arguments: those of the command line."""
    command = arguments[0] if arguments else ""
    asks = command in ("diff", "reach", "status") or (
        command == "compile" and "--check" in arguments
    )
    return UNANSWERED if asks else REFUSED
