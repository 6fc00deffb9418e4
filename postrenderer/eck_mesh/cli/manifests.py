"""Where a command reads its manifests: a file, or stdin."""

from __future__ import annotations

from eck_mesh.cli.flag_values import read_file
from eck_mesh.cli.options import parse_flags
from eck_mesh.cli.stdin import read_stdin
from eck_mesh.errors import UserError
from eck_mesh.manifests.documents.lines import has_content
from eck_mesh.manifests.documents.stream import END_MARKER, decode
from eck_mesh.marks import ECK
from eck_mesh.messages.reason import reason
from eck_mesh.standard import re

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


def planned_for_a_gate(file: str, options: Mapping[str, object], needs_eck: bool) -> Rendering:
    """The plan, for a command whose exit code 0 says that nothing is wrong.

    UserError for a stream without a document, as a program that fails leaves it in a pipe, and
    with needs_eck for one in which neither the operator nor a resource of ECK is.
    """
    rendering = planned(file, options)
    found = rendering.before.manifests.values()
    has_eck = any(one.is_operator or one.ref.group.endswith(ECK) for one in found)
    if not has_eck and (
        needs_eck or not any(_has_content(one.text) for one in rendering.documents)
    ):
        why = reason("stream-without-resources")
        raise UserError.from_reason(why, where=f"the stream {file or '-'}")
    return rendering


def _has_content(text: str) -> bool:
    """Whether a document is more than directives, separators, comments and ends (`...`)."""
    return has_content(re.sub(rf"(?m){END_MARKER}", "", f"{text}\n"))
