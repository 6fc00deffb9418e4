"""A stream has the documents that kubectl and both Helms find in it, or it is refused."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from eck_mesh import kubeyaml
from eck_mesh.manifests.documents.stream import split
from tests.support.kube_reader import PROGRAM, Answer, ask, same

pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason="no kube-reader: ci/tools builds it")

BLOCK = "kind: ConfigMap\ndata:\n  x: |\n    ---\n    a: b\n    ...\n   \n    --- # c\n"
DOCUMENTS = [
    "kind: Kibana\nmetadata: {name: a}\n",
    BLOCK,
    "kind: Beat\r\nmetadata:\r\n  name: b\r\n",
    '{"kind": "Agent",\n "metadata": {"name": "c"}}\n',
    "# only a comment\n",
    "\n",
    "",
    "kind: List\nitems:\n- kind: Logstash\n- a: '--- x'\n",
    "kind: Secret\nstringData:\n  x: |+\n    a\n\n\n",
    "%YAML 1.1\n",
]
SEPARATORS = [
    "---\n",
    "--- \n",
    "---\t\n",
    "--- # c\n",
    "---  #\n",
    "---#c\n",
    "---\r\n",
    "---\u00a0\n",
    "---\u2003\n",
    "---\x85\n",
]
SEPARATORS += [
    "...\n---\n",
    "... # c\n---\n",
    "...\n---# c\n",
    "---\n---\n",
    "---\n# Source: a/b.yaml\n",
    "\n\n---\n\n",
]
# kubectl refuses these, or takes the second document for the end of the first.
ODD = [
    "---a: b\n",
    "----\n",
    "--- {}\n",
    "--- |\n",
    "---\r",
    "...\n",
    "...a\n---\n",
    " ---\n",
    "---\u2028a",
    "---\n\ufeff",
    "\x85---\n",
]


def ours(text: str) -> list[Any] | None:
    """The objects of a stream; None where one of the documents is refused."""
    try:
        found = [kubeyaml.load(document.text) for document in split(text)]
    except kubeyaml.Error:
        return None
    return [body for body in found if body is not None]


def is_accepted(answer: Answer) -> bool:
    """Whether kubectl goes on with what it reads: it refuses what is no mapping."""
    return not answer.error and all(isinstance(one, dict) for one in answer.found or [])


def streams(separators: list[str]) -> list[str]:
    """Several documents, in an order of their own, with one of the separators between two at least once each."""
    dice = random.Random(18)
    made = []
    for separator in separators * 20:
        parts = [dice.choice(("", "---\n", "# c\n---\n"))]
        for _ in range(dice.randint(1, 4)):
            parts += [dice.choice(DOCUMENTS), dice.choice([separator, "---\n"])]
        parts += [dice.choice(DOCUMENTS)]
        made.append("".join(parts))
    return made


def test_kubectl_finds_the_same_documents() -> None:
    texts = streams(SEPARATORS)
    compared = 0
    for text, answer in zip(texts, ask("kubectl", texts), strict=True):
        assert "".join(document.text for document in split(text)) == text
        found = ours(text)
        if not is_accepted(answer):
            continue
        assert found is not None or "%" in text, repr(text)
        if found is not None:
            assert same(found, answer.found or []), repr(text)
            compared += 1
    assert compared > len(texts) / 2


def test_where_kubectl_reads_otherwise_the_stream_is_refused() -> None:
    texts = streams(ODD)
    refused = 0
    for text, answer in zip(texts, ask("kubectl", texts), strict=True):
        found = ours(text)
        if not is_accepted(answer) or found is None:
            refused += 1
        else:
            assert same(found, answer.found or []), repr(text)
    assert refused > len(texts) / 3


@pytest.mark.parametrize("helm", ["helm3", "helm4"])
def test_both_helms_split_a_template_there(helm: str) -> None:
    """At each separator of kubectl's, and nowhere within a block scalar."""
    for separator in SEPARATORS:
        text = f"{BLOCK}{separator}kind: Kibana\n"
        (answer,) = ask(helm, [text])
        assert [bool(one.strip()) for one in answer.found] == [True, True], separator
        assert len([one for one in split(text) if kubeyaml.load(one.text)]) == 2, separator


def test_helm_4_hands_on_what_it_reads_itself() -> None:
    """Its own rewriting around a post-renderer keeps the objects, block scalars too."""
    texts = [f"{BLOCK}{separator}kind: Kibana\n" for separator in SEPARATORS]
    for text, answer in zip(texts, ask("kyaml", texts), strict=True):
        bodies = [kubeyaml.load(one) for one in answer.found]
        assert [body["kind"] for body in bodies] == ["ConfigMap", "Kibana"], json.dumps(text)
        assert bodies[0]["data"] == kubeyaml.load(BLOCK)["data"]
