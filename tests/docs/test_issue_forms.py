"""The forms of .github are such as GitHub reads, and lead to pages that exist.

https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.support.helm import ROOT
from tests.support.home import file_of
from tests.support.pages import PROGRAMS

FOLDER = ROOT / ".github" / "ISSUE_TEMPLATE"
FORMS = sorted(set(FOLDER.glob("*.yml")) - {FOLDER / "config.yml"})
ATTRIBUTES = {
    "textarea": {"label", "description", "placeholder", "value", "render"},
    "input": {"label", "description", "placeholder", "value"},
    "dropdown": {"label", "description", "multiple", "options", "default"},
    "markdown": {"value"},
}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_a_form_is_one_that_github_reads(form: Path) -> None:
    read = yaml.safe_load(form.read_text())
    assert (
        {"name", "description", "body"} <= read.keys() <= {"name", "description", "body", "labels"}
    )
    ids = [field["id"] for field in read["body"] if field["type"] != "markdown"]
    assert len(ids) == len(set(ids))
    for field in read["body"]:
        assert field.keys() <= {"type", "id", "attributes", "validations"}
        assert {"label"} <= field["attributes"].keys() <= ATTRIBUTES[field["type"]]
        assert field.get("validations", {}).keys() <= {"required"}
    assert any(field.get("validations", {}).get("required") for field in read["body"])


def test_the_contact_links_lead_somewhere() -> None:
    read = yaml.safe_load((FOLDER / "config.yml").read_text())
    assert [link["url"] for link in read["contact_links"] if not file_of(link["url"])] == []


def test_the_forms_ask_for_commands_that_exist() -> None:
    text = "".join(form.read_text() for form in FORMS)
    assert "eck-mesh" in PROGRAMS
    for command in "explain", "doctor", "status", "reach --why":
        assert f"eck-mesh {command}" in text
