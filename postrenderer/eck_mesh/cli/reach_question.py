"""What the arguments of `eck-mesh reach` ask for, and which connections that is about."""

from __future__ import annotations

import click

from eck_mesh.cli.resource_names import resources_and_file
from eck_mesh.errors import UserError
from eck_mesh.messages.reason import reason
from eck_mesh.reach.connection import CLIENTS
from eck_mesh.record import NamedTuple
from eck_mesh.report.connections.fail_on import is_client, parse_condition, unknown_clients

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from eck_mesh.cli.reach_options import ReachOptions
    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.report.connections.compared import Compared
    from eck_mesh.report.connections.fail_on import Condition


class Question(NamedTuple):
    """What the connections shown are about.

    resources, clients, ports: empty: about anything. file, before: the streams; before: "" for
        none. every: whether the ports of the sidecars themselves count. uninjected: whether
        namespaces that are not in the stream inject nothing.
    """

    resources: list[str]
    clients: tuple[str, ...]
    ports: tuple[int, ...]
    every: bool
    uninjected: bool
    file: str
    before: str
    conditions: list[Condition]


def question_of(options: ReachOptions) -> Question:
    """The question. UsageError for what it cannot be."""
    resources, file = resources_and_file(options.words)
    if options.before == "-" and file in ("", "-"):
        raise click.UsageError("--diff - and the manifests cannot both be on stdin.")
    try:
        conditions = [parse_condition(one) for one in options.unwanted.split(",") if one.strip()]
    except ValueError as error:
        raise click.UsageError(f"--fail-on: {error}") from error
    about = options.clients, options.ports, options.every, options.uninjected
    return Question(resources, *about, file, options.before, conditions)


def check_clients(rows: Sequence[Compared], question: Question) -> None:
    """UserError for a client that no connection has."""
    words = [*question.clients, *(one.client for one in question.conditions)]
    for word in unknown_clients(rows, words):
        names = dict.fromkeys(row.connection.client.name for row in rows)
        known = ", ".join(names) or "none"
        why = reason("client-not-in-stream", clients=known, kinds=", ".join(CLIENTS))
        raise UserError.from_reason(why, where=word)


def is_about(row: Compared, question: Question, resources: Sequence[Ref]) -> bool:
    """Whether a connection is to or from one of the resources, of a client, and to a port."""
    one = row.connection
    if resources and not {one.target, one.client.ref}.intersection(resources):
        return False
    if question.ports and not {one.port, one.pod_port}.intersection(question.ports):
        return False
    words = question.clients
    return not words or any(is_client(one.client, word) for word in words)
