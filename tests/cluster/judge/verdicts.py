"""What istiod's own code says of renderings, and where it differs from the plan."""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from typing import Any, NamedTuple

from eck_mesh.mesh.model import Mesh
from eck_mesh.plan.render import Rendering
from tests.cluster.bed.tools import TOOLS
from tests.cluster.judge.gateways import broken, passages
from tests.cluster.judge.questions import Question, questions
from tests.cluster.judge.world import World


def verdicts(worlds: list[tuple[World, list[Question]]]) -> list[dict[str, Any]]:
    """What istiod's code says, for each world by the key of the connection."""
    lines = []
    for world, asked in worlds:
        by_pod = defaultdict(list)
        for question in asked:
            by_pod[question.pod.address].append(question)
        proxies = [
            {
                "Namespace": of[0].pod.namespace,
                "Address": address,
                "Labels": of[0].pod.labels,
                "Calls": [question.call for question in of],
            }
            for address, of in by_pod.items()
        ]
        proxies += [{**one.proxy, "Calls": [one.call]} for one in passages(world)]
        lines.append({"Objects": world.objects, "Config": world.config, "Proxies": proxies})
    stdin = "\n".join(map(json.dumps, lines))
    done = subprocess.run(
        [TOOLS / "istio-judge"], input=stdin, capture_output=True, text=True, timeout=300
    )
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert len(answers) == len(worlds), done.stdout[-3000:] + done.stderr[-3000:]
    return answers


def contradictions(
    world: World, mesh: Mesh, asked: list[Question], found: dict[str, Any]
) -> list[str]:
    """Where istiod's code and the plan differ, in words."""
    if "" in found:
        return ["istiod rejects an object of this case: `istioctl validate` says which"]
    wrong = list(broken(world, mesh, found))
    for question in asked:
        verdict = found[question.call["Key"]]
        if question.works == bool(verdict["Error"]):
            wrong.append(f"{question.call['Key']}: {verdict['Error'] or 'works'}")
        elif question.works and verdict["Tls"] not in question.tls:
            wrong.append(f"{question.call['Key']}: the sidecar adds {verdict['Tls'] or 'no TLS'}")
    return wrong


class Judged(NamedTuple):
    """One rendering. sidecars: whether a pod with a Service has one; asked: how many connections; wrong: where istiod's
    code and the plan differ."""

    sidecars: bool
    asked: int
    wrong: list[str]


def judge(renderings: list[Rendering]) -> list[Judged]:
    """Ask istiod's code about renderings, in one run of the program."""
    worlds = []
    for rendering in renderings:
        world = World(rendering)
        worlds.append((world, list(questions(rendering, world))))
    return [
        Judged(
            with_sidecar(world, rendering.after),
            len(asked),
            contradictions(world, rendering.after, asked, found),
        )
        for rendering, (world, asked), found in zip(
            renderings, worlds, verdicts(worlds), strict=True
        )
    ]


def with_sidecar(world: World, mesh: Mesh) -> bool:
    """Whether a resource of the mesh has a Service and pods with a sidecar."""
    inside = [of for of in world.services if of.owner and mesh.is_inside(of.owner)]
    return any(pod.meshed for service in inside for pod in world.behind(service))
