"""Taking a stream apart and putting it together: bytes first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eck_mesh.errors import UserError
from eck_mesh.manifests.documents import stream, writer
from eck_mesh.manifests.documents.reader import read_manifests
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from tests.support.streams import LOCKED, OTHERS


def documents(text: str) -> list[str]:
    return [document.text for document in stream.split(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a: 1", 1),
        ("---\na: 1\n---\nb: 2\n", 2),
        ("a: 1\n---\nb: 2", 2),
        ("a: 1\r\n---\r\nb: 2\r\n", 2),
        ("--- # a comment\na: 1\n---\t\nb: 2\n", 2),
        ("a: |\n  ---\n  b\n", 1),
        ("a: 1\n---b: 2\n", 1),
        ("---\n---\n---", 3),
        ("---  # two blanks\na: 1\n---\t# a tab\nb: 2\n", 2),
        ('---\n{"a": 1}\n--- {"b": 2}\n', 2),
        ("%YAML 1.1\n---\na: 1\n", 1),
        ("%YAML 1.1\n# why\n%TAG ! !\n---\na: 1\n---\nb: 2\n", 2),
        ("a: 1\n...\n%YAML 1.1\n---\nb: 2\n", 2),
        ("a: 1\n...\n---\nb: 2\n", 2),
        ("a: |\n  ...\n%no directive\n", 1),
        ("# 50 % of it\n---\na: b\n", 1),  # may be directives, for all that is looked at
        ("# half of it\n---\na: b\n", 2),
        ("a: 1 %\n---\n# 5 %\n---\nb: c\n", 3),
    ],
)
def test_a_stream_is_cut_at_separators_and_nowhere_else(text: str, count: int) -> None:
    assert len(documents(text)) == count
    assert "".join(documents(text)) == text


def test_line_numbers_are_those_of_the_stream() -> None:
    assert [(d.number, d.line) for d in stream.split("---\na: 1\n\n---\nb: 2\n---\nc: 3")] == [
        (1, 1),
        (2, 4),
        (3, 6),
    ]


@given(st.lists(st.sampled_from(OTHERS), min_size=1, max_size=6), st.integers(0, 6), st.booleans())
def test_unchanged_documents_leave_byte_for_byte(others: list[str], at: int, leading: bool) -> None:
    parts = [*others[:at], LOCKED, *others[at:]]
    text = ("---\n" if leading else "") + "---\n".join(
        part if part.endswith("\n") else part + "\n" for part in parts
    )
    out = render(text, Flags()).text
    for document in documents(text):
        if "add-post-renderer" not in document:
            assert document in out
    assert "add-post-renderer" not in out
    assert render(out, Flags()).text == out


def test_a_stream_without_a_locked_resource_is_never_parsed() -> None:
    text = "a: [not yaml\n---\nkind: {\n"
    assert "".join(writer.write_stream(list(stream.split(text)), [], [], [])) == text


def test_the_comments_above_a_changed_document_stay() -> None:
    text = f"---\n# Source: chart/templates/kibana.yaml\n# why\n{LOCKED}"
    assert render(text, Flags()).text.startswith(
        "---\n# Source: chart/templates/kibana.yaml\n# why\napiVersion: kibana.k8s.elastic.co/v1\n"
    )


def test_created_documents_name_the_template_of_their_owner_as_helm_3_does() -> None:
    out = render(f"---\n# Source: chart/templates/kibana.yaml\n{LOCKED}", Flags()).text
    assert out.count("---\n# Source: chart/templates/kibana.yaml\n") == 3


def test_created_documents_name_the_template_of_their_owner_as_helm_4_does() -> None:
    named = LOCKED.replace(
        "  annotations:\n", f"  annotations:\n    {stream.FILENAME}: chart/templates/kibana.yaml\n"
    )
    out = render(named, Flags()).text
    assert out.count(f"{stream.FILENAME}: chart/templates/kibana.yaml\n") == 3


def test_the_notes_that_helm_unittest_sends_along_are_no_yaml_and_pass() -> None:
    notes = (
        f"{stream.FILE}chart/templates/NOTES.txt\nMode: strict: of elasticsearch.k8s.elastic.co\n"
    )
    out = render(f"{notes}{stream.FILE}chart/templates/kibana.yaml\n{LOCKED}", Flags()).text
    assert out.startswith(
        f"{notes}{stream.FILE}chart/templates/kibana.yaml\napiVersion: kibana.k8s.elastic.co/v1\n"
    )


def test_the_last_document_needs_no_newline() -> None:
    out = render(
        f"{LOCKED}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: last}}", Flags()
    ).text
    assert "metadata: {name: last}\n---\napiVersion: security.istio.io/v1" in out


def test_fewer_objects_out_than_in_is_an_error() -> None:
    """The writer cannot lose one by itself; what makes it look so is a body that dumps to nothing."""
    docs = list(stream.split(f"{LOCKED}---\na: 1\nkind: x\n"))
    manifest = read_manifests(docs)[0]
    lost = [manifest._replace(body={})]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "_dump", lambda *_: "# nothing\n")
        with pytest.raises(UserError, match="2 objects should leave, 1 would"):
            writer.write_stream(docs, [manifest], lost, [])
