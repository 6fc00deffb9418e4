"""The JSON of `explain` and `status` has the keys that docs/json.md describes, in every case."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from eck_mesh.messages.catalogue import MESSAGES
from tests.support.cases import FOLDERS, Case, Streams, name
from tests.support.command_line import BROKEN, refused, run
from tests.support.json_page import described, keys

EXPLAINED = [folder for folder in FOLDERS if (folder / "output.yaml").exists()]


@pytest.mark.parametrize("folder", EXPLAINED, ids=name)
def test_every_key_is_described_and_every_described_key_is_there(
    folder: Path, streams: Streams
) -> None:
    case = Case(folder)
    done = run("explain", "--output=json", *case.flags, stdin=streams.of(case))
    assert (done.stderr, done.returncode) == ("", 0)
    found = json.loads(done.stdout)
    table = described("explain")
    empty = {key for key in ("notes", "resources", "opened") if not found[key]}
    expected = {key for key in table if key.partition("[")[0] not in empty} | empty
    if not all(one["decisions"] for one in found["resources"]):
        expected |= {"resources[].decisions"}
    if not any(one["decisions"] for one in found["resources"]):
        expected = {key for key in expected if "decisions[]" not in key}
    assert set(keys(found)) == expected
    assert found["contract"] == 1


def test_it_says_the_same_as_the_text(streams: Streams) -> None:
    """Each sentence and each id of the text is in the JSON, in one case of each mode."""
    for folder in EXPLAINED[::12]:
        case = Case(folder)
        stdin = streams.of(case)
        document = run("explain", "-o", "json", *case.flags, stdin=stdin).stdout
        found = json.loads(document)
        ids = re.findall(
            r"\[([a-z0-9, -]+)\]$", run("explain", *case.flags, stdin=stdin).stdout, re.M
        )
        named = {one for group in ids for one in group.split(", ") if one in MESSAGES}
        assert (
            named - {"nothing-is-opened", "clients-in-the-mesh"}
            <= set(re.findall(r'"id": "([^"]+)"', document)) | NESTED
        )
        resources = found["resources"]
        assert found["summary"]["resources"] == len(resources)
        actions = [made["action"] for one in resources for made in one["decisions"]]
        assert found["summary"]["created"] == actions.count("create")
        assert found["summary"]["kept"] == actions.count("keep")
        assert found["summary"]["changed"] == actions.count("set") + actions.count("drop")


NESTED = {"tls-istio-but-needed", "port-is-open"}  # their values hold another reason


def test_the_filter_and_the_exit_code_are_those_of_the_text() -> None:
    found = json.loads(run("explain", "-o", "json", "Kibana/kb").stdout)
    assert [one["resource"] for one in found["resources"]] == ["Kibana/prod/kb"]
    assert "mode cannot be" in refused("explain", "-o", "json", stdin=BROKEN)
