"""Requests that a proxy may change or cut: an id with a slash, a large body, and silence."""

from __future__ import annotations

import json
import subprocess
import time

from tests.cluster.support.elastic.clients import Client
from tests.cluster.support.elastic.cluster import Elastic
from tests.cluster.support.elastic.facts import loaded

MEGABYTES = 8  # Elasticsearch of the bed has a heap of 256 MB, and refuses bulk requests of more than a tenth
DOCUMENTS = MEGABYTES * 1024
BULK = '{"index": {}}\n{"text": "' + "x" * 1000 + '"}\n'
SILENCE = 17  # seconds; Envoy's own limit for a route is 15 s


def arrive(elastic: Elastic, client: Client) -> None:
    """Requests reach Elasticsearch as they were sent."""
    id_with_a_slash(elastic, client)
    large_bulk(elastic, client)


def id_with_a_slash(elastic: Elastic, client: Client) -> None:
    """The id that was written is the one that was sent."""
    url = f"{elastic.url()}/slashes/_doc/a%2Fb"
    made = client.send("PUT", f"{url}?refresh=true", "{}")
    assert (made.status, json.loads(made.body)["_id"]) == ("201", "a/b"), made
    assert loaded(client.ask(url))["_id"] == "a/b"


def large_bulk(elastic: Elastic, client: Client) -> None:
    """Each document of a bulk request with automatic ids is there once."""
    url = f"{elastic.url()}/bulk"
    head = ("-u", client.login, "-HContent-Type: application/x-ndjson", "--data-binary", "@-")
    command = client.within("curl", "-sSk", "-m60", *head, f"{url}/_bulk?refresh=true")
    done = subprocess.run(command, input=BULK * DOCUMENTS, capture_output=True, text=True)
    assert json.loads(done.stdout)["errors"] is False, done
    assert loaded(client.ask(f"{url}/_count"))["count"] == DOCUMENTS


def silent_request(elastic: Elastic, client: Client) -> None:
    """Elasticsearch itself ends it, with 408: it waited for nodes that never come."""
    begin = time.monotonic()
    where = f"{elastic.url()}/_cluster/health?wait_for_nodes=99&timeout={SILENCE}s"
    answer = client.ask(where)
    assert (answer.status, json.loads(answer.body)["timed_out"]) == ("408", True), answer
    assert time.monotonic() - begin >= SILENCE
