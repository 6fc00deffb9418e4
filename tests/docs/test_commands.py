"""The commands of README.md, docs/ and the examples do what the text around them says, as they are typed.

They run in a copy of the checkout, with both Helms; the published chart is the checkout. Without a
cluster `helm install` and `helm upgrade` become `helm template`, which renders the same. What cannot
run here has a mark (tests/support/pages.py).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.helm import ROOT, binary
from tests.support.pages import PAGES, Block, Command, blocks, commands, page_name

PUBLISHED = "oci://ghcr.io/eck-mesh/charts/eck-mesh"
INSTALLS = re.compile(r"\bhelm (?:install|upgrade --install|upgrade)\b")
RENDERS = re.compile(r"\bhelm (?:install|upgrade|template)\b")
# Flags of `helm install` that `helm template` has not.
ONLY_INSTALL = re.compile(r" (?:--create-namespace|--install|--rollback-on-failure)\b")
WRITES = re.compile(r"(?:--output|-o|>) ([\w./-]+\.\w+)")
SIDECAR = "sidecar.istio.io/inject"


def run_here(block: Block) -> bool:
    return block.language == "sh" and not block.mark


def pages_with_commands() -> list[str]:
    """The pages with commands that run here."""
    return [page_name(page) for page in PAGES if any(map(run_here, blocks(page.read_text())))]


def expects_sidecars(line: str, folder: Path) -> bool:
    """Whether what Helm or eck-mesh prints for this command has pods with sidecars."""
    if "--post-renderer" in line or "eck-mesh compile" in line or "eck-mesh diff" in line:
        return True
    files = [folder / name for name in re.findall(r"(?:-f|--values) (\S+)", line)]
    return any("compiled:" in file.read_text() for file in files)


def typed_here(line: str, checkout: Path) -> str:
    """The command as it is typed, on a machine without a cluster and without the published chart."""
    rendered = INSTALLS.sub("helm template", line)
    if rendered != line:
        rendered = ONLY_INSTALL.sub("", rendered)
    return rendered.replace(PUBLISHED, str(checkout))


class Shell:
    """A folder in which commands are typed one after the other; `cd` lasts."""

    def __init__(self, checkout: Path, major: int) -> None:
        self.checkout, self.folder = checkout, checkout
        homes = checkout.parent / "homes"
        programs = checkout.parent / "bin"
        for made in (homes / "plugins", programs):
            made.mkdir(parents=True)
        (programs / "helm").symlink_to(binary(major))
        if major == 4:
            (homes / "plugins" / "eck-mesh").symlink_to(ROOT / "postrenderer")
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("HELM_", "KUBE"))},
            "PATH": f"{programs}:{ROOT}/.venv/bin:{os.environ['PATH']}",
            "ECK_MESH_PYTHON": sys.executable,
            "HELM_PLUGINS": str(homes / "plugins"),
            "HOME": str(homes),
        }

    def type(self, line: str) -> subprocess.CompletedProcess[str]:
        state = self.checkout.parent / "folder"
        script = f"trap 'pwd >{state}' EXIT\n{typed_here(line, self.checkout)}"
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", script],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )
        self.folder = Path(state.read_text().strip())
        return done


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what a clone has for its user, and the values files of the environments in it."""
    made = tmp_path / "checkout"
    made.mkdir()
    for name in ("examples", "files", "templates"):
        shutil.copytree(ROOT / name, made / name)
    for path in [*ROOT.glob("*.*"), *ROOT.glob("examples/environments/*.yaml")]:
        if path.is_file() and not path.name.startswith("."):
            shutil.copy(path, made / path.name)
    (made / "postrenderer").symlink_to(ROOT / "postrenderer")
    return made


def check(command: Command, shell: Shell) -> None:
    """Type it, and see that it does something."""
    line = command.line
    folder = shell.folder
    done = shell.type(line)
    told = f"{line}\n{done.stdout[-2000:]}{done.stderr}"
    assert done.returncode == command.exit_code, told
    written = WRITES.search(line)
    result = (folder / written[1]).read_text() if written else done.stdout
    assert result or not RENDERS.search(line), f"{line}: it prints nothing"
    if "eck-mesh reach" in line or "eck-mesh explain" in line:
        assert "Elasticsearch" in result, told
    elif RENDERS.search(line):
        assert "Elasticsearch" in result, told
        assert (SIDECAR in result) == expects_sidecars(line, folder), told


@pytest.mark.parametrize("major", [3, 4], ids=["helm3", "helm4"])
@pytest.mark.parametrize("page", pages_with_commands())
def test_each_command_does_something(page: str, major: int, checkout: Path) -> None:
    """In their order: some use what others have written."""
    shell = Shell(checkout, major)
    for block in blocks((ROOT / page).read_text()):
        if block.mark == "file":
            (shell.folder / block.words).write_text(block.text)
        for command in commands(block) if run_here(block) else []:
            check(command, shell)


def test_the_pages_have_commands_of_each_kind() -> None:
    lines = [
        command.line
        for page in pages_with_commands()
        for block in blocks((ROOT / page).read_text())
        for command in commands(block)
        if run_here(block)
    ]
    for program in "helm install", "helm upgrade", "compile", "explain", "diff", "reach":
        assert any(program in line for line in lines), program
    assert sum(PUBLISHED in line for line in lines) >= 3
