"""What is checked at all. The same against a real cluster: tests/cluster/test_status.py."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from eck_mesh.messages.commands import missing_sidecars, rival_policies, status, status_pods
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from eck_mesh.status.line import NOTE, READY
from eck_mesh.status.readiness import readiness
from tests.support.status import (
    DISABLE,
    ES,
    KB,
    POLICIES,
    PROGRAMS,
    Body,
    assert_only,
    check,
    cluster,
    es,
    kb,
    message_id,
    not_ready,
    policy,
    treated,
)

TOPICS = (status, status_pods, missing_sidecars, rival_policies)
MESSAGES = [message for topic in TOPICS for message in topic.MESSAGES]


@pytest.mark.parametrize("plan", [(), (es(), kb())], ids=["live", "plan"])
def test_a_permissive_release_with_its_sidecars_is_ready(plan: tuple[Body, ...]) -> None:
    lines = check(cluster(), *plan)
    assert not_ready(lines) == []
    ready = [line.subject for line in lines if line.state == READY]
    programs = [program.subject for program in PROGRAMS]
    assert ready == [*programs, "elastic-system/elastic-operator-0", "s-es-0", "k-kb-0"]
    notes = [message_id(line) for line in lines if line.state == NOTE]
    assert notes == ["clients-not-checked"]


def test_an_empty_namespace_is_not_ready() -> None:
    assert_only(check(cluster(resources=[])), "logs", "no-resource-to-check")


def test_a_stream_that_is_not_strict_is_not_ready_for_strict() -> None:
    lines = check(cluster(), es(), kb(), mode="permissive", tls="auto")
    assert_only(lines, "the stream", "stream-not-strict")


def test_a_compiled_stream_shows_its_modes_by_its_policies() -> None:
    """A compiled stream carries no settings."""
    compiled = treated(es(), kb(), mode="strict", tls="eck")
    mesh = render(yaml.safe_dump_all(compiled), Flags(namespace="logs")).after
    assert not_ready(list(readiness(cluster(), mesh, ["logs"], "elastic-system"))) == []
    rule = policy("DestinationRule", "elastic-system", {"host": "*.local", **DISABLE})
    live = cluster(policies=[*POLICIES, rule])
    found = set(not_ready(list(readiness(live, mesh, ["logs"], "elastic-system"))))
    assert found == {("DestinationRule/elastic-system/theirs", "client-namespace-rule")}


def test_a_kind_that_the_table_does_not_have_is_a_note() -> None:
    metadata = {"name": "n", "namespace": "logs"}
    new = {"apiVersion": "new.k8s.elastic.co/v1", "kind": "New", "metadata": metadata}
    lines = check(cluster(resources=[ES, KB, new]))
    found = [(line.state, line.subject) for line in lines if message_id(line) == "kind-not-checked"]
    assert found == [(NOTE, "New/logs/n")]


def test_every_message_is_asserted_by_a_test() -> None:
    folders = Path(__file__).parent, Path(__file__).parents[1] / "cli"
    modules = [path.read_text() for folder in folders for path in folder.glob("test_*.py")]
    asserted = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', "\n".join(modules)))
    assert [message.id for message in MESSAGES if message.id not in asserted] == []


def test_every_message_says_why() -> None:
    assert [message.id for message in MESSAGES if not message.why] == []
