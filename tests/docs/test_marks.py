"""Each command of the pages is run, or says why not; and names only flags and targets that exist."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.support.helm import ROOT, binary
from tests.support.inprocess import call
from tests.support.pages import (
    PAGES,
    PROGRAMS,
    Block,
    blocks,
    commands,
    page_name,
    parts,
    typed_commands,
)

SHELLS = {"bash", "console", "shell", "zsh"}
TYPED = re.compile(rf"(?m)^(?:\$ )?(?:{'|'.join(PROGRAMS)}) \S")
MANY = ("eck-mesh", "helm", "kubectl", "git", "gpg", "pip", "make", "cosign")
FLAG = re.compile(r"(?<=\s)--[a-z][a-z-]+")
# Other programs begin here, also in `helm … --post-renderer eck-mesh --post-renderer-args --mode=strict`.
ARGUMENTS = re.compile(r"--post-renderer-args[= ]\S+")
PLACEHOLDER = re.compile(r"[A-Z…]")


def wrong_mark(block: Block) -> str:
    """What is wrong with a block, or with the mark above it."""
    if block.language in SHELLS:
        return f"write ```sh, not ```{block.language}"
    if block.mark == "not run" and len(block.words.split()) < 3:
        return "say in a few words why it is not run"
    if block.mark == "run by" and not exists(block.words):
        return f"{block.words} does not exist"
    if block.mark == "run by":
        lacking = not_run_by(block)
        return f"{block.words} does not run {lacking}" if lacking else ""
    if not block.mark and block.language in ("", "text") and TYPED.search(block.text):
        return "a command outside of ```sh"
    return ""


def exists(test: str) -> bool:
    """Whether `tests/FILE.py` or `tests/FILE.py::test_name` is a test."""
    file, _, function = test.partition("::")
    path = ROOT / file
    if not (file.startswith("tests/") and path.is_file()):
        return False
    return f"def {function or 'test_'}" in path.read_text()


def not_run_by(block: Block) -> list[str]:
    """What the named test cannot run: neither it nor what it imports has the command's word, which is the
    second one of the programs that do many things."""
    code = code_of(ROOT / block.words.partition("::")[0])
    lacking = []
    for command in commands(block):
        words = re.sub(r"^(?:[A-Z_]+=\S+ )+", "", parts(command.line)[0]).split()
        wanted = words[1] if words[0] in MANY and len(words) > 1 else words[0]
        if Path(wanted).name.lstrip("-") not in code:
            lacking.append(command.line)
    return lacking


@cache
def code_of(file: Path) -> str:
    """The text of a test, with the pages that it reads commands from, and of the tests' modules that it imports."""
    text = file.read_text()
    modules = re.findall(r"(?m)^from (tests\.[\w.]+) import", text)
    files = [ROOT / f"{name.replace('.', '/')}.py" for name in modules]
    pages = [ROOT / "docs" / name for name in re.findall(r"\b([a-z-]+\.md)\b", text)]
    found = [page.read_text() for page in pages if page.is_file()]
    return "\n".join([text, *found, *(code_of(one) for one in files if one.is_file())])


@cache
def help_of_eck_mesh(command: str) -> str:
    done = call(*command.split(), "--help", stdin="")
    return done.stdout if done.returncode == 0 else ""


@cache
def help_of_helm(command: str) -> str:
    """What both Helms print; a flag may be of one of them only."""
    both = [
        subprocess.run(
            [binary(major), *command.split(), "--help"], capture_output=True, text=True, timeout=60
        )
        for major in (3, 4)
    ]
    return "".join(done.stdout for done in both)


def wrong_flags(part: str, text: str) -> list[str]:
    """The flags of one command that its help does not have."""
    flags = FLAG.findall(ARGUMENTS.sub("", part))
    return [flag for flag in flags if not re.search(rf"{flag}(?![\w-])", text)]


def wrong_eck_mesh(part: str) -> str:
    words = part.split()[1:]
    command = words[0] if words and re.fullmatch(r"[a-z][a-z-]+", words[0]) else ""
    text = help_of_eck_mesh(command)
    if not text:
        return f"{part}: eck-mesh has no command {command}"
    if command == "explain":
        words = [word for word in words if word.startswith("--")]
    wrong = wrong_flags(part, text)
    return f"{part}: {wrong}" if wrong else ""


def wrong_make(part: str) -> str:
    targets = set(re.findall(r"(?m)^([a-z0-9-]+):", (ROOT / "Makefile").read_text()))
    words = re.sub(r"""\w+=("[^"]*"|\S+)""", "", part).split()[1:]
    named = [word for word in words if re.fullmatch(r"[a-z0-9-]+", word)]
    wrong = [word for word in named if word not in targets]
    return f"{part}: no target {wrong}" if wrong else ""


def wrong_helm(part: str) -> str:
    words = part.split()[1:]
    if not words or PLACEHOLDER.search(words[0]) or words[0] in ("diff", "unittest"):  # plugins
        return ""
    length = 2 if words[0] in ("get", "plugin", "repo", "registry", "show") else 1
    wrong = wrong_flags(part, help_of_helm(" ".join(words[:length])))
    return f"{part}: {wrong}" if wrong else ""


CHECKS = {"eck-mesh": wrong_eck_mesh, "make": wrong_make, "helm": wrong_helm}


def wrong_commands(text: str) -> list[str]:
    """The commands of a page that cannot be typed so."""
    wrong = []
    for line in typed_commands(text):
        for part in parts(line):
            check = CHECKS.get(part.split()[0])
            wrong.append(check(part) if check else "")
    return [one for one in wrong if one]


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_each_block_of_commands_is_run_or_says_why_not(page: Path) -> None:
    found = [(wrong_mark(block), block.text) for block in blocks(page.read_text())]
    assert [(wrong, text) for wrong, text in found if wrong] == []


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_each_command_has_only_flags_that_exist(page: Path) -> None:
    assert wrong_commands(page.read_text()) == []


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ("```sh\nhelm list\n```", ""),
        ("<!-- not run: it needs a cluster -->\n```sh\nhelm list\n```", ""),
        ("<!-- not run: -->\n```sh\nhelm list\n```", "say in a few words why it is not run"),
        ("1. a\n\n   <!-- not run: no -->\n   ```sh\n   a\n   ```", "say in a few words"),
        ("<!-- run by tests/docs/test_marks.py -->\n```sh\nhelm list\n```", ""),
        (
            "<!-- run by tests/docs/test_marks.py -->\n```sh\nhelm " + "un" + "heard\n```",
            "does not run",
        ),
        ("<!-- run by tests/docs/none.py -->\n```sh\na\n```", "tests/docs/none.py does not exist"),
        ("<!-- run by tests/docs/test_marks.py::test_none -->\n\n```sh\na\n```", "does not exist"),
        ("<!-- run by ci/docs -->\n```sh\na\n```", "does not exist"),
        ("```bash\na\n```", "write ```sh"),
        ("```text\na\n$ helm list\n```", "a command outside of ```sh"),
        ("```\nmake demo\n```", "a command outside of ```sh"),
        ("```text\nthe helm list\n```", ""),
    ],
)
def test_a_wrong_mark_would_be_seen(page: str, wrong: str) -> None:
    [block] = blocks(page)
    found = wrong_mark(block)
    assert wrong in found if wrong else not found


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ("`eck-mesh status -n logs`", 0),
        ("`eck-mesh stats`", 1),
        ("`eck-mesh explain\n--none`", 1),
        ("`eck-mesh --mode=strict`", 0),
        ("`make lint test`", 0),
        ("`make tea`", 1),
        ('`make try K="any words"`', 0),
        ("`helm template x . --post-renderer-args --mode=strict`", 0),
        ("```sh\nhelm template x . --none | eck-mesh dif\n```", 2),
        ("<!-- not run: it needs a cluster -->\n```sh\nhelm upgrade a . --none\n```", 1),
        ("`helm upgrade logs . --take-ownership --force-conflicts`", 0),
    ],
)
def test_a_wrong_command_would_be_seen(page: str, wrong: int) -> None:
    assert len(wrong_commands(page)) == wrong
