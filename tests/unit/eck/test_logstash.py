"""Logstash pipelines as text: which plugins they have, and which of these request TLS."""

from __future__ import annotations

import time

import pytest

from eck_mesh.eck.logstash import elasticsearch_plugins, tls_plugins


@pytest.mark.parametrize(
    ("pipeline", "bodies"),
    [
        ("elasticsearch { a }", [" a "]),
        (
            "input { beats { b } } output { elasticsearch { a => { c => 1 } } }",
            [" a => { c => 1 } "],
        ),
        ("elasticsearch {1} } elasticsearch{2}", ["1", "2"]),
        ("elasticsearch { elasticsearch {1} }", [" elasticsearch {1} "]),
        ("elasticsearch { elasticsearch {1} elasticsearch {2}", ["1", "2"]),
        ("elasticsearch {", []),
        ("my_elasticsearch {1}", []),
        ("", []),
    ],
)
def test_the_bodies_of_plugins(pipeline: str, bodies: list[str]) -> None:
    assert [pipeline[span.begin : span.end] for span in elasticsearch_plugins(pipeline)] == bodies


@pytest.mark.parametrize(
    ("body", "tls"),
    [("ssl => true", 1), ('ssl_enabled => "true"', 1), ("ssl => false", 0), ("no_ssl => true", 0)],
)
def test_which_request_tls(body: str, tls: int) -> None:
    assert len(tls_plugins(f"elasticsearch {{ {body} }}")) == tls


def test_a_long_pipeline_with_unbalanced_braces_takes_time_in_proportion() -> None:
    def seconds(plugins: int) -> float:
        pipeline = "elasticsearch {\n" * plugins
        begin = time.process_time()
        assert elasticsearch_plugins(pipeline) == []
        return time.process_time() - begin

    short, long = min(seconds(500) for _ in range(5)), min(seconds(8000) for _ in range(3))
    assert long < 64 * short  # 16 times as long; at a quadratic cost 256 times
