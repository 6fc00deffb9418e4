"""Settings of connections, however they are written, and however wrong."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.eck.connections import connections, leaves_of


def keys(config: Any, part: str) -> list[list[str]]:
    """The keys of one part of each connection of a Beat."""
    found = connections(leaves_of({"spec": {"config": config}}, ("spec", "config")), "Beat")
    return [[".".join(map(str, leaf.key)) for leaf in getattr(one, part)] for one in found]


@pytest.mark.parametrize(
    "config",
    [
        {"output.elasticsearch.hosts": ["a"], "output.elasticsearch.ssl.enabled": True},
        {"output": {"elasticsearch": {"hosts": ["a"], "ssl": {"enabled": True}}}},
        {
            "output.elasticsearch": {"hosts": ["a"]},
            "output": {"elasticsearch.ssl": {"enabled": True}},
        },
        {"output": {"elasticsearch.hosts": ["a"], "elasticsearch": {"ssl.enabled": True}}},
    ],
)
def test_every_spelling_is_one_connection(config: Any) -> None:
    assert keys(config, "hosts") == [["output.elasticsearch.hosts.0"]]
    assert keys(config, "tls") == [["output.elasticsearch.ssl.enabled"]]
    assert keys(config, "unsure") == [[]]


@pytest.mark.parametrize(
    ("hosts", "unsure"),
    [
        ({"hosts": ["a", {"x": ["b"]}]}, 1),  # found by damage: two changes of one list
        ({"hosts": ["a"], "hosts.x": "b"}, 1),
        ({"hosts": ["a", {1: "b"}]}, 1),
        ({"hosts": ["a"], "ssl": {}}, 1),
        ({"hosts": ["a"], "proxy_url": "p"}, 1),
        ({"hosts": [["a"], "b"]}, 0),
    ],
)
def test_what_nobody_would_write_is_unsure(hosts: Any, unsure: int) -> None:
    assert [len(one) for one in keys({"output.elasticsearch": hosts}, "unsure")] == [unsure]


@pytest.mark.parametrize(
    "config", [None, [], "text", {"output": None}, {"output.elasticsearch": 1}]
)
def test_there_may_be_none(config: Any) -> None:
    assert keys(config, "hosts") == []


def test_each_element_of_a_list_is_a_connection_of_its_own() -> None:
    config = {"heartbeat": {"monitors": [{"urls": "a"}, {"ssl.enabled": True}, {"hosts": ["b"]}]}}
    assert keys(config, "hosts") == [
        ["heartbeat.monitors.0.urls"],
        ["heartbeat.monitors.2.hosts.0"],
    ]
