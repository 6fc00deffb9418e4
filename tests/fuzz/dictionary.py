"""Words that the program looks for: its tables, and the strings of its own source."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import eck_mesh

PACKAGE = Path(eck_mesh.__file__).parent
_WORD = re.compile(r"[\w./:$@-]{3,40}")


def _words() -> list[str]:
    found = {"---", "%YAML 1.2", "...", "&a", "*a", "<<", "!!binary", "|-", ">+", "${ES_HOSTS}"}
    for path in PACKAGE.rglob("*.py"):
        if "messages" in path.parts or "cli" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            value = node.value if isinstance(node, ast.Constant) else None
            if isinstance(value, str) and _WORD.fullmatch(value):
                found.add(value)
    for path in PACKAGE.rglob("*.yaml"):
        found.update(_WORD.findall(path.read_text(encoding="utf-8")))
    return sorted(found)


WORDS = _words()
