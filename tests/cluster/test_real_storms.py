"""A real Elasticsearch of three nodes in mode strict, without ECK's TLS: rolling upgrade, scaling, and faults, under writes.

A client with a sidecar writes all the time by the Service, and repeats nothing. After each event the cluster is green again and
has every document that it acknowledged. Real are the operator, istiod, pilot-agent, upstream's Envoy and Elasticsearch but for
the modules that Elastic does not publish: the shutdown API is a stand-in over the server's real records, which allocation and
readiness obey (ci/elasticsearch/README.md). The kubelet is bed/kubelet. ECK's pre-stop hook waits 5 s instead of 50.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.kubelet.access import Access
from tests.cluster.bed.programs import istiod
from tests.cluster.bed.tools import version
from tests.cluster.support.elastic import facts
from tests.cluster.support.elastic.cluster import restarts
from tests.cluster.support.elastic.faults import (
    NODE,
    cut,
    expired,
    kill_envoy,
    kill_istiod,
    kill_node,
)
from tests.cluster.support.elastic.kept_documents import health, settled, uids
from tests.cluster.support.elastic.nodes import node_set
from tests.cluster.support.elastic.releases import NEEDED, fresh
from tests.cluster.support.elastic.storm import (
    Storm,
    again,
    each_once,
    follow_pods,
    nodes_are,
    short_lived,
    under_writes,
    watch,
)
from tests.support.helm import Helm

pytestmark = NEEDED
STRICT = {"mode": "strict", "tls": "istio"}
# Elasticsearch takes 30 s and more to give up a node that does not answer. These are its settings, made shorter.
IMPATIENT = {
    f"cluster.fault_detection.{who}_check.{what}": value
    for who in ("follower", "leader")
    for what, value in (("interval", "1s"), ("timeout", "4s"), ("retry_count", 2))
}
# A request that was under way when its node or sidecar was killed fails; the client's sidecar takes others elsewhere. Seen: one.
FEW = 5
HOOK = {"name": "PRE_STOP_ADDITIONAL_WAIT_SECONDS", "value": "5"}


@pytest.fixture(scope="module")
def storm(storm_bed: Bed, helm3: Helm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storm]:
    """Of an older version at first."""
    follow_pods(storm_bed, helm3)
    nodes = node_set(3, None, IMPATIENT)
    nodes["podTemplate"]["spec"]["containers"][0]["env"].append(HOOK)
    with fresh(storm_bed, tmp_path_factory.mktemp("helm"), {"one": nodes}) as found:
        found.version = version("ELASTICSEARCH_OLDEST")
        found.put("install", STRICT)
        found.wait()
        yield Storm(found, found.client("client", True))


def test_a_rolling_upgrade_by_the_operator_fails_no_request(storm: Storm) -> None:
    """Another version and another setting. The operator has each node shut down, waits for green, and never loses sight of it."""
    found, before, seen = storm.elastic, uids(storm.elastic), set()
    with under_writes(storm, "upgrade") as writer:
        found.node_sets["one"]["config"]["indices.query.bool.max_clause_count"] = 2048
        found.version = version("ELASTICSEARCH_VERSION")
        found.put("upgrade", STRICT)
        watch(found, lambda: seen.add(health(found)), lambda: not before & uids(found))
        settled(found, 3)
    assert writer.failed() == []
    versions = storm.client.ask(f"{found.url()}/_cat/nodes?h=version").body.split()
    assert set(versions) == {found.version}
    assert seen <= {"green", "yellow"}, "the operator has lost sight of Elasticsearch"
    for name in found.pods():
        log = Access(found.bed, found.namespace).log(name, NODE)
        assert "shutdown managed by ECK operator" in log, "the pre-stop hook has found its record"


def test_scaling_up_and_down(storm: Storm) -> None:
    found = storm.elastic
    with under_writes(storm, "scaling") as writer:
        for count in 4, 3:
            found.node_sets["one"]["count"] = count
            found.put("upgrade", STRICT)
            settled(found, count)
            assert len(facts.nodes(found, storm.client)) == count
    assert writer.failed() == []


def test_a_killed_node_comes_back(storm: Storm) -> None:
    found = storm.elastic
    before = restarts(found.found("stack-es-one-1"))
    with each_once(storm, "killed-node-auto"), under_writes(storm, "killed-node") as writer:
        kill_node(found, "stack-es-one-1")
        found.bed.wait("the cluster has noticed", lambda: nodes_are(storm, 2), 60)
        again(storm)
    assert len(writer.failed()) <= FEW
    assert restarts(found.found("stack-es-one-1")) == before + 1


def test_a_killed_sidecar_comes_back_and_the_nodes_do_not_notice(storm: Storm) -> None:
    """9300 bypasses it."""
    found = storm.elastic
    before = restarts(found.found("stack-es-one-1"))
    with each_once(storm, "killed-sidecar-auto"), under_writes(storm, "killed-sidecar") as writer:
        kill_envoy(found, "stack-es-one-1")
        for _ in range(10):
            assert nodes_are(storm, 3)
            time.sleep(0.5)
        again(storm)
    assert len(writer.failed()) <= FEW
    assert restarts(found.found("stack-es-one-1")) == before + 1


def test_packets_between_two_nodes_are_dropped(storm: Storm) -> None:
    """The master gives up a node that the third one reaches; afterwards the node is back."""
    found = storm.elastic
    master = storm.client.ask(f"{found.url()}/_cat/master?h=node").body.strip()
    other, third = (name for name in sorted(found.pods()) if name != master)
    with under_writes(storm, "dropped") as writer:
        with cut(found, master, other):
            alone = lambda: nodes_are(storm, 2, third)  # noqa: E731
            found.bed.wait("the master has given up the node", alone, 120)
        again(storm)
    assert len(writer.failed()) <= FEW


def test_without_istiod_and_with_an_expired_certificate(storm: Storm) -> None:
    """Proxies that run go on. One whose certificate expires meanwhile opens no connection more, until istiod is back."""
    found = storm.elastic
    first, second, third = (
        f"{found.pod_url().replace('one-0.', f'one-{number}.')}/_cluster/health"
        for number in range(3)
    )
    short = short_lived(storm)
    assert short.ask(first).status == "200"
    with under_writes(storm, "without-istiod") as writer:
        kill_istiod(found.bed)
        try:
            found.bed.wait("the certificate has expired", lambda: expired(short), 90)
            assert short.ask(second).status == "503"
            assert storm.client.ask(third).status == "200"
            again(storm)
        finally:
            istiod.run(found.bed)
        renewed = lambda: short.ask(second).status == "200"  # noqa: E731
        found.bed.wait("the certificate was renewed", renewed, 120)
    assert writer.failed() == []
