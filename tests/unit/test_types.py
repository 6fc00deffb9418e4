"""Values of any type come from YAML and from libraries without types, and only there the type is Any."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.support.helm import ROOT

PACKAGE = ROOT / "postrenderer" / "eck_mesh"
# Rooms and modules that read YAML or JSON; what stands in for typing.NamedTuple; functions found by name; jsonpath-ng.
UNTYPED = {
    "kubeyaml",
    "manifests",
    "json_text.py",
    "tables.py",
    "record.py",
    "plan/row.py",
    "plan/rules/user_defined/jsonpath.py",
}


def test_any_is_the_type_of_what_comes_from_outside_and_of_nothing_else() -> None:
    paths = [path for path in PACKAGE.rglob("*.py") if names_any(path)]
    names = {path.relative_to(PACKAGE) for path in paths}
    assert names, "a test that finds no module shows nothing"
    assert [str(n) for n in names if not {n.parts[0], n.as_posix()} & UNTYPED] == []


def names_any(path: Path) -> bool:
    nodes = ast.walk(ast.parse(path.read_text()))
    return any(isinstance(node, ast.Name) and node.id == "Any" for node in nodes)
