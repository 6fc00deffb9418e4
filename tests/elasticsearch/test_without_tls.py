"""One real node as ECK configures it where mode strict turns the TLS of its HTTP off, on a trial license.

Elasticsearch's own code answers in each test: licenses, realms, API keys, tokens, bootstrap checks (which are enforced,
as in a pod). Stand-ins are the program that starts it, `GET /`, and the analyzers of the index .security;
ci/elasticsearch/README.md has them all. No mesh is in between.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.elasticsearch.conftest import Start
from tests.elasticsearch.node import ELASTIC, PASSWORD_GRANT, Node


@pytest.fixture(scope="module")
def node(start: Start) -> Iterator[Node]:
    started = start(tls=False)
    started.wait()
    yield started
    assert started.stop() == 143, "it is SIGTERM that ended it, so the JVM has got it"


def test_it_is_on_a_trial_license(node: Node) -> None:
    assert node.request("GET", "/_license").body["license"]["type"] == "trial"


def test_the_environment_of_a_pod_reaches_it(node: Node) -> None:
    """Of the stand-in for the entrypoint: a name in elasticsearch.yml, a setting, and options of the JVM in two lines."""
    (found,) = node.request("GET", "/_nodes/_local/jvm").body["nodes"].values()
    assert (found["name"], found["attributes"]["zone"]) == ("one", "a")
    assert found["jvm"]["mem"]["heap_max_in_bytes"] > 256 << 20


def test_api_keys_work(node: Node) -> None:
    """docs/mesh.md says so, against what Elastic's pages about Istio warn of."""
    role = {"r": {"cluster": ["monitor"]}}
    made = node.request("POST", "/_security/api_key", {"name": "k", "role_descriptors": role})
    assert made.status == 200, made.body
    key = f"ApiKey {made.body['encoded']}"
    who = node.request("GET", "/_security/_authenticate", authorization=key)
    assert (who.status, who.body["authentication_type"]) == (200, "api_key")
    assert node.request("GET", "/_cluster/health", authorization=key).status == 200
    assert node.request("PUT", "/books", authorization=key).status == 403, "no privilege"


def test_the_token_service_does_not_work(node: Node) -> None:
    """Its default is the TLS of HTTP: a reason to keep TLS where something logs in by tokens, as SAML and OIDC do."""
    refused = node.request("POST", "/_security/oauth2/token", PASSWORD_GRANT)
    assert refused.status == 400
    assert refused.body["error"]["reason"] == "security tokens are not enabled"


def test_the_token_service_cannot_be_forced_on(start: Start) -> None:
    """With the bootstrap checks of a pod the node does not start."""
    node = start(tls=False, **{"xpack.security.authc.token.enabled": True})
    with pytest.raises(AssertionError, match="HTTPS is required in order to use the token service"):
        node.wait()
    assert node.process.returncode == 78, "the bootstrap checks"


def test_a_user_of_the_file_realm_logs_in(node: Node) -> None:
    """`elastic` is one, since ECK writes it there."""
    who = node.request("GET", "/_security/_authenticate")
    realm = who.body["authentication_realm"]
    assert (who.status, realm["type"], realm["name"]) == (200, "file", "file1")


def test_a_native_user_logs_in(node: Node) -> None:
    user = ("bob", "bob's password")
    assert node.request("GET", "/", user=user).status == 401, "not there yet"
    body = {"password": user[1], "roles": ["viewer"]}
    assert node.request("PUT", "/_security/user/bob", body).status == 200
    who = node.request("GET", "/_security/_authenticate", user=user)
    assert (who.status, who.body["authentication_realm"]["type"]) == (200, "native")


@pytest.mark.parametrize("path", ["/", "/_cluster/health"])
@pytest.mark.parametrize("user", [(ELASTIC[0], "wrong"), ("nobody", ELASTIC[1])])
def test_a_wrong_password_is_refused(node: Node, path: str, user: tuple[str, str]) -> None:
    assert node.request("GET", path, user=user).status == 401
