"""The catalogue of messages: ids that tools may rely on, and sentences that every caller can fill in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from eck_mesh.manifests.manifest import Ref
from eck_mesh.messages.catalogue import MESSAGES, RETIRED, TOPICS
from eck_mesh.settings.own_settings import OwnSettings
from tests.support.helm import ROOT

PACKAGE = ROOT / "postrenderer" / "eck_mesh"
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


class Call(NamedTuple):
    """A call whose first argument is the id of a message. place: file and line."""

    id: str
    names: set[str]
    place: str


def calls() -> list[Call]:
    """All calls like `reason("id", name=value)` and `Check.wrong("id", name=value)` in the package."""
    return [call for path in sorted(PACKAGE.rglob("*.py")) for call in calls_in(path)]


def calls_in(path: Path) -> Iterator[Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        first, names = node.args[0], {keyword.arg for keyword in node.keywords}
        if isinstance(first, ast.Constant) and first.value in MESSAGES and None not in names:
            is_message = isinstance(node.func, ast.Name) and node.func.id == "Message"
            if not is_message:
                place = f"{path.name}:{node.lineno}"
                yield Call(first.value, {str(name) for name in names}, place)


def placeholders(message_id: str) -> set[str]:
    message = MESSAGES[message_id]
    fields = Formatter().parse(f"{message.sentence} {message.fix}")
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in fields if name}


def test_every_id_is_unique_and_kebab_case() -> None:
    ids = [message.id for topic in TOPICS.values() for message in topic]
    assert sorted(ids) == sorted(set(ids))
    assert [i for i in ids if not ID.fullmatch(i)] == []
    assert not set(RETIRED) & set(ids)


def test_every_call_fills_in_its_sentence_and_passes_nothing_else() -> None:
    found = calls()
    assert len(found) > 100
    wrong = [call for call in found if call.names != placeholders(call.id)]
    assert wrong == []


def test_every_message_is_used() -> None:
    sources = [path for path in PACKAGE.rglob("*.py") if "messages" not in path.parts]
    text = "\n".join(path.read_text() for path in [*sources, *PACKAGE.rglob("*.yaml")])
    templates = "\n".join(path.read_text() for path in (ROOT / "templates").rglob("*.tpl"))
    assert [i for i in MESSAGES if not re.search(rf"\b{i}\b", text + templates)] == []


def test_every_id_that_the_chart_prints_is_in_the_catalogue() -> None:
    templates = "\n".join(path.read_text() for path in (ROOT / "templates").rglob("*.tpl"))
    found = re.findall(r"\[([a-z]+(?:-[a-z]+)+)\]\"", templates)
    assert len(found) >= 3
    assert set(found) <= MESSAGES.keys()


def test_every_sentence_can_be_filled_in() -> None:
    for message in MESSAGES.values():
        values: dict[str, object] = dict.fromkeys(placeholders(message.id), "x")
        if "settings" in values:
            values["settings"] = OwnSettings(Ref("", "Kibana", "", "kb"), None)
        assert message.sentence.format(**values)
        assert message.fix.format(**values) == "" or message.fix.endswith((".", "}", ")"))


def test_what_to_do_follows_a_whole_sentence() -> None:
    ends = (".", "}")  # a value may be a sentence, like the words of another program
    assert [m.id for m in MESSAGES.values() if m.fix and not m.sentence.endswith(ends)] == []


def test_a_source_in_this_project_is_there() -> None:
    cited = [
        path for one in MESSAGES.values() for path in re.findall(r"\btests/[\w/.-]+", one.source)
    ]
    assert len(cited) > 10
    assert [path for path in cited if not (ROOT / path.rstrip(".")).exists()] == []
