"""The parser of pipelines: it agrees with Logstash's own grammar, and no text takes it long."""

from __future__ import annotations

import time

import pytest

from eck_mesh.eck.logstash.parser import parse_pipeline
from eck_mesh.eck.logstash.syntax import words
from tests.support.pipeline_grammar import Oracle, settings
from tests.support.pipelines import Pipelines


def read(text: str) -> list[tuple[str, str, int, int]] | None:
    plugins = parse_pipeline(text)
    if plugins is None:
        return None
    return [(p.section, a.name, a.begin, a.end) for p in plugins for a in p.attributes]


def by_grammar(text: str) -> list[tuple[str, str, int, int]] | None:
    found = Oracle(text).config()
    return None if found is None else settings(found, text)


@pytest.mark.parametrize("seed", range(100))
def test_a_pipeline_is_read_as_logstash_reads_it(seed: int) -> None:
    text = Pipelines(seed).pipeline()
    found = by_grammar(text)
    assert found is not None, "the pipelines of this test are legal"
    assert read(text) == found


def test_what_is_read_of_a_damaged_pipeline_logstash_reads_too() -> None:
    """What is not read keeps ECK's TLS, so that reading less is no mistake; how often it happens is bounded."""
    legal = unread = 0
    for seed in range(600):
        pipelines = Pipelines(seed)
        text = pipelines.damaged(pipelines.pipeline())
        ours, theirs = read(text), by_grammar(text)
        legal += theirs is not None
        unread += ours is None and theirs is not None
        assert ours is None or ours == theirs, text
    assert legal > 60
    assert unread <= legal / 20


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("# nothing", []),
        ("output { stdout {} }", []),
        ('output { a { b => "c" } }', [("output", "b", 13, 21)]),
        ("output { a { b => 1 c => 22 } }", [("output", "b", 13, 19), ("output", "c", 20, 27)]),
        ("output { a { b => 1c => 22 } }", None),
        ("output { a { b => c } }", None),  # a word has two letters
        ("output { a { b => [1, 2,] } }", None),
        ("output { a { b => 1 }", None),
        ("output { a { b => 1 } } }", None),
        ("outputs { }", None),
        ("output { if [x] { a {} } else if [y] { } else { } }", []),
        ("output { elasticsearch { hosts => https://a } }", None),
        ("- pipeline.id: main\n  config.string: output { stdout {} }", None),
    ],
)
def test_texts(text: str, found: list[tuple[str, str, int, int]] | None) -> None:
    assert read(text) == found == by_grammar(text)


def test_where_a_word_begins() -> None:
    text = "output { a { b => ['x', { cc => \"y\" }, json { d => zz }] } }"
    plugins = parse_pipeline(text)
    assert plugins
    found = list(words(plugins[0].attributes[0].value))
    assert [(one.word, text[one.start :][: len(one.word)]) for one in found] == [
        (w, w) for w in ("x", "y", "zz")
    ]


@pytest.mark.parametrize(
    "part",
    [
        "output { a {",
        "[",
        "{ a => ",
        "output { if (",
        "output { a { b => [[",
        '"\\',
        "/\\",
        "[a]",
        "# x\n ",
        "output { a { bb => cc ",
        "output { if [a] { } else ",
        "output { if [a] == [b] and ",
        "output { a { b => c {",
        "''",
    ],
)
@pytest.mark.parametrize("begin", ["", "output { ", "output { a { b => ", "output { if "])
def test_time_is_in_proportion_to_the_length(begin: str, part: str) -> None:
    def seconds(times: int) -> float:
        text = begin + part * times
        start = time.process_time()
        parse_pipeline(text)
        return time.process_time() - start

    short, long = min(seconds(2000) for _ in range(3)), min(seconds(32000) for _ in range(2))
    assert long < 64 * short + 0.01  # 16 times as long; at a quadratic cost 256 times
