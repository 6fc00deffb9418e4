"""Where a command reads its manifests: a file, or stdin."""

from __future__ import annotations

from eck_mesh.cli.flag_values import read_file
from eck_mesh.cli.options import parse_flags
from eck_mesh.cli.stdin import read_stdin
from eck_mesh.manifests.documents.stream import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from eck_mesh.plan.render import Rendering


def read_manifest_text(file: str) -> str:
    """The text of a file; of stdin for `-` and for ""."""
    return decode(read_stdin()) if file in ("", "-") else read_file(file)


def planned(file: str, options: Mapping[str, object]) -> Rendering:
    """The plan of the manifests in a file or on stdin, by the flags among the options.

    UserError where a mode was forgotten, as in the filter.
    """
    from eck_mesh.plan.render import render
    from eck_mesh.report.nothing_planned import why_nothing
    from eck_mesh.settings.mode_given import check_mode_given

    text = read_manifest_text(file)
    rendering = render(text, parse_flags(options))
    nothing = why_nothing(rendering)
    if nothing and nothing.id == "mode-is-disabled":
        check_mode_given(text)
    return rendering
