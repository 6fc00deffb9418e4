"""docs/surface.md names each field of ECK's CRDs, once, and its marks are true as far as that is cheap to see."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.cases import CASES
from tests.support.crds import Crd, Field, eck_crds
from tests.support.digested import MODES, TABLE, outcome, put, smallest
from tests.support.surface import Row, problems, rows

SHOWN = ("read", "refused", "noted")
VALUES: dict[str, list[Any]] = {
    "string": ["a-1", "7.17.0", "LoadBalancer"],
    "integer": [9200],
    "boolean": [True],
    "int-or-string": ["https"],
    "object": [{"a": "b"}],
}


def eck_fields() -> list[tuple[Crd, Field]]:
    return [(crd, field) for crd in eck_crds() for field in crd.fields]


def name(field: Field) -> str:
    return f"{field.kind} {field.dotted}"


def row_of(of: str, source: str) -> Row:
    (row,) = (row for row in rows(source) if row.has(of))
    return row


def test_each_field_of_eck_is_in_one_row() -> None:
    names = {name(field) for _, field in eck_fields()}
    assert len(names) > 700
    assert list(problems("eck", names)) == []


def test_each_mark_has_what_it_needs() -> None:
    wrong = []
    for row in rows():
        shown = row.mark in SHOWN
        known = shown or row.mark in ("impossible", "irrelevant")
        guarded = bool(row.guard) == (row.mark == "impossible")
        if not known or shown != bool(row.shown) or not guarded:
            wrong.append(row)
    assert wrong == []


def test_each_row_names_cases_of_its_mark() -> None:
    """A refusal is in a case with error.txt, a note in one whose explain.txt has a note. Each name of the row is in
    one of the cases."""
    wrong = []
    for row in rows():
        folders = [CASES / one for one in row.shown]
        wrong += [f"{folder}: no such case" for folder in folders if not folder.exists()]
        texts = {path: path.read_text() for folder in folders for path in folder.glob("*")}
        if row.mark == "refused" and not any(path.name == "error.txt" for path in texts):
            wrong.append(f"{row.shown}: refuses nothing")
        if row.mark == "noted" and not any("note: " in text for text in texts.values()):
            wrong.append(f"{row.shown}: notes nothing")
        everything = "".join(texts.values()).lower()
        for key in row.keys if folders else ():
            if key.lower() not in everything:
                wrong.append(f"{row.shown}: {key} is not in it")
    assert wrong == []


def test_no_row_names_everything() -> None:
    wide = [pattern for row in rows("eck") for pattern in row.names if pattern.endswith("spec.*")]
    assert wide == []


@pytest.mark.parametrize("which", range(3))
def test_what_is_irrelevant_no_rule_reads(which: int) -> None:
    """An object with all such fields of a kind, and one without them, in four modes."""
    wrong = []
    for crd in eck_crds():
        body = smallest(crd)
        for field in crd.fields:
            if row_of(name(field), "eck").mark == "irrelevant":
                values = VALUES[field.type]
                put(body, field.path, values[which % len(values)])
        differs = (outcome(body, flags) != outcome(smallest(crd), flags) for flags in MODES)
        if any(differs):
            wrong.append(crd.kind)
    assert wrong == []


def test_what_the_digest_leaves_out_is_irrelevant() -> None:
    """A plan does not get stale by these fields, so that none of them may matter."""
    wrong = []
    for _, field in eck_fields():
        for path in TABLE["leftOut"][field.kind]["fields"]:
            if f"{field.dotted}.".startswith(f"{path}."):
                row = row_of(name(field), "eck")
                wrong += [name(field)] if row.mark != "irrelevant" else []
    for path in TABLE["ofPodTemplates"]:
        _, part, *below = path.split(".")
        of = f"pod {part}" if not below else f"container {below[-1]}"
        wrong += [path] if row_of(of, "pod").mark != "irrelevant" else []
    assert wrong == []
