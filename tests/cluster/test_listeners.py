"""istiod's own code agrees with the plan of every golden case: each port accepts whom the plan says, each client in the
mesh gets its bytes through. Listeners and clusters are computed by istiod's code and matched by pilot/pkg/simulation;
no Envoy runs (test_traffic.py runs some)."""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from eck_mesh.plan.render import Rendering, render
from eck_mesh.settings.settings import Flags
from tests.cluster.bed.tools import TOOLS
from tests.cluster.judge.objects import Service
from tests.cluster.judge.questions import Question, questions
from tests.cluster.judge.world import World
from tests.support.cases import FOLDERS, Case, Streams, name

ACCEPTED = [folder for folder in FOLDERS if (folder / "output.yaml").exists()]


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
        lines.append({"Objects": world.objects, "Config": world.config, "Proxies": proxies})
    stdin = "\n".join(map(json.dumps, lines))
    done = subprocess.run(
        [TOOLS / "istio-judge"], input=stdin, capture_output=True, text=True, timeout=300
    )
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert len(answers) == len(worlds), done.stdout[-3000:] + done.stderr[-3000:]
    return answers


def contradictions(asked: list[Question], found: dict[str, Any]) -> list[str]:
    """Where istiod's code and the plan differ, in words."""
    if "" in found:
        return ["istiod rejects an object of this case: `istioctl validate` says which"]
    wrong = []
    for question in asked:
        verdict = found[question.call["Key"]]
        if question.works == bool(verdict["Error"]):
            wrong.append(f"{question.call['Key']}: {verdict['Error'] or 'works'}")
        elif question.works and verdict["Tls"] not in question.tls:
            wrong.append(f"{question.call['Key']}: the sidecar adds {verdict['Tls'] or 'no TLS'}")
    return wrong


class Judged(NamedTuple):
    """One rendering. asked: how many connections; wrong: where istiod's code and the plan differ."""

    asked: int
    wrong: list[str]


def judge(renderings: list[Rendering]) -> list[Judged]:
    """Ask istiod's code about renderings, in one run of the program."""
    worlds = []
    for rendering in renderings:
        world = World(rendering)
        worlds.append((world, list(questions(rendering, world))))
    return [
        Judged(len(asked), contradictions(asked, found))
        for (_, asked), found in zip(worlds, verdicts(worlds), strict=True)
    ]


@pytest.fixture(scope="module")
def judged(streams: Streams) -> dict[str, Judged]:
    """Each case."""
    cases = map(Case, ACCEPTED)
    renderings = [render(streams.of(case), case.parsed_flags) for case in cases]
    return dict(zip(map(name, ACCEPTED), judge(renderings), strict=True))


@pytest.mark.parametrize("folder", ACCEPTED, ids=name)
def test_istiod_agrees_with_the_plan(folder: Path, judged: dict[str, Judged]) -> None:
    assert judged[name(folder)].wrong == []


def test_istiod_is_asked_about_every_case_with_a_sidecar(judged: dict[str, Judged]) -> None:
    """A case without a question is one in which no pod with a port gets a sidecar."""
    silent = {key for key, one in judged.items() if not one.asked}
    with_sidecar = {
        name(folder)
        for folder in ACCEPTED
        if "PeerAuthentication" in (folder / "output.yaml").read_text()
        and 'sidecar.istio.io/inject: "true"' in (folder / "output.yaml").read_text()
    }
    assert not silent & with_sidecar


STACK = """\
apiVersion: elasticsearch.k8s.elastic.co/v1
kind: Elasticsearch
metadata: {name: es, namespace: prod}
spec: {version: 9.4.3, nodeSets: [{name: default, count: 1}]}
---
apiVersion: kibana.k8s.elastic.co/v1
kind: Kibana
metadata: {name: kb, namespace: prod}
spec: {version: 9.4.3, count: 1, elasticsearchRef: {name: es}}
"""
OWN_RULE = """\
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: own, namespace: prod}
spec: {host: es-es-http.prod.svc.cluster.local, trafficPolicy: {tls: {mode: SIMPLE}}}
"""


def judged_with(mode: str, change: Callable[[World], None]) -> list[str]:
    """The contradictions of STACK with ECK's TLS, after a change that the plan has not seen."""
    rendering = render(STACK, Flags(mode=mode, block={"tls": "eck"}))
    world = World(rendering)
    change(world)
    asked = list(questions(rendering, world))
    return contradictions(asked, verdicts([(world, asked)])[0])


def test_nothing_contradicts_the_stack_itself() -> None:
    assert judged_with("strict", lambda world: None) == []


def test_a_port_called_http_in_an_older_service_is_seen() -> None:
    """What rule http_port_names refuses: 9200 is then dead for everybody."""
    spec = {
        "selector": {"common.k8s.elastic.co/type": "elasticsearch"},
        "ports": [{"name": "http", "port": 9200}],
    }
    own = Service("prod", "own", "10.96.0.99", spec)
    found = judged_with("permissive", lambda world: world.services.append(own))
    assert found == [
        "Elasticsearch/prod/es 9200 from the mesh: protocol error",
        "Elasticsearch/prod/es 9200 from outside: no filter chains matched",
    ]


def test_a_rule_that_wraps_eck_tls_in_another_tls_is_seen() -> None:
    found = judged_with("permissive", lambda world: world.add(OWN_RULE))
    assert found == [
        "Kibana/prod/kb to es-es-http.prod.svc.cluster.local:9200: the sidecar adds simple"
    ]


def test_a_missing_policy_is_seen() -> None:
    found = judged_with("strict", lambda world: world.drop("PeerAuthentication"))
    assert found == [
        "Elasticsearch/prod/es 9200 from outside: works",
        "Kibana/prod/kb 5601 from outside: works",
    ]
