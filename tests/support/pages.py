"""The shell blocks of README.md, docs/ and the examples, and what a mark above a block says about them.

A block ```sh without a mark runs in tests/docs/test_commands.py. Others have an HTML comment on the
line above:

    <!-- not run: REASON -->
    <!-- run by tests/FILE.py -->
    <!-- run by tests/FILE.py::test_name -->

`<!-- file: NAME -->` above a block of any language makes it a file beside the commands of its page.
`<!-- from: WHO -->` above a message of a program says who prints it.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import NamedTuple

from tests.support.helm import ROOT

PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/README.md")]
)
PROGRAMS = (
    "argocd",
    "curl",
    "cosign",
    "docker",
    "eck-mesh",
    "flux",
    "git",
    "gpg",
    "helm",
    "helmfile",
    "istioctl",
    "kubectl",
    "kustomize",
    "make",
    "pip",
    "pipx",
    "python3",
    "sha256sum",
    "terraform",
)
MARK = r"(?:^[ ]*<!-- (?P<mark>not run|run by|file|from)(?::| ) *(?P<words>[^\n]*?) -->\n\s*)?"
FENCE = r"^(?P<indent>[ ]*)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```[ ]*$"
BLOCK = re.compile(f"(?ms){MARK}{FENCE}")
COMMENT = re.compile(r"(?:^|\s)#\s(.*)$")
EXIT_CODE = re.compile(r"exit code (\d)")
INLINE = re.compile(r"(?<!`)`([^`]+)`(?!`)")


class Block(NamedTuple):
    """One fenced block; `mark` is "" where nothing stands above it."""

    language: str
    text: str
    mark: str
    words: str


class Command(NamedTuple):
    """One line as it is typed, with its continuations, and the exit code that its comment names."""

    line: str
    exit_code: int


def page_name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page, in their order."""
    return [
        Block(
            found["language"],
            textwrap.dedent(found["text"]),
            found["mark"] or "",
            (found["words"] or "").strip(),
        )
        for found in BLOCK.finditer(text)
    ]


def commands(block: Block) -> list[Command]:
    """The commands of a shell block without their comments."""
    found = []
    begun = ""
    for raw in block.text.splitlines():
        comment = COMMENT.search(raw)
        typed = COMMENT.sub("", raw).strip()
        begun = f"{begun} {typed}".strip()
        if begun.endswith(("\\", "|")):
            begun = begun.removesuffix("\\")
            continue
        code = EXIT_CODE.search(comment[1]) if comment else None
        if begun:
            found.append(Command(begun, int(code[1]) if code else 0))
        begun = ""
    return found


def typed_commands(text: str) -> list[str]:
    """Every command of a page: those of shell blocks, run or not, and those in `backticks`."""
    typed = [
        command.line
        for block in blocks(text)
        if block.language == "sh"
        for command in commands(block)
    ]
    for code in INLINE.findall(BLOCK.sub("", text)):
        one_line = " ".join(code.split())
        if one_line.startswith(tuple(f"{program} " for program in PROGRAMS)):
            typed.append(one_line)
    return typed


def parts(line: str) -> list[str]:
    """The commands of a pipeline or a list; each with its words in one string."""
    return [part.strip() for part in re.split(r"\|\|?|&&|;|<\(|\)", line) if part.strip()]
