"""`eck-mesh doctor`, in words."""

from __future__ import annotations

import click


@click.command()
@click.option(
    "--chart",
    default="",
    help="The chart to render: a folder or an archive. A small one of its own without it.",
)
def doctor(chart: str) -> int:
    """Is this machine ready? One line for each thing looked at; exit 1 if one is wrong.

    Each Helm (HELM_BIN, and helm, helm3 and helm4 on PATH) renders the chart in mode strict through eck-mesh. No cluster
    and no network is asked.
    """
    from eck_mesh.helm.doctor import checks

    states = []
    for check in checks(chart):
        click.echo(f"{check.state:6} {check.text}".replace("\n", "\n       "))
        states.append(check.state)
    return 1 if "wrong" in states else 0
