"""The data of a real node of the oldest version, under a real node of the newest: what a rolling upgrade does to each pod.

Indices, the cluster's state and the format of the users are Elasticsearch's own; ci/elasticsearch/README.md has the
stand-ins, of which both versions have the same.
"""

from __future__ import annotations

from tests.elasticsearch.conftest import Start
from tests.support.programs import ci_module

VERSIONS = ci_module("tested_versions").tested_versions()
NEWEST, OLDEST = VERSIONS["ELASTICSEARCH_VERSION"], VERSIONS["ELASTICSEARCH_OLDEST"]


def test_the_newest_version_takes_over_the_data_of_the_oldest(start: Start) -> None:
    before = start(tls=False, version=OLDEST)
    before.wait()
    assert before.request("GET", "/").body["version"]["number"] == OLDEST
    made = before.request("POST", "/_security/api_key", {"name": "k"})
    key = f"ApiKey {made.body['encoded']}"
    assert before.request("PUT", "/books/_doc/1", {"title": "a book"}).status == 201
    cluster = before.request("GET", "/").body["cluster_uuid"]
    before.stop()

    after = start(tls=False, **{"path.data": str(before.folder / "data")})
    after.wait()
    # Its shards come back after it answers.
    health = after.request("GET", "/_cluster/health?wait_for_status=yellow&timeout=25s")
    assert health.status == 200, health.body
    found = after.request("GET", "/").body
    assert (found["version"]["number"], found["cluster_uuid"]) == (NEWEST, cluster)
    book = after.request("GET", "/books/_doc/1", authorization=key)
    assert book.status == 200, book.body
    assert book.body["_source"] == {"title": "a book"}
