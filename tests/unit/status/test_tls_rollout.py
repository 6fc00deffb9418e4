"""The one change that cannot roll: TLS that the plan turns off while pods serve it."""

from __future__ import annotations

import pytest

from tests.support.status import (
    ES,
    KB,
    SCHEME,
    assert_only,
    check,
    cluster,
    es,
    kb,
    not_ready,
    pod,
    treated,
)


@pytest.mark.parametrize("labelled", [True, False])
def test_pods_that_serve_https_by_their_label_or_their_live_resource(labelled: bool) -> None:
    own = pod(ES)
    if not labelled:
        del own["metadata"]["labels"][SCHEME]
    lines = check(cluster(pods=[own, pod(KB)]), es(), kb(), tls="auto")
    assert_only(lines, "Elasticsearch/logs/s", "tls-off-cannot-roll", count="1")


def test_pods_that_serve_http_already_are_ready() -> None:
    resources = treated(es(), kb(), tls="istio")[:2]
    own = pod(resources[0], **{SCHEME: "http"})
    live = cluster(resources=resources, pods=[own, pod(resources[1])])
    assert not_ready(check(live, es(), kb(), tls="auto")) == []


def test_a_plan_that_keeps_tls_is_ready() -> None:
    assert not_ready(check(cluster(), es(), kb(), tls="eck")) == []
