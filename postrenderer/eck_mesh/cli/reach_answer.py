"""The connections that answer a question of `eck-mesh reach`."""

from __future__ import annotations

from eck_mesh.cli.manifests import planned, planned_for_a_gate, read_manifest_text
from eck_mesh.cli.reach_question import check_clients, is_about
from eck_mesh.cli.resource_names import named_resources
from eck_mesh.errors import UserError
from eck_mesh.marks import LOCK
from eck_mesh.plan.as_it_stands import as_it_stands, without_injection
from eck_mesh.reach.matrix import connections
from eck_mesh.reach.outside import outside_hosts
from eck_mesh.record import NamedTuple
from eck_mesh.report.connections.compared import compare, without_comparison
from eck_mesh.report.connections.fail_on import failing
from eck_mesh.report.connections.proxy_ports import is_of_proxy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eck_mesh.cli.reach_question import Question
    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.plan.render import Rendering
    from eck_mesh.reach.connection import Connection
    from eck_mesh.reach.outside import Outside
    from eck_mesh.report.connections.compared import Compared


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
    check_clients(rows, question)
    meshes = [one.before for one in reversed(renderings)]
    resources = named_resources(question.resources, *meshes)
    rows = [row for row in rows if is_about(row, question, resources)]
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
