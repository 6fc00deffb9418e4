"""Where istiod's own code says of renderings what `reach`, or the plan of gateways, does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.cluster.judge.gateways import broken, passages
from tests.cluster.judge.paths import Verdicts
from tests.cluster.judge.reached import Reached, ask


class Judged(NamedTuple):
    """One rendering. sidecars: whether a pod with a Service has one; asked: how many connections; wrong: where istiod's
    code differs, in words."""

    sidecars: bool
    asked: int
    wrong: list[str]


def judge(renderings: list[Reached]) -> list[Judged]:
    """Ask istiod's code about renderings, in one run of the program for each profile of istiod."""
    answers: dict[int, Verdicts] = {}
    for ambient in False, True:
        some = [i for i, one in enumerate(renderings) if in_ambient(one) == ambient]
        found = ask([line_of(renderings[i]) for i in some], ambient) if some else ()
        answers |= zip(some, found, strict=True)
    return [judged(one, answers[i]) for i, one in enumerate(renderings)]


def judged(one: Reached, found: Verdicts) -> Judged:
    """The verdict on one rendering."""
    if "" in found:
        wrong = ["istiod rejects an object of this case: `istioctl validate` says which"]
    else:
        wrong = [*broken(one.world, one.mesh, found), *one.wrong(found)]
    return Judged(with_sidecar(one), sum(len(told.paths) for told in one.told), wrong)


def line_of(one: Reached) -> dict[str, Any]:
    """What the judge is asked, with the passages through gateways."""
    line = one.line
    line["Proxies"] += [{**each.proxy, "Calls": [each.call]} for each in passages(one.world)]
    return line


def in_ambient(one: Reached) -> bool:
    """Whether a pod is in ambient, of which only an istiod with that profile knows."""
    return any(pod.ambient for pod in one.world.pods)


def with_sidecar(one: Reached) -> bool:
    """Whether a resource of the mesh has a Service and pods with a sidecar."""
    return any(pod.meshed for pod in _served(one))


def _served(one: Reached) -> Iterator[Any]:
    for service in one.world.services:
        if service.owner and one.mesh.is_inside(service.owner):
            yield from one.world.behind(service)
