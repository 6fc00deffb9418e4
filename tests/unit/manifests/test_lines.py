"""What the lines of a document say without a parser."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eck_mesh.manifests.documents.lines import (
    has_content,
    is_separator,
    needs_parser,
    split_head,
    word_at_margin,
)

# What the functions look for, as patterns, which would have to be compiled at each run of the filter.
SEPARATOR = r"---(?=[ \t\r\n]|\Z|[^\S\n]*(?:#|\n|\Z))"
WORD = r"[ \t]+([\"']?)([A-Za-z0-9][\w./-]*)\1[ \t]*(?:(?<=[ \t])#[^\n]*)?\r?(?:\n|\Z)"
UNUSUAL = r"(?:\A|\n)[^\sA-Za-z#-]"
TEXTS = st.text(st.sampled_from(" \t\r\n#'\"aZ09_./-%é²٣\x1c\xa0"), max_size=12)


@pytest.mark.parametrize(
    ("text", "head", "content"),
    [
        ("a: 1\n", "", "a: 1\n"),
        ("---\na: 1\n", "---\n", "a: 1\n"),
        ("---  # why\n# more\n\na: 1\n", "---  # why\n# more\n\n", "a: 1\n"),
        ("---\t# why\r\na: 1\r\n", "---\t# why\r\n", "a: 1\r\n"),
        ('--- {"a": 1}\n', "---\n", ' {"a": 1}\n'),
        ("--- !!map\na: 1\n", "---\n", " !!map\na: 1\n"),
        ("%YAML 1.1\n---\na: 1\n", "%YAML 1.1\n---\n", "a: 1\n"),
        ("# only a comment", "# only a comment", ""),
        ("---", "---", ""),
        ("", "", ""),
    ],
)
def test_head_and_content(text: str, head: str, content: str) -> None:
    assert split_head(text) == (head, content)
    assert has_content(text) == bool(content)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("kind: Service", "Service"),
        ("kind:\tService\r", "Service"),
        ("kind: Service  # why", "Service"),
        ("kind: 'Service'\t# why", "Service"),
        ('kind: "Service"', "Service"),
        ("kind: Service#1", None),
        ("kind: Service'", None),
        ("kind: &kind Service", None),
        ("kind: !!str Service", None),
        ("kind: *kind", None),
        ("kind: |", None),
        ("kind:", None),
        ("kind: # below", None),
        ("kind : Service", None),
        ('"kind": Service', None),
        ("  kind: Service", None),
        ("kind: Service\nkind: Secret", None),
    ],
)
@pytest.mark.parametrize("above", ["", "---\n", "apiVersion: v1\n"])
def test_one_word_or_a_question_for_the_parser(line: str, word: str | None, above: str) -> None:
    assert word_at_margin(f"{above}{line}\nmetadata: {{}}\n", "kind") == word
    assert word_at_margin(f"{above}{line}", "kind") == word


@pytest.mark.parametrize(
    "text",
    [
        '{"kind": "Service"}',
        'kind: ConfigMap\n"kind": Service\n',
        "kind: ConfigMap\n<<: *service\n",
        "kind: ConfigMap\n? kind\n: Service\n",
        "kind: ConfigMap\n!!str kind: Service\n",
        'a: "x\n"\nkind: Service\n',
        "kind: ConfigMap\rkind: Service\n",
        "kind: ConfigMap\x85kind: Service\n",
        "%YAML 1.1\n---\nkind: ConfigMap\n",
    ],
)
def test_what_only_a_parser_can_read(text: str) -> None:
    assert needs_parser(text)


def test_an_ordinary_document_needs_no_parser() -> None:
    text = "---\r\n# why\r\napiVersion: v1\r\nitems:\r\n- a\r\ndata:\r\n  '1': {}\r\n"
    assert not needs_parser(text)


@given(st.sampled_from(["", " ", " a", " 'a", ' "a']), TEXTS)
def test_a_word_is_that_of_its_pattern(begin: str, end: str) -> None:
    found = re.match(WORD, f"{begin}{end}")
    assert word_at_margin(f"kind:{begin}{end}", "kind") == (found[2] if found else None)


@given(TEXTS)
def test_a_separator_is_that_of_its_pattern(end: str) -> None:
    assert is_separator(f"---{end}", 0) is bool(re.match(SEPARATOR, f"---{end}"))


@given(TEXTS.map(lambda text: text.replace("\r", "")))
def test_a_line_for_the_parser_is_that_of_its_pattern(text: str) -> None:
    assert needs_parser(text) is bool(re.search(UNUSUAL, text))
