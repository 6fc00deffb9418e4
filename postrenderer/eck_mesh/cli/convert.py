"""`eck-mesh convert`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from eck_mesh.cli.files import deliver
from eck_mesh.cli.flag_values import read_file
from eck_mesh.cli.notes import check_no_notes, print_notes
from eck_mesh.cli.options import fail_on_notes_option
from eck_mesh.cli.stdin import read_stdin
from eck_mesh.errors import UserError
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.helm.client import ValuesFile

STDIN = "-"


@click.command()
@click.argument("chart")
@click.argument("values", nargs=-1, required=True, type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--release", default="", help="Name of the release, for names that contain it.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False), help="The file to write. Default: stdout."
)
@fail_on_notes_option
def convert(
    chart: str, values: tuple[str, ...], release: str, output: str | None, fail_on_notes: bool
) -> int:
    """Turn values of eck-stack into values of this chart.

    The resources keep their names. What cannot be converted is an error, and what is left out is
    a note with its path in your values.

    \b
    CHART   eck-stack, or the part of it that you installed alone, such as eck-elasticsearch
    VALUES  values files in the order in which Helm gets them; - is stdin

    \b
    Examples:
      helm get values elastic --all | eck-mesh convert eck-stack - --release elastic
      eck-mesh convert eck-elasticsearch values.yaml --release logs -o converted.yaml
    """
    from eck_mesh.convert.charts import STACK, TABLE
    from eck_mesh.convert.values import convert_values

    charts = (STACK, *TABLE.charts)
    if chart not in charts:
        raise click.UsageError(f"{chart}: must be one of {', '.join(charts)}.")
    if output and _is_of_a_chart(Path(os.path.realpath(output))):
        raise UserError.from_reason(reason("file-of-a-chart"), where=output)
    converted = convert_values([_values_file(path) for path in values], chart, release)
    if fail_on_notes:
        check_no_notes(converted.notes)
    print_notes(converted.notes)
    return deliver([(output, converted.text)], check=False)


def _is_of_a_chart(path: Path) -> bool:
    """Whether a file is the values.yaml of the chart in its folder."""
    return path.name == "values.yaml" and path.with_name("Chart.yaml").exists()


def _values_file(path: str) -> ValuesFile:
    from eck_mesh.helm.client import ValuesFile
    from eck_mesh.manifests.documents.stream import decode

    if path == STDIN:
        return ValuesFile("stdin", decode(read_stdin("values")))
    return ValuesFile(path, read_file(path))
