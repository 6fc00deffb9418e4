"""One real node with the TLS of its HTTP, as ECK makes it by default, on a trial license.

What stands for what is the same as in test_without_tls.py.
"""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

from tests.elasticsearch.conftest import Start
from tests.elasticsearch.node import PASSWORD_GRANT, Node


@pytest.fixture(scope="module")
def node(start: Start) -> Node:
    started = start(tls=True)
    started.wait()
    return started


def test_the_token_service_works(node: Node) -> None:
    """So what does not work in test_without_tls.py is for want of TLS, not of a license."""
    made = node.request("POST", "/_security/oauth2/token", PASSWORD_GRANT)
    assert made.status == 200, made.body
    bearer = f"Bearer {made.body['access_token']}"
    who = node.request("GET", "/_security/_authenticate", authorization=bearer)
    assert (who.status, who.body["authentication_type"]) == (200, "token")


def test_api_keys_work(node: Node) -> None:
    assert node.request("POST", "/_security/api_key", {"name": "k"}).status == 200


def test_its_certificate_is_verified(node: Node) -> None:
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(node.url)
