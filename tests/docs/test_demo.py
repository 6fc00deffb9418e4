"""`make demo`: a page that is a story, whose commands do what it shows."""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ci.demo import page
from tests.support.clone import Clone
from tests.support.helm import ROOT, binary
from tests.support.terminal import at_terminal

DEMO = [sys.executable, str(ROOT / "ci" / "demo")]
BOLD, NORMAL, RED, GREEN = "\033[1m", "\033[0m", "\033[31m", "\033[32m"
COLOR = re.compile("\033\\[[0-9]*m")
SCREENS = range(60, 96)  # lines


def told(*, cwd: Path = ROOT, **env: str) -> str:
    """The story, as a file gets it."""
    done = subprocess.run(
        DEMO, cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@contextmanager
def alone() -> Iterator[None]:
    """While no other test writes to dist/demo."""
    (ROOT / "dist").mkdir(exist_ok=True)
    with (ROOT / "dist" / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(autouse=True)
def one_at_a_time(story: str) -> Iterator[None]:
    with alone():
        yield


@pytest.fixture(scope="module")
def story() -> str:
    with alone():
        return told()


def commands(story: str) -> list[str]:
    """What stands after `$`; a backslash at the end of a line continues it."""
    return re.findall(r"(?m)^  \$ (.*)$", story.replace("\\\n", ""))


def words(text: str) -> str:
    """Without the folding of long lines."""
    return " ".join(text.split())


def typed(story: str, command: str) -> str:
    """What a reader gets who types a command after the line that the story names for it."""
    (prepared,) = re.findall(r"run these commands yourself +(.*)", story)
    script = f"shopt -s expand_aliases\n{prepared}\n{command}"
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True)
    return done.stdout or done.stderr


def test_it_is_a_page_of_text(story: str) -> None:
    assert len(story.splitlines()) in SCREENS
    assert max(map(len, story.splitlines())) <= 120
    assert "\033" not in story
    assert story.isascii()


def test_it_shows_the_diff_of_one_resource_and_its_reasons(story: str) -> None:
    assert story.count("\n  --- ") == 1
    assert '+        sidecar.istio.io/inject: "true"' in story
    assert "[requests-injection]" in story
    assert story.count(": mode strict") == 1, "one resource is explained"
    assert "[on-host-network]" in story


def test_a_reader_gets_what_it_shows(story: str) -> None:
    render, diff, explain, reach, rejected = commands(story)
    assert typed(story, render) == ""
    (kibana,) = (part for part in typed(story, diff).split("--- ") if part.startswith("a/Kibana/"))
    for shown in kibana, typed(story, explain), typed(story, reach), typed(story, rejected):
        assert len(words(shown)) > 100
        assert words(shown) in words(story)


def test_what_it_names_is_there(story: str) -> None:
    named = re.findall(r"\b(?:docs|dist)/[\w./-]+\w", story)
    assert {name.partition("/")[0] for name in named} == {"docs", "dist"}
    assert [name for name in named if not (ROOT / name).exists()] == []
    assert "<svg" in (ROOT / "dist" / "demo" / "reach.html").read_text()
    (page,) = re.findall(r"eck-mesh explain [a-z-]+$", story, re.MULTILINE)
    assert "What to do" in typed(story, page)


def test_nothing_of_the_machine_changes_it(story: str, tmp_path: Path) -> None:
    notes = str(tmp_path / "notes")
    assert (
        told(cwd=tmp_path, LC_ALL="C", COLUMNS="10", ECK_MESH_NOTES=notes, HELM_NAMESPACE="mine")
        == story
    )


@pytest.mark.parametrize("plain", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_gets_color_unless_the_user_wants_none(
    story: str, plain: dict[str, str]
) -> None:
    env = {key: text for key, text in os.environ.items() if key != "NO_COLOR"}
    shown = at_terminal(DEMO, env | {"COLUMNS": "120", "TERM": "xterm"} | plain, {})
    assert shown.returncode == 0
    assert COLOR.sub("", shown.screen) == story
    colors = set(COLOR.findall(shown.screen))
    assert ({BOLD, GREEN, RED} <= colors) if not plain else not colors


def test_a_folded_line_keeps_its_colors() -> None:
    line = f"note  {GREEN}{'word ' * 30}{NORMAL}{RED}end{NORMAL}"
    found = page.colored(page.folded(page.plain(line)), line)
    first, second = found.splitlines()
    assert first.startswith(f"  note  {GREEN}word word")
    assert second.startswith(" " * 8 + "word")
    assert second.endswith(f"word {NORMAL}{RED}end{NORMAL}")


def test_it_fits_a_narrow_terminal() -> None:
    """But for words that are longer than a line, such as the path of a field."""
    shown = at_terminal(DEMO, {**os.environ, "COLUMNS": "40", "NO_COLOR": "1"}, {})
    wide = [line for line in shown.screen.splitlines() if len(line) > 80]
    assert all(len(line.split()) == 1 or line.startswith("  ") for line in wide), wide
    assert len(wide) < 5


def test_a_reader_may_stop_it() -> None:
    command = f"{sys.executable} ci/demo | head -n 3"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert (len(done.stdout.splitlines()), done.stderr) == (3, "")


def test_a_new_clone_with_helm_3_on_path_needs_nothing_else(tmp_path: Path, story: str) -> None:
    clone = Clone(tmp_path / "clone").folder
    (clone / ".venv").mkdir()
    (clone / ".venv" / "bin").symlink_to(ROOT / ".venv" / "bin")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "helm").symlink_to(binary(3))
    path = f"{tmp_path / 'bin'}:/usr/bin:/bin"
    script = f"ci/tools helm && {sys.executable} ci/demo"
    env = {"PATH": path, "HOME": str(tmp_path)}
    done = subprocess.run(["sh", "-c", script], cwd=clone, env=env, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    found, _, page = done.stdout.partition("\n")
    assert found.startswith("helm3: ")
    assert page == story.replace("helm4", "helm3")
