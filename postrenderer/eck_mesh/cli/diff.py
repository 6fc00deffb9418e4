"""`eck-mesh diff`."""

from __future__ import annotations

import click

from eck_mesh.cli.color import DIFF, color_option
from eck_mesh.cli.completed_words import complete_files
from eck_mesh.cli.exit_codes import DIFFERS, DONE
from eck_mesh.cli.manifests import planned
from eck_mesh.cli.options import with_flags
from eck_mesh.cli.printed import print_painted, print_text


@click.command()
@click.argument("file", default="", metavar="[FILE]", shell_complete=complete_files)
@color_option
@with_flags
def diff(file: str, **options: object) -> int:
    """Show as a diff what the mode changes.

    FILE holds the rendered manifests; without it, or with -, stdin does.

    Exit codes: 0 no difference; 1 some; 3 the manifests are rejected.
    """
    from eck_mesh.messages.reason import sentence
    from eck_mesh.report.diff import diff as diff_of_plan
    from eck_mesh.report.nothing_planned import why_nothing

    rendering = planned(file, options)
    found, nothing = diff_of_plan(rendering), why_nothing(rendering)
    print_painted(found, DIFF)
    if nothing:
        print_text(f"eck-mesh: {sentence([nothing])}\n", err=True)
    return DIFFERS if found else DONE
