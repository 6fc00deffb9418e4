"""`eck-mesh explain`: a plan in words, or the page of a message."""

from __future__ import annotations

import difflib
import os
import re

import click

from eck_mesh.cli.exit_codes import DONE, REFUSED
from eck_mesh.cli.manifests import planned
from eck_mesh.cli.options import JSON, fail_on_notes_option, output_option, with_flags
from eck_mesh.errors import UserError
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.plan.render import Rendering

# As messages name resources, or as kubectl does. A file of such a name is ./Kind/name.
RESOURCE = re.compile(r"[A-Za-z]+(/[a-z0-9.-]+){1,2}")
MESSAGE = re.compile(r"\[?[a-z0-9]+(-[a-z0-9]+)+\]?")


class Words(NamedTuple):
    """The arguments, by what they are."""

    messages: list[str]
    resources: list[str]
    files: list[str]


@click.command()
@click.argument("words", nargs=-1, metavar="[ID | [KIND/NAME…] [FILE]]")
@output_option
@fail_on_notes_option
@with_flags
def explain(words: tuple[str, ...], output: str, fail_on_notes: bool, **options: object) -> int:
    """Explain what the mode changes, or what a message means.

    Prints each change, and each thing kept, with its reason; at the end the ports that clients
    outside the mesh can connect to.

    \b
    FILE       holds the rendered manifests; without it, or with -, stdin does
    KIND/NAME  explains only this resource; also KIND/NAMESPACE/NAME
    ID         prints the page of a message: what it means and what to do

    \b
    helm template logs . -n logs -f values.yaml | eck-mesh explain Kibana/logs
    eck-mesh explain port-bypasses-sidecar
    """
    found = _sorted_words(words)
    if found.messages:
        pages = [_page_of(message_id) for message_id in found.messages]
        click.echo("\n".join(pages), nl=False)
        return DONE
    from eck_mesh.report.as_json import report_as_json
    from eck_mesh.report.explain import explain as explain_report
    from eck_mesh.report.resource_report import report_of

    rendering = planned("".join(found.files), options)
    report = report_of(rendering, _wanted(found.resources, rendering))
    shown = report_as_json(report) if output == JSON else explain_report(report)
    click.echo(shown, nl=False)
    return REFUSED if fail_on_notes and report.notes else DONE


def _sorted_words(words: Iterable[str]) -> Words:
    """The arguments by what they are; UsageError for two kinds of questions at once."""
    found = Words([], [], [])
    for word in words:
        is_file = word[0].islower() and os.path.exists(word)
        if RESOURCE.fullmatch(word) and not is_file:
            found.resources.append(word)
        elif MESSAGE.fullmatch(word):
            found.messages.append(word.strip("[]"))
        else:
            found.files.append(word)
    if found.messages and (found.resources or found.files):
        both = f"{found.messages[0]}, and {(found.resources + found.files)[0]}"
        raise click.UsageError(f"the id of a message stands alone: {both}.")
    if len(found.files) > 1:
        raise click.UsageError(f"more than one file: {', '.join(found.files)}.")
    return found


def _wanted(names: Sequence[str], rendering: Rendering) -> list[Ref]:
    """The resources with these names. UserError for a name that none has."""
    found: list[Ref] = []
    for name in names:
        matching = [ref for ref in rendering.before.manifests if _is_named(ref, name)]
        if not matching:
            there = ", ".join(str(ref) for ref in rendering.before.settings) or "none"
            raise UserError.from_reason(reason("resource-not-in-stream", there=there), where=name)
        found += matching
    return found


def _is_named(ref: Ref, name: str) -> bool:
    return name.lower() in (str(ref).lower(), f"{ref.kind}/{ref.name}".lower())


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
