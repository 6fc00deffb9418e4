"""`eck-mesh diff`."""

from __future__ import annotations

import click

from eck_mesh.cli.color import DIFF, color_option
from eck_mesh.cli.completed_words import complete_files
from eck_mesh.cli.exit_codes import DIFFERS, DONE
from eck_mesh.cli.manifests import planned_for_a_gate
from eck_mesh.cli.options import JSON, output_option, with_flags
from eck_mesh.cli.printed import print_document, print_painted, print_text


@click.command()
@click.argument("file", default="", metavar="[FILE]", shell_complete=complete_files)
@output_option
@color_option
@with_flags
def diff(file: str, output: str, **options: object) -> int:
    """Show what the mode changes, as a diff.

    FILE holds the rendered manifests; without it, or with -, stdin does.

    Exit codes: 0 no difference; 1 some; 3 the manifests are rejected.

    \b
    Examples:
      helm template logs . -n logs -f values.yaml | eck-mesh diff
      eck-mesh diff --mode=strict -n logs manifests.yaml
    """
    from eck_mesh.messages.reason import sentence
    from eck_mesh.report.diff import diffs, summary
    from eck_mesh.report.diff_as_json import diff_as_json
    from eck_mesh.report.nothing_planned import why_nothing

    rendering = planned_for_a_gate(file, options, needs_eck=False)
    found, nothing = diffs(rendering), why_nothing(rendering)
    if output == JSON:
        print_document(diff_as_json(found, [nothing] if nothing else rendering.notes))
        return DIFFERS if found else DONE
    print_painted("".join(one.text for one in found), DIFF)
    if nothing:
        print_text(f"eck-mesh: {sentence([nothing])}\n", err=True)
    elif found:
        print_text(f"eck-mesh: {summary(found)}\n", err=True)
    return DIFFERS if found else DONE
