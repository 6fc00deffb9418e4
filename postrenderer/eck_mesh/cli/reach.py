"""`eck-mesh reach`: who connects to whom, and how."""

from __future__ import annotations

import sys

import click

from eck_mesh.cli.color import color_option, is_colored
from eck_mesh.cli.completed_words import complete_files
from eck_mesh.cli.exit_codes import DIFFERS, DONE
from eck_mesh.cli.options import JSON, with_flags
from eck_mesh.cli.printed import print_document, print_text
from eck_mesh.cli.reach_options import HTML, MERMAID, own_options, with_reach_options
from eck_mesh.cli.terminal import width_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.cli.reach_answer import Answer
    from eck_mesh.cli.reach_options import ReachOptions


@click.command()
@click.argument("words", nargs=-1, metavar="[KIND/NAME…] [FILE]", shell_complete=complete_files)
@with_reach_options
@color_option
@with_flags
def reach(**options: object) -> int:
    """Show who connects to whom, and how.

    For each port of each resource: which clients connect with mTLS, TLS in mTLS, own TLS or plain,
    and which are refused. docs/reach.md describes the outcomes and the clients.

    \b
    FILE       holds the rendered manifests; without it, or with -, stdin does
    KIND/NAME  only connections to or from this resource; also KIND/NAMESPACE/NAME

    Exit codes: 0 done; 1 with --diff: some connection differs, and with --fail-on: some has such an
    outcome; 3 the manifests are rejected.

    \b
    Examples:
      helm template logs . -n logs -f values.yaml | eck-mesh reach
      helm template logs . -n logs -f values.yaml | eck-mesh reach --why Kibana/logs
      helm template logs . -n logs -f values.yaml | eck-mesh reach --fail-on plain,refused=operator
      helm get manifest logs -n logs > before.yaml
      helm template logs . -n logs -f values.yaml | eck-mesh reach --diff before.yaml
    """
    from eck_mesh.cli.reach_answer import answer
    from eck_mesh.cli.reach_question import question_of

    own = own_options(options)
    question = question_of(own)
    found = answer(question, options)
    print_document(_shown(found, own))
    _print_remarks(found)
    if question.conditions:
        return DIFFERS if found.failed else DONE
    return DIFFERS if any(row.differs for row in found.rows) else DONE


def _shown(found: Answer, own: ReachOptions) -> str:
    """The answer in the wanted format."""
    from eck_mesh.report.connections.proxy_ports import left_out

    if own.form == JSON:
        from eck_mesh.report.connections.connections_json import Found, connections_as_json

        every = Found(found.rows, found.failed, found.left_out, found.outside)
        return connections_as_json(every, found.renderings[-1].notes)
    if own.form == MERMAID:
        from eck_mesh.report.connections.flowchart import flowchart

        return flowchart(found.rows)
    if own.form == HTML:
        from eck_mesh.report.connections.page import page

        return page(found.rows, left_out(found.left_out))
    if own.why:
        from eck_mesh.report.connections.connection_rules import connection_rules

        return connection_rules(found.rows, _paint)
    from eck_mesh.report.connections.connection_table import connection_table, summary

    rest = left_out(found.left_out)
    from eck_mesh.report.connections.outside_hosts import outside_table

    parts = [
        connection_table(found.rows, width_of(sys.stdout), _paint),
        outside_table(found.outside, _paint),
        f"{rest}\n" if rest else "",
        summary(found.rows),
    ]
    return "\n".join(filter(None, parts))


def _paint(text: str, how: str) -> str:
    """A text in the color of an outcome, where stdout has color."""
    from eck_mesh.report.connections.looks import LOOKS

    is_painted = how in LOOKS and is_colored()
    return click.style(text, fg=LOOKS[how].terminal) if is_painted else text


def _print_remarks(found: Answer) -> None:
    """On stderr: the resources that are not known, and the connections that --fail-on names."""
    from eck_mesh.messages.reason import sentence
    from eck_mesh.report.connections.remarks import not_accepted, unrecognized

    remarks = [sentence([one]) for one in map(unrecognized, found.renderings) if one]
    remarks += not_accepted(found.failed)
    for remark in remarks:
        print_text(f"eck-mesh: {remark}\n", err=True)
