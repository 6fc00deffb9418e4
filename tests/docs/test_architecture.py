"""ARCHITECTURE.md names the rooms that import-linter checks, and files, rules and reasons that exist."""

from __future__ import annotations

import re

import tomllib

from tests.support.helm import ROOT, Helm
from tests.support.inprocess import call

PAGE = (ROOT / "ARCHITECTURE.md").read_text()
PROGRAM = ROOT / "postrenderer" / "eck_mesh"


def layers() -> list[str]:
    """The rooms, top to bottom, as the contract names them."""
    config = tomllib.loads((PROGRAM.parent / "pyproject.toml").read_text())
    contract = config["tool"]["importlinter"]["contracts"][0]
    return [room.strip() for layer in contract["layers"] for room in layer.split("|")]


def test_the_rooms_are_those_of_the_contract_in_its_order() -> None:
    section = PAGE.partition("## The rooms of the program")[2].partition("\n## ")[0]
    rows = re.findall(r"(?m)^\| `(\w+)` \|", section)
    below = re.findall(r"`(\w+)`", section.rpartition("The modules below")[2])
    assert rows + sorted(below) == layers()[: len(rows)] + sorted(layers()[len(rows) :])


def test_each_file_that_the_page_names_exists() -> None:
    named = set(re.findall(r"`([\w/]+\.(?:py|tpl|yaml))`", PAGE)) - {"values.yaml"}
    assert len(named) > 10
    assert [one for one in named if not ((PROGRAM / one).exists() or (ROOT / one).exists())] == []


def test_the_walk_names_what_the_program_decides(helm3: Helm) -> None:
    section = PAGE.partition("## One manifest")[2].partition("\n## ")[0]
    walked = {name.rpartition("/")[2] for name in re.findall(r"   \* `([\w/]+)`", section)}
    stream = helm3.template("--set=mesh.mode=strict", release="logs").stdout
    explained = call("explain", "Kibana/logs", stdin=stream).stdout
    decided = set(re.findall(r"(?m)^  ([a-z-]+): ", explained))
    assert {name.replace("_", "-") for name in walked} == decided


def test_the_error_of_the_page_is_the_programs(helm3: Helm) -> None:
    [shown] = re.findall(r"(?m)^(eck-mesh: Kibana.*) …$", PAGE)
    label = "kibana.default.podTemplate.metadata.labels.sidecar\\.istio\\.io/inject=false"
    stream = helm3.template("--set=mesh.mode=strict", f"--set-string={label}", release="logs")
    assert call(stdin=stream.stdout).stderr.startswith(shown)
