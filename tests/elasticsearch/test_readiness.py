"""When one real node opens the port that ECK's readiness probe asks for, and what ECK's calls about shutdowns do to it.

The port, file settings and the records of shutdowns are Elasticsearch's own code. Stand-ins are the calls at
/_nodes/{id}/shutdown, and the handlers of `ilm` and `slm` in file settings.
"""

from __future__ import annotations

import json
import socket
import time
from typing import Any

import pytest

from tests.elasticsearch.conftest import Start
from tests.elasticsearch.node import Node, free_port

# What ECK 3.5.0 writes without a StackConfigPolicy (pkg/controller/elasticsearch/filesettings).
EMPTY: dict[str, Any] = {
    "cluster_settings": {},
    "snapshot_repositories": {},
    "slm": {},
    "role_mappings": {},
    "ilm": {},
    "ingest_pipelines": {},
    "index_templates": {"component_templates": {}, "composable_index_templates": {}},
}
PORT = free_port()


@pytest.fixture(scope="module")
def node(start: Start) -> Node:
    # With the key `unknown` the file as a whole is refused at first.
    started = start(tls=False, file_settings=written("1", unknown={}), **{"readiness.port": PORT})
    started.wait()
    return started


def test_the_port_opens_once_the_file_settings_are_applied(node: Node) -> None:
    time.sleep(1)
    assert not is_open(), "there is a master, but the file has an unknown key"
    new = node.folder / "config/operator/new"
    new.write_text(json.dumps(written("2")))
    new.replace(node.folder / "config/operator/settings.json")
    assert until(True)
    state = node.request("GET", "/_cluster/state/metadata?filter_path=metadata.reserved_state")
    applied = state.body["metadata"]["reserved_state"]["file_settings"]
    assert (applied["version"], applied["errors"]) == (2, None)


def test_a_record_of_a_shutdown_shuts_the_port_until_it_is_deleted(node: Node) -> None:
    """Also where the node has restarted since: ECK deletes the record when the node is back in the cluster."""
    assert until(True)
    (id_,) = node.request("GET", "/_nodes/_all/no-metrics").body["nodes"]
    restart = {"type": "restart", "reason": "a pod's uid"}
    assert node.request("PUT", f"/_nodes/{id_}/shutdown", restart).status == 200
    assert until(False)
    (record,) = node.request("GET", "/_nodes/shutdown").body["nodes"]
    kept = {key: record[key] for key in ("node_id", "type", "reason", "status")}
    assert kept == {
        "node_id": id_,
        "type": "RESTART",
        "reason": "a pod's uid",
        "status": "COMPLETE",
    }
    assert node.request("GET", f"/_nodes/{id_}/shutdown").body["nodes"] == [record]
    assert node.request("DELETE", f"/_nodes/{id_}/shutdown").status == 200
    assert until(True)
    assert node.request("GET", "/_nodes/shutdown").body["nodes"] == []
    assert node.request("DELETE", f"/_nodes/{id_}/shutdown").status == 404


@pytest.mark.parametrize("body", [{"type": "restart"}, {"type": "x", "reason": "r"}, {"a": "b"}])
def test_a_shutdown_that_says_nothing_is_refused(node: Node, body: dict[str, str]) -> None:
    assert node.request("PUT", "/_nodes/n/shutdown", body).status == 400


def written(version: str, **more: Any) -> dict[str, Any]:
    metadata = {"version": version, "compatibility": "8.6.1"}
    return {"metadata": metadata, "state": {**EMPTY, **more}}


def is_open() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", PORT)) == 0


def until(wanted: bool) -> bool:
    """Whether the port opens or shuts within half a minute."""
    end = time.monotonic() + 30
    while time.monotonic() < end and is_open() != wanted:
        time.sleep(0.1)
    return is_open() == wanted
