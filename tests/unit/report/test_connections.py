"""Connections as people and programs see them, and the comparison with those before."""

from __future__ import annotations

import json

import pytest

from eck_mesh.reach.connection import CLIENTS, HOW, Connection
from eck_mesh.report.connections.compared import Compared, compare, without_comparison
from eck_mesh.report.connections.connection_rules import connection_rules
from eck_mesh.report.connections.connection_table import connection_table
from eck_mesh.report.connections.connections_json import Found, connections_as_json
from eck_mesh.report.connections.fail_on import failing, parse_condition, unknown_clients
from eck_mesh.report.connections.remarks import not_accepted
from tests.support.made_connections import (
    ES,
    KIBANA,
    KUBELET,
    MESHED,
    OPERATOR,
    OUTSIDE,
    STRICT,
    by_address,
    by_service,
    hostile,
    stack,
)

TABLE = """\
resource               port  how          clients
Elasticsearch/prod/es  8080  unknown      the kubelet
                       9200  mTLS         the operator, Kibana/prod/kb, a pod in the mesh
                             own TLS      Ingress/prod/es
                             plain        a pod in the mesh by a pod's address
                             refused      a pod outside the mesh
                       9300  own TLS      Elasticsearch/prod/es, a pod outside the mesh
Kibana/prod/kb         5601  TLS in mTLS  a pod in the mesh
                             refused      a pod outside the mesh
"""


def plain(text: str, how: str) -> str:
    return text


def table(rows: list[Compared], width: int = 0) -> str:
    return connection_table(rows, width, plain)


def test_the_table_has_a_line_for_each_port_and_outcome() -> None:
    assert table(without_comparison(stack())) == TABLE


def test_the_made_stack_has_every_outcome() -> None:
    """Or the tests here would show little."""
    assert {one.how for one in stack()} == set(HOW)
    assert {one.client.kind for one in stack()} == set(CLIENTS) - {"api-server"}


def test_no_line_is_wider_than_the_terminal() -> None:
    text = table(without_comparison(stack()), 72)
    assert max(map(len, text.splitlines())) <= 72
    assert text.split() == TABLE.split()
    assert table(without_comparison(stack()), 10).split() == TABLE.split()


def test_every_line_is_painted_by_its_outcome_and_stays_aligned() -> None:
    text = connection_table(
        without_comparison(stack()), 0, lambda text, how: f"<{text}|{how}>" if how else text
    )
    for line, painted in zip(TABLE.splitlines()[1:], text.splitlines()[1:], strict=True):
        how = next(how for how in (*HOW[1:], HOW[0]) if f"  {how} " in line)
        assert painted == line.replace(f"  {how} ", f"  <{how}|{how}> ", 1)


def test_nothing_to_show() -> None:
    assert table([]) == "No connection to show.\n"
    assert connection_rules([], plain) == "No connection to show.\n"


def test_a_client_that_is_treated_in_two_ways_shows_which() -> None:
    """The rarer one; of two that are as frequent the one that is not by a Service, or both."""
    one = [
        by_service(MESHED, "mTLS"),
        by_service(MESHED, "mTLS", service="a"),
        by_address(MESHED, "plain"),
    ]
    text = table(without_comparison(one))
    assert "mTLS   a pod in the mesh\n" in text
    assert "plain  a pod in the mesh by a pod's address\n" in text
    text = table(without_comparison(one[1:]))
    assert "mTLS   a pod in the mesh\n" in text
    assert "plain  a pod in the mesh by a pod's address\n" in text
    text = table(without_comparison([one[0], by_service(MESHED, "plain", service="b")]))
    assert "mTLS   a pod in the mesh by es-es-http\n" in text
    assert "plain  a pod in the mesh by b\n" in text


def test_another_port_of_a_service_is_named() -> None:
    one = by_service(MESHED, "mTLS", service="public")._replace(port=443)
    text = table(without_comparison([one, by_service(MESHED, "plain")]))
    assert "mTLS   a pod in the mesh by public:443\n" in text


def test_the_rules_are_sentences_once_and_then_ids() -> None:
    text = connection_rules(without_comparison(stack()), plain)
    assert text.count("accepts only clients with a mesh identity on captured ports") == 1
    assert "as above [accepts-mesh-identities]" in text
    assert "  own TLS: Ingress/prod/es by es-es-http\n" in text
    assert text.count("\n\n") == 3


def changed(how: str, number: int = 5) -> list[Connection]:
    """The stack with another outcome of one connection."""
    rows = stack()
    rows[number] = rows[number]._replace(how=how)
    return rows


def test_the_same_stream_has_no_differences() -> None:
    rows = compare(stack(), stack())
    assert [row.change for row in rows] == ["same"] * len(stack())
    assert table(rows) == "0 connections changed, 13 the same.\n"


def test_another_outcome_a_new_connection_and_one_that_is_gone() -> None:
    after = [*changed("plain")[1:], by_service(OPERATOR, "mTLS", service="new")]
    text = table(compare(stack(), after))
    assert text == (
        "resource               port  how               clients\n"
        "Elasticsearch/prod/es  9200  + mTLS            the operator by new\n"
        "                             - mTLS            the operator by es-es-internal-http\n"
        "                             refused -> plain  a pod outside the mesh by es-es-http\n"
        "\n3 connections changed, 11 the same.\n"
    )
    assert "refused -> plain" in connection_rules(compare(stack(), after), plain)


def test_what_is_gone_stands_with_its_target() -> None:
    rows = compare(stack(), stack()[2:])
    assert [row.connection.target for row in rows] == [one.target for one in stack()]
    assert [row.change for row in rows if row.connection.target == ES][-2:] == ["gone", "gone"]
    assert [row.change for row in compare(stack(), [])] == ["gone"] * len(stack())
    assert [row.change for row in compare([], stack())] == ["new"] * len(stack())


def test_json_has_every_connection() -> None:
    rows = compare(changed("plain"), stack()[:-1])
    found = json.loads(connections_as_json(Found(rows, rows[:1], 3), [STRICT]))
    assert found["summary"] == {
        "connections": 12,
        "outcomes": {
            "mTLS": 4,
            "TLS in mTLS": 1,
            "own TLS": 3,
            "plain": 1,
            "refused": 2,
            "unknown": 1,
        },
        "changes": 2,
        "failed": 1,
        "leftOut": 3,
    }
    assert found["notes"] == [{"id": "accepts-mesh-identities", "text": str(STRICT)}]
    assert [one["failed"] for one in found["connections"]].count(True) == 1
    was = [(one["before"], one["how"], one["change"]) for one in found["connections"]]
    assert ("plain", "refused", "changed") in was
    assert ("refused", None, "gone") in was
    assert found["connections"][1]["client"] == {
        "kind": "resource",
        "name": "Kibana/prod/kb",
        "resource": "Kibana/prod/kb",
    }


@pytest.mark.parametrize(
    ("text", "how", "client"),
    [
        ("plain", "plain", ""),
        (" PLAIN ", "plain", ""),
        ("TLS in mTLS", "TLS in mTLS", ""),
        ("tls-in-mtls", "TLS in mTLS", ""),
        ("own_tls=outside", "own TLS", "outside"),
        ("refused = Kibana/kb", "refused", "Kibana/kb"),
    ],
)
def test_conditions(text: str, how: str, client: str) -> None:
    assert parse_condition(text) == (how, client)


@pytest.mark.parametrize("text", ["", "mtl", "=operator", "plain mTLS"])
def test_words_that_are_no_outcome(text: str) -> None:
    with pytest.raises(ValueError, match=r"Outcomes: mTLS, TLS in mTLS, own TLS, plain, refused"):
        parse_condition(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("plain", 1),
        ("mTLS", 4),
        ("refused=outside", 3),
        ("refused=OUTSIDE", 3),
        ("refused=a pod outside the mesh", 3),
        ("mtls=Kibana/kb", 1),
        ("mtls=kibana/prod/KB", 1),
        ("mtls=kubelet", 0),
    ],
)
def test_what_fails(text: str, count: int) -> None:
    rows = without_comparison(stack())
    assert len(failing(rows, [parse_condition(text)])) == count


def test_plaintext_of_the_kubelet_fails_only_where_it_is_named() -> None:
    rows = without_comparison([by_service(KUBELET, "plain"), by_service(KUBELET, "refused")])
    assert failing(rows, [parse_condition("plain")]) == []
    assert len(failing(rows, [parse_condition("plain=kubelet")])) == 1
    assert len(failing(rows, [parse_condition("refused")])) == 1


def test_with_a_stream_before_only_what_a_change_brings_fails() -> None:
    refused = [parse_condition("refused")]
    assert failing(compare(stack(), stack()), refused) == []
    assert len(failing(compare(changed("plain"), stack()), refused)) == 1
    assert len(failing(compare(stack()[6:], stack()), refused)) == 1
    assert failing(compare(stack(), []), refused) == []


def test_clients_that_there_are_not() -> None:
    rows = without_comparison(stack())
    words = ["", "api-server", "Kibana/kb", "a pod in the mesh", "Kibana/other", "operators"]
    assert unknown_clients(rows, words) == ["Kibana/other", "operators"]


def test_what_is_not_accepted_is_named() -> None:
    assert not_accepted([]) == []
    rows = without_comparison([by_service(OUTSIDE, "plain"), by_service(KIBANA, "plain")])
    head, line = not_accepted(rows)
    assert head.startswith("--fail-on: 2 of the connections. ")
    assert line == "  Elasticsearch/prod/es 9200: plain: a pod outside the mesh, Kibana/prod/kb"


def test_no_name_controls_the_terminal() -> None:
    rows = hostile()
    for text in table(rows), connection_rules(rows, plain), "\n".join(not_accepted(rows)):
        assert "\\x1b[31m" in text
        assert "\x1b" not in text
        assert "\u202e" not in text
