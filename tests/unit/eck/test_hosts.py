"""Hosts in a string: what is one, what a variable is, and whose pod it is."""

from __future__ import annotations

import time

import pytest

from eck_mesh.eck.hosts import CALLED_HTTPS, UNKNOWN, Host, hosts_in, with_variables


def hosts(value: str) -> list[Host]:
    return [host for host in hosts_in(value) if host.scheme or host.port]


@pytest.mark.parametrize(
    ("value", "scheme", "name", "port"),
    [
        ("https://u:p@es-http.prod.svc.:9200/x", "https", "es-http.prod.svc", 9200),
        ("HTTPS://ES:443", "https", "es", 443),
        ("curl -sku $USER:$PASSWORD https://127.0.0.1:9200/", "https", "127.0.0.1", 9200),
        ("https://[::1]:9200", "https", "::1", 9200),
        ("https://${data.host}:9200", "https", "${data.host}", 9200),
        ("${data.host}:${data.ports.https}", "", "${data.host}", CALLED_HTTPS),
        ("https://localhost:${PORT}", "https", "localhost", UNKNOWN),
        ("https://localhost:$PORT/", "https", "localhost", UNKNOWN),
        ("https://localhost:${PORT:-9200}", "https", "localhost", 9200),
        ("https://$(hostname -f):9200", "https", "$(hostname -f)", 9200),
        ("https://`hostname`:9200", "https", "`hostname`", 9200),
        ("https://${POD_NAME}.es-es-default:9200", "https", "pod.es-es-default", 9200),
    ],
)
def test_a_host(value: str, scheme: str, name: str, port: int) -> None:
    found = hosts(value)
    assert (scheme, name, port) in [(host.scheme, host.name, host.port) for host in found]


@pytest.mark.parametrize("value", ["es-http", "", "$", "a:b", "https://", "x:123456", "$(("])
def test_no_host(value: str) -> None:
    assert hosts(value) == []


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("localhost", {"local"}),
        ("127.0.0.2", {"local"}),
        ("0.0.0.0", {"local"}),
        ("::1", {"local"}),
        ("$(hostname)", {"local", "variable"}),
        ("${pod_ip}", {"local", "variable"}),
        ("${data.host}", {"discovered", "variable"}),
        ("${kubernetes.pod.ip}", {"discovered", "variable"}),
        ("${target}", {"unsure", "variable"}),
        ("es-http", set()),
        ("localhost.example", set()),
    ],
)
def test_whose_pod_it_is(name: str, kinds: set[str]) -> None:
    host = Host(0, 0, "https", name, 9200)
    words = ("local", "variable", "discovered", "unsure")
    assert {word for word in words if getattr(host, f"is_{word}")} == kinds


def test_variables_are_replaced_where_they_are_known() -> None:
    known = {"A": "1", "B": "$A"}
    assert with_variables("$A ${A} $(A) $B ${C} $AB", known) == "1 1 1 $A ${C} $AB"


@pytest.mark.parametrize(
    ("value", "scheme"),
    [
        ("curl ${PROTOCOL:-https}://localhost:9200", "https"),
        ("curl ${PROTOCOL:-http}://localhost:9200", "http"),
        ("curl ${PROTOCOL}://localhost:9200", ""),
        ("curl ${READINESS_PROBE_PROTOCOL:-https}://localhost:9200", ""),  # ECK sets it
    ],
)
def test_a_scheme_by_default(value: str, scheme: str) -> None:
    found = [host for host in hosts(with_variables(value, {})) if host.name == "localhost"]
    assert [host.scheme for host in found] == [scheme]


@pytest.mark.parametrize("piece", ["$", "${", "$(", "`", "https://", "[", "a.", "a:", "https://u"])
def test_a_long_string_takes_time_in_proportion(piece: str) -> None:
    def seconds(count: int) -> float:
        value = piece * count
        begin = time.process_time()
        hosts(value)
        return time.process_time() - begin

    short, long = min(seconds(500) for _ in range(5)), min(seconds(8000) for _ in range(3))
    assert long < 64 * max(short, 0.0005)  # 16 times as long; at a quadratic cost 256 times
