"""ECK's TLS on a running, real Elasticsearch with a sidecar, in strict: on → off stops everything, the pods' deletion heals it;
off → on is a rolling restart. test_tls_switch.py is the same with stand-ins, and many nodes' worth of guards.

One node, since each step waits for its start. Its pods end after 10 s at most, instead of ECK's 180.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.support.elastic.clients import Answer, Client
from tests.cluster.support.elastic.cluster import NAME, Elastic
from tests.cluster.support.elastic.kept_documents import settled, uids
from tests.cluster.support.elastic.nodes import node_set
from tests.cluster.support.elastic.releases import NEEDED, elastic

pytestmark = NEEDED
ON: dict[str, Any] = {"mode": "strict", "tls": "eck"}
OFF: dict[str, Any] = {"mode": "strict", "tls": "istio"}
GUARD = "[tls-off-on-live-cluster]"
# ECK's pre-stop hook finds nobody during a switch, in either direction: it asks in the scheme of the new setting. With ECK's
# 180 s it tries for two minutes.
GRACE = 10
AT_LEAST = 25  # seconds: the operator replaces the pod 3 s after a change that it may make


@pytest.fixture(scope="module")
def found(real_bed: Bed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elastic]:
    node = node_set(1)
    node["podTemplate"]["spec"]["terminationGracePeriodSeconds"] = GRACE
    with elastic(real_bed, tmp_path_factory.mktemp("helm"), ON, {"one": node}) as running:
        yield running


@pytest.fixture(scope="module")
def client(found: Elastic) -> Client:
    """Its document has no replica, or one node would not be green."""
    made = found.client("client", True)
    none = '{"settings": {"number_of_replicas": 0}}'
    assert made.send("PUT", f"{found.url()}/books", none).status == "200"
    document = made.send("PUT", f"{found.url()}/books/_doc/1", '{"title": "The Mesh"}')
    assert document.status == "201", document
    return made


def title(found: Elastic, client: Client) -> str:
    """Of the document that was written at first. After a switch the client's sidecar is told in a moment."""

    def ask() -> Answer | None:
        answer = client.ask(f"{found.url()}/books/_doc/1")
        return answer if answer.status == "200" else None

    answer: Answer = found.bed.wait("the client reads the document", ask, 20)
    text: str = json.loads(answer.body)["_source"]["title"]
    return text


def phase(found: Elastic) -> tuple[str, str]:
    status = found.bed.get("elasticsearch", NAME, found.namespace).get("status", {})
    return status.get("health", ""), status.get("phase", "")


def test_the_guard_stops_on_to_off(found: Elastic, client: Client) -> None:
    done = found.release.run("upgrade", f"--values={found.values(OFF)}")
    assert (done.returncode, GUARD in done.stderr) == (1, True)
    assert title(found, client) == "The Mesh"
    assert found.url().startswith("https:")


def test_without_the_guard_it_blocks_until_the_pods_are_deleted(
    found: Elastic, client: Client
) -> None:
    before = uids(found)
    found.put("upgrade", {**OFF, "acceptOutage": True})
    found.bed.wait("the port is called http", lambda: found.url().startswith("http:"), 60)
    blocked = ("unknown", "ApplyingChanges")
    found.bed.wait("the operator has lost it", lambda: phase(found) == blocked, 120)
    begin = time.monotonic()
    while time.monotonic() < begin + AT_LEAST:
        for scheme in "http", "https":
            for where in found.service(9200), found.pod_name(9200):
                answer = client.ask(f"{scheme}://{where}/books/_doc/1")
                assert answer.status in ("000", "503"), (scheme, where, answer)
        assert uids(found) == before, "no pod was replaced"
        time.sleep(2)
    assert phase(found) == blocked
    found.bed.delete("pods", found.namespace, *found.pods(), gracePeriodSeconds=GRACE)
    found.bed.wait("another pod is there", lambda: uids(found) and not uids(found) & before, 120)
    settled(found, 1)
    assert title(found, client) == "The Mesh"


def test_off_to_on_is_a_rolling_restart(found: Elastic, client: Client) -> None:
    before = uids(found)
    found.put("upgrade", ON)
    found.bed.wait("its pod was replaced", lambda: uids(found) and not uids(found) & before, 240)
    settled(found, 1)
    assert found.url().startswith("https:")
    assert title(found, client) == "The Mesh"
