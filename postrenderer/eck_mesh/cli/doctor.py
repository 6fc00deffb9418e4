"""`eck-mesh doctor`."""

from __future__ import annotations

import sys

import click

from eck_mesh.cli.color import STATES, color_option
from eck_mesh.cli.exit_codes import DONE, REFUSED
from eck_mesh.cli.options import JSON, output_option
from eck_mesh.cli.printed import print_document, print_painted
from eck_mesh.cli.progress import progress
from eck_mesh.cli.table import table
from eck_mesh.cli.terminal import width_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eck_mesh.helm.check import Check

STATE_WIDTH = 5  # of the longest state, since each check is printed as soon as it is done


@click.command()
@click.option(
    "--chart",
    default="",
    help="The chart to render, a folder or an archive. The default is a small built-in chart.",
)
@output_option
@color_option
def doctor(chart: str, output: str) -> int:
    """Check whether this machine is ready.

    Prints one line for each check. Each Helm (HELM_BIN, helm, helm3 and helm4 on PATH, and those
    that a checkout has built into .tools) renders the chart in mode strict through eck-mesh. Needs
    no cluster and no network.

    Exit codes: 0 nothing is wrong; 1 something is.

    \b
    Examples:
      eck-mesh doctor
      eck-mesh doctor --chart . --output json
    """
    from eck_mesh.helm.check import WRONG
    from eck_mesh.helm.doctor import checks_of_machine

    checks = checks_of_machine(chart)
    found = _printed(checks) if output != JSON else list(checks)
    if output == JSON:
        from eck_mesh.cli.doctor_as_json import doctor_as_json

        print_document(doctor_as_json(found))
    return REFUSED if any(check.state == WRONG for check in found) else DONE


def _next(checks: Iterator[Check]) -> Check | None:
    """The next check, with its progress."""
    with progress("checking this machine"):
        return next(checks, None)


def _printed(checks: Iterator[Check]) -> list[Check]:
    """Print each check when it is done, and the verdict; all of them."""
    found: list[Check] = []
    while check := _next(checks):
        found.append(check)
        row = (check.state.ljust(STATE_WIDTH), check.text)
        print_painted(table([row], width_of(sys.stdout)), STATES)
    print_painted(f"\n{_verdict(found)}\n", STATES)
    return found


def _verdict(found: Sequence[Check]) -> str:
    from eck_mesh.helm.check import WRONG

    wrong = sum(check.state == WRONG for check in found)
    if wrong:
        return f"Not ready: {wrong} of {len(found)} checks failed."
    return f"Ready: nothing is wrong in {len(found)} checks."
