"""`eck-mesh explain`: a plan in words, or the page of a message."""

from __future__ import annotations

import difflib
import re

import click

from eck_mesh.cli.color import EXPLAINED, color_option
from eck_mesh.cli.completed_words import complete_ids_and_files
from eck_mesh.cli.exit_codes import DONE, REFUSED
from eck_mesh.cli.manifests import planned
from eck_mesh.cli.options import JSON, fail_on_notes_option, output_option, with_flags
from eck_mesh.cli.printed import print_document, print_painted
from eck_mesh.cli.resource_names import named_resources, resources_and_file
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

MESSAGE = re.compile(r"\[?[a-z0-9]+(-[a-z0-9]+)+\]?")


class Words(NamedTuple):
    """The arguments, by what they are."""

    messages: list[str]
    resources: list[str]
    file: str


@click.command()
@click.argument(
    "words",
    nargs=-1,
    metavar="[ID | [KIND/NAME…] [FILE]]",
    shell_complete=complete_ids_and_files,
)
@output_option
@color_option
@fail_on_notes_option
@with_flags
def explain(words: tuple[str, ...], output: str, fail_on_notes: bool, **options: object) -> int:
    """Explain what the mode changes, or what a message means.

    Prints each change, and each thing kept, with its reason; at the end how clients in the mesh
    connect, and the ports that clients outside the mesh can connect to.

    \b
    FILE       holds the rendered manifests; without it, or with -, stdin does
    KIND/NAME  explains only this resource; also KIND/NAMESPACE/NAME
    ID         prints the page of a message: what it means and what to do

    \b
    Examples:
      helm template logs . -n logs -f values.yaml | eck-mesh explain Kibana/logs
      eck-mesh explain port-bypasses-sidecar
    """
    found = _sorted_words(words)
    if found.messages:
        pages = [_page_of(message_id) for message_id in found.messages]
        print_document("\n".join(pages))
        return DONE
    from eck_mesh.report.as_json import report_as_json
    from eck_mesh.report.explain import explain as explain_report
    from eck_mesh.report.resource_report import report_of

    rendering = planned(found.file, options)
    report = report_of(rendering, named_resources(found.resources, rendering.before))
    if output == JSON:
        print_document(report_as_json(report))
    else:
        print_painted(explain_report(report), EXPLAINED)
    return REFUSED if fail_on_notes and report.notes else DONE


def _sorted_words(words: Sequence[str]) -> Words:
    """The arguments by what they are; UsageError for two kinds of questions at once."""
    messages = [word for word in words if MESSAGE.fullmatch(word)]
    resources, file = resources_and_file(word for word in words if word not in messages)
    if messages and (resources or file):
        both = f"{messages[0]}, and {[*resources, file][0]}"
        raise click.UsageError(f"the id of a message stands alone: {both}.")
    return Words([word.strip("[]") for word in messages], resources, file)


def _page_of(message_id: str) -> str:
    """The page of a message; UsageError with similar ids for an unknown one."""
    from eck_mesh.messages.catalogue import MESSAGES, RETIRED
    from eck_mesh.report.message_page import message_page

    if message_id in MESSAGES:
        return message_page(MESSAGES[message_id])
    if message_id in RETIRED:
        raise click.UsageError(f"{message_id}: only older versions print this id.")
    similar = difflib.get_close_matches(message_id, MESSAGES, n=3)
    hint = f" Similar: {', '.join(similar)}." if similar else ""
    hint += f" A file of this name is ./{message_id}."
    raise click.UsageError(f"no message has the id {message_id}.{hint}")
