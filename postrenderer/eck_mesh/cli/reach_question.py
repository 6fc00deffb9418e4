"""What the arguments of `eck-mesh reach` ask for, and the connections that answer."""

from __future__ import annotations

import click

from eck_mesh.cli.manifests import planned, planned_for_a_gate, read_manifest_text
from eck_mesh.cli.resource_names import named_resources, resources_and_file
from eck_mesh.errors import UserError
from eck_mesh.marks import LOCK
from eck_mesh.messages.reason import reason
from eck_mesh.plan.as_it_stands import as_it_stands, without_injection
from eck_mesh.reach.connection import CLIENTS
from eck_mesh.reach.matrix import connections
from eck_mesh.reach.outside import outside_hosts
from eck_mesh.record import NamedTuple
from eck_mesh.report.connections.compared import compare, without_comparison
from eck_mesh.report.connections.fail_on import failing, is_client, parse_condition, unknown_clients
from eck_mesh.report.connections.proxy_ports import is_of_proxy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eck_mesh.cli.reach_options import ReachOptions
    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.plan.render import Rendering
    from eck_mesh.reach.connection import Connection
    from eck_mesh.reach.outside import Outside
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


class Answer(NamedTuple):
    """The connections, those that --fail-on names, and the streams: the one before first.

    outside: the hosts outside the cluster, of the clients that are asked about.
    left_out: how many connections to the ports of the sidecars themselves are not among them.
    """

    rows: list[Compared]
    failed: list[Compared]
    left_out: int
    renderings: list[Rendering]
    outside: list[Outside]


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


def answer(question: Question, flags: Mapping[str, object]) -> Answer:
    """The connections that a question is about. UserError for rejected streams, and for names that
    no stream has."""
    after = _rendering(question, flags)
    renderings = [after]
    rows = without_comparison(_connections(after, question))
    if question.before:
        before = _rendering_before(question.before, after, flags)
        renderings.insert(0, before)
        earlier = _connections(before, question)
        rows = compare(earlier, [row.connection for row in rows])
    _check_clients(rows, question)
    meshes = [one.before for one in reversed(renderings)]
    resources = named_resources(question.resources, *meshes)
    rows = [row for row in rows if _is_about(row, question, resources)]
    shown = rows
    if not (question.every or question.ports):
        shown = [row for row in rows if not is_of_proxy(row.connection)]
    failed, left_out = failing(shown, question.conditions), len(rows) - len(shown)
    outside = _outside(after, question, resources)
    return Answer(shown, failed, left_out, renderings, outside)


def _rendering(question: Question, flags: Mapping[str, object]) -> Rendering:
    if question.conditions or question.before:
        return planned_for_a_gate(question.file, flags, bool(question.conditions))
    return planned(question.file, flags)


def _outside(rendering: Rendering, question: Question, resources: Sequence[Ref]) -> list[Outside]:
    """The hosts outside of the clients that are asked about, without a comparison."""
    if question.before or question.clients:
        return []
    return [
        one
        for one in outside_hosts(as_it_stands(rendering.after))
        if (not resources or one.client in resources)
        and (not question.ports or set(question.ports).intersection(one.ports))
    ]


def _connections(rendering: Rendering, question: Question) -> list[Connection]:
    mesh = as_it_stands(rendering.after)
    return connections(without_injection(mesh) if question.uninjected else mesh)


def _rendering_before(path: str, after: Rendering, given: Mapping[str, object]) -> Rendering:
    """The stream before: what is locked gets its mode, and the rest stays as it is. In the
    namespace of the stream after, if it names none."""
    from eck_mesh.plan.render import render
    from eck_mesh.settings.settings import Flags

    text = read_manifest_text(path)
    namespaces = {one.namespace for one in after.before.settings.values()} - {""}
    namespace = str(given["namespace"] or "")
    if not namespace and len(namespaces) == 1:
        (namespace,) = namespaces
    flags = Flags(namespace="" if LOCK in text else namespace)
    try:
        return render(text, flags)
    except UserError as error:
        raise UserError(str(error), where=f"--diff {path}", ids=error.ids) from error


def _check_clients(rows: Sequence[Compared], question: Question) -> None:
    """UserError for a client that no connection has."""
    words = [*question.clients, *(one.client for one in question.conditions)]
    for word in unknown_clients(rows, words):
        names = dict.fromkeys(row.connection.client.name for row in rows)
        known = ", ".join(names) or "none"
        why = reason("client-not-in-stream", clients=known, kinds=", ".join(CLIENTS))
        raise UserError.from_reason(why, where=word)


def _is_about(row: Compared, question: Question, resources: Sequence[Ref]) -> bool:
    """Whether a connection is to or from one of the resources, of a client, and to a port."""
    one = row.connection
    if resources and not {one.target, one.client.ref}.intersection(resources):
        return False
    if question.ports and not {one.port, one.pod_port}.intersection(question.ports):
        return False
    words = question.clients
    return not words or any(is_client(one.client, word) for word in words)
