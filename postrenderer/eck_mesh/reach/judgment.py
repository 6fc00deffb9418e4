"""What becomes of an attempt: the tables of reach.yaml, for every way in which the facts may be."""

from __future__ import annotations

from eck_mesh.messages.reason import Reason, reason
from eck_mesh.reach.arrivals import arrival_facts
from eck_mesh.reach.connection import HOW, SERVICE, Connection
from eck_mesh.reach.departures import Ends, departure_facts
from eck_mesh.reach.facts import combinations, sure
from eck_mesh.reach.objections import objections_to
from eck_mesh.reach.result import Judged
from eck_mesh.reach.tables import REACH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eck_mesh.mesh.model import Mesh
    from eck_mesh.reach.attempt import Attempt
    from eck_mesh.reach.facts import Choice
    from eck_mesh.reach.pods import PodSet
    from eck_mesh.reach.target import TargetResource


def judged(attempt: Attempt, target: TargetResource, mesh: Mesh) -> Connection:
    """The connection that an attempt becomes."""
    listing = attempt.listing if attempt.via == SERVICE else None
    found = list(_each_way(attempt, target, mesh))
    how, reasons = _together(found)
    return Connection(
        attempt.origin.client,
        target.ref,
        listing.service if listing else "",
        attempt.via,
        attempt.port,
        attempt.pod_port,
        how,
        reasons,
    )


def _together(found: Sequence[Judged]) -> tuple[str, tuple[Reason, ...]]:
    """What all possible results have in common; unknown where they differ."""
    hows = {one.how for one in found}
    if not hows:
        return "unknown", (reason("reach-no-pods"),)
    if len(hows) == 1:
        return found[0].how, found[0].reasons
    unsure = [why for one in found for why in one.unsure]
    words = " or ".join(word for word in HOW if word in hows)
    every = dict.fromkeys(map(str, unsure))
    why = [next(one for one in unsure if str(one) == text) for text in every]
    return "unknown", (reason("reach-unsure", hows=words), *(why or [reason("reach-pods-differ")]))


def _each_way(attempt: Attempt, target: TargetResource, mesh: Mesh) -> Iterator[Judged]:
    """Each possible result: by the worlds of both ends, their pods, and the facts."""
    objections = objections_to(attempt, target, mesh)
    for ends, unsure in _pairs(attempt, target):
        facts = departure_facts(attempt, ends, target, mesh)
        facts |= arrival_facts(attempt, ends.server, target)
        speaks = target.speaks(attempt.pod_port)
        facts |= {"speaks": sure(speaks), "bytes": sure(attempt.bytes_for(speaks))}
        why = [*unsure, *(fact.unsure for fact in facts.values() if fact.unsure)]
        for choices in combinations(facts):
            words = {column: choice.word for column, choice in choices.items()}
            one = _decided(words, choices, attempt)
            one = objections.applied(one, words, ends)
            yield one._replace(unsure=tuple(why))


def _pairs(attempt: Attempt, target: TargetResource) -> Iterator[tuple[Ends, list[Reason]]]:
    """The pods at both ends. A resource that connects to itself is in one world at a time."""
    origin = attempt.origin
    own = origin.client.ref == target.ref
    unsure = []
    if max(len(origin.worlds), len(target.worlds)) > 1:
        unsure.append(reason("reach-unsure-namespace"))
    for i, world in enumerate(target.worlds):
        servers = [pods for pods in world if _is_behind(attempt, pods)]
        for clients in origin.worlds[i : i + 1] if own else origin.worlds:
            for client in clients:
                for server in servers:
                    yield Ends(client, server, world), unsure


def _is_behind(attempt: Attempt, pods: PodSet) -> bool:
    """Whether pods of the target may answer: those behind the Service, or the pod's own."""
    return attempt.listing is None or attempt.listing.selects(pods)


def _decided(words: dict[str, str], choices: dict[str, Choice], attempt: Attempt) -> Judged:
    """What the tables say, first of the client's side."""
    values = {column: choice.by for column, choice in choices.items()}
    values |= {"port": attempt.port, "pod_port": attempt.pod_port, "mode": words["policy"]}
    reasons = []
    for table in REACH.departures, REACH.arrivals, REACH.programs:
        row = table.row(words)
        reasons.append(reason(row.because, **values))
        if row.then in ("refused", "unknown"):
            return Judged(row.then, tuple(reasons))
        if table is REACH.departures:
            words["sends"] = row.then
    return Judged(REACH.wires[words["sends"]][words["bytes"]], tuple(reasons))
