"""What commands print with --output json is valid by docs/schemas. tests/unit/cli/test_status.py has `status`,
tests/install/test_doctor.py has `doctor`."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from eck_mesh.reach.connection import CLIENTS, HOW
from tests.support.cases import FOLDERS, Case, Streams, name
from tests.support.command_line import run
from tests.support.json_page import SCHEMAS, described, problems

PLANNED = [folder for folder in FOLDERS if (folder / "output.yaml").exists()]
COMMANDS = {"explain", "diff", "reach", "status", "doctor"}


def test_each_command_has_a_schema_with_the_keys_of_its_table() -> None:
    files = {path.name.removesuffix(".schema.json"): path for path in SCHEMAS.iterdir()}
    assert set(files) == COMMANDS
    for command, path in files.items():
        schema = json.loads(path.read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        tops = {key.partition("[")[0].partition(".")[0] for key in described(command)}
        assert set(schema["properties"]) == set(schema["required"]) == tops


@pytest.mark.parametrize("command", ["explain", "diff", "reach"])
@pytest.mark.parametrize("folder", PLANNED[::6], ids=name)
def test_every_document_is_valid(command: str, folder: Path, streams: Streams) -> None:
    case = Case(folder)
    done = run(command, "--output=json", *case.flags, stdin=streams.of(case))
    assert done.returncode == int(command == "diff" and bool(json.loads(done.stdout)["resources"]))
    assert problems(done.stdout) == []


def test_a_comparison_is_valid(tmp_path: Path) -> None:
    before = tmp_path / "before.yaml"
    before.write_text(run().stdout)
    for flags in (), ("--fail-on=plain",), ("--all",):
        done = run("reach", "-ojson", f"--diff={before}", *flags)
        assert problems(done.stdout) == [], flags


def test_words_with_a_meaning_are_listed() -> None:
    rows = json.loads((SCHEMAS / "reach.schema.json").read_text())["properties"]["connections"]
    fields = rows["items"]["properties"]
    assert fields["how"]["enum"] == [*HOW, None]
    assert set(fields["client"]["properties"]["kind"]["enum"]) == set(CLIENTS)


def test_a_wrong_document_is_not_valid() -> None:
    text = run("explain", "-ojson").stdout
    assert problems(text) == []
    assert problems(text.replace('"mode": "strict"', '"mode": 1', 1))
    assert problems(text.replace('"action": "set"', '"action": "sit"', 1))
    assert problems(text.replace('"contract"', '"contrast"', 1))


def test_diff_counts_what_its_text_shows() -> None:
    done = run("diff", "-ojson")
    found = json.loads(done.stdout)
    text = run("diff")
    assert "".join(one["diff"] for one in found["resources"]) == text.stdout
    lines = [line for line in text.stdout.splitlines() if not line.startswith(("---", "+++"))]
    count = found["summary"]
    assert count["linesAdded"] == sum(line.startswith("+") for line in lines)
    assert count["linesRemoved"] == sum(line.startswith("-") for line in lines)
    assert text.stderr == (
        f"eck-mesh: {count['changed']} object changed and {count['created']} created: "
        f"{count['linesAdded']} lines added, {count['linesRemoved']} removed.\n"
    )
    assert (done.returncode, done.stderr) == (1, "")
