"""The templates are small files, each helper has one reader at least, and says what goes in."""

from __future__ import annotations

import re

from tests.support.helm import ROOT

FILES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
TEXT = {path.name: path.read_text() for path in FILES}
HELPERS = {name: text for name, text in TEXT.items() if name.endswith(".tpl")}
DEFINED = re.compile(r'(\*/\}\}\n)?\{\{- define "(eck-mesh\.[A-Za-z.]+)"')
# What is called by a computed name: the fields beside and within a resource, and the kinds of `expose`.
COMPUTED = re.compile(r"beside|within")


def test_a_file_of_helpers_has_one_topic() -> None:
    for name, text in HELPERS.items():
        assert len(text.splitlines()) <= 150, name
        assert text.startswith("{{/*"), f"{name} begins with what it is about"


def test_every_helper_is_used_and_explained() -> None:
    everything = "\n".join(TEXT.values())
    for name, text in HELPERS.items():
        for comment, helper in DEFINED.findall(text):
            assert comment, f"{helper}: say what goes in"
            used = len(re.findall(rf'"{re.escape(helper)}"', everything)) > 1
            assert used or COMPUTED.search(name), f"{helper} is dead"


def test_what_is_nested_is_indented() -> None:
    """Each `end` stands in the column of its beginning, or prints the end of a document."""
    for name, text in TEXT.items():
        columns: list[int] = []
        for number, line in enumerate(text.splitlines(), 1):
            column = len(line) - len(line.lstrip())
            for word in re.findall(r"\{\{-? *(if|range|with|define|else|end)\b", line):
                if word == "end":
                    begun = columns.pop()
                    right = begun in (-number, column) or line.startswith("{{ end")
                    assert right, f"{name}:{number}"
                elif word != "else":
                    single = "end" in re.findall(r"\{\{-? *(end)\b", line)
                    columns.append(-number if single else column)
        assert not columns, name
