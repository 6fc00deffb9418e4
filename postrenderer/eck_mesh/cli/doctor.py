"""`eck-mesh doctor`."""

from __future__ import annotations

import click

from eck_mesh.cli.exit_codes import DONE, REFUSED
from eck_mesh.cli.printed import print_text


@click.command()
@click.option(
    "--chart",
    default="",
    help="The chart to render, a folder or an archive. The default is a small built-in chart.",
)
def doctor(chart: str) -> int:
    """Check whether this machine is ready. Exit code 1 if something is wrong.

    Prints one line for each check. Each Helm (HELM_BIN, and helm, helm3 and helm4 on PATH) renders
    the chart in mode strict through eck-mesh. Needs no cluster and no network.
    """
    from eck_mesh.helm.doctor import checks_of_machine

    states = []
    for check in checks_of_machine(chart):
        print_text(f"{check.state:6} {check.text}".replace("\n", "\n       ") + "\n")
        states.append(check.state)
    return REFUSED if "wrong" in states else DONE
