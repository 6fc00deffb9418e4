"""The modules of the rooms around the engine stay short enough to be read at once."""

from __future__ import annotations

import pytest

from tests.support.helm import ROOT

MOST = 150  # lines


@pytest.mark.parametrize(
    "room", ["cli", "compile", "convert", "helm", "messages", "report", "status"]
)
def test_no_module_is_too_long(room: str) -> None:
    modules = sorted((ROOT / "postrenderer" / "eck_mesh" / room).rglob("*.py"))
    lines = {path.name: len(path.read_text().splitlines()) for path in modules}
    assert lines
    assert {name: count for name, count in lines.items() if count > MOST} == {}
