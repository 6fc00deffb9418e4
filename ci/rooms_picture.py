"""docs/pictures/rooms.svg: the rooms of the program, as import-linter checks them."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import tomllib
from svg import Picture

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "postrenderer" / "pyproject.toml"
WIDTH, LEFT, ROW, NAMES = 600, 44, 24, 110
MOST = 54  # characters on a line


def rooms_picture() -> str:
    """A band for each layer, the highest on top."""
    contracts = tomllib.loads(PROJECT.read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one for one in contracts if one["type"] == "layers")
    forbidden = [one for one in contracts if one["type"] == "forbidden"]
    picture = Picture(WIDTH, f"The rooms of the program. {layers['name']}.")
    picture.text(16, 30, layers["name"], "words bold")
    y = top = 44
    for number, layer in enumerate(layers["layers"]):
        rooms = [room.strip() for room in layer.split("|")]
        last = number == len(layers["layers"]) - 1
        lines = [(", ".join(rooms), "")] if last else [(room, knows(room)) for room in rooms]
        lines += [rule for one in forbidden for rule in _forbidden(one) if _room(one) in rooms]
        picture.box((LEFT, y), (WIDTH - LEFT - 16, ROW * len(lines) + 4), "band")
        for name, words in lines:
            picture.text(LEFT + 10, y + 19, name, "words bold" if words else "words")
            picture.text(LEFT + 10 + NAMES, y + 19, words, "faint")
            y += ROW
        y += 10
    picture.arrow(24, top, y - 8)
    return picture.svg(y + 6)


def _room(contract: dict[str, Any]) -> str:
    """The room whose modules may not import something."""
    return str(contract["source_modules"][0].split(".")[1])


def _forbidden(contract: dict[str, Any]) -> list[tuple[str, str]]:
    source = contract["source_modules"][0].removeprefix("eck_mesh.")
    names = [module.rpartition(".")[2] for module in contract["forbidden_modules"]]
    return [(source, f"Imports none of {', '.join(names)}")]


def knows(room: str) -> str:
    """What a room knows: the first words of its docstring."""
    package = ROOT / "postrenderer" / "eck_mesh" / room
    path = package / "__init__.py" if package.is_dir() else package.with_suffix(".py")
    words = ast.get_docstring(ast.parse(path.read_text())) or ""
    words = words.partition("\n\n")[0].replace("\n", " ").rstrip(".")
    for end in (r"[:;.] ", ", "):
        words = words if len(words) <= MOST else re.split(end, words)[0]
    return words
