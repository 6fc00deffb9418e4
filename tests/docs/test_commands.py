"""The commands of README.md and docs/ do what the text around them says, typed as they stand there.

They run with Helm 3 as `helm`, those of docs/ in a checkout, those of the README in a folder with
the values files of examples/environments; the published chart is the checkout. Without a cluster
`helm install` and `helm upgrade` become `helm template`, which renders the same.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.support.helm import ROOT, binary

PUBLISHED = "oci://ghcr.io/eck-mesh/charts/eck-mesh"
# What needs a cluster or the network, or changes the machine; tests/install and tests/cluster do it.
ELSEWHERE = (
    "pip install",
    "eck-mesh install-plugin",
    "eck-mesh doctor",
    "helm repo add",
    "helm get",
    "helm install elastic-operator",
    "helm upgrade elastic .",
    "helm upgrade --install logs . -n elastic",
    "kubectl",
    "curl",
    "…",
)
INSTALLS = re.compile(r"\bhelm (?:install|upgrade --install)\b")
# What a command has whose result is in the mesh.
IN_THE_MESH = ("mode=strict", "production.yaml")


def commands(page: Path) -> list[str]:
    """The lines of the shell blocks that run here, without comments."""
    lines = "\n".join(re.findall(r"(?ms)^```sh\n(.*?)^```", page.read_text())).splitlines()
    found = [re.sub(r"(^|\s)#.*", "", line).strip() for line in lines]
    return [line for line in found if line and not line.startswith(ELSEWHERE)]


PAGES = {
    page.name: commands(page)
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    if commands(page)
}


def shell(line: str, folder: Path, checkout: Path) -> subprocess.CompletedProcess[str]:
    """One line in a folder, with everything it names on PATH."""
    programs = checkout.parent / "bin"
    search = f"{programs}:{ROOT}/.venv/bin:{os.environ['PATH']}"
    env = {**os.environ, "PATH": search, "HELM_PLUGINS": str(checkout.parent / "none")}
    typed = INSTALLS.sub("helm template", line).replace(" --create-namespace", "")
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", typed.replace(PUBLISHED, str(checkout))],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The files of the repository, and a `helm` beside them."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "helm").symlink_to(binary(3))
    made = tmp_path / "checkout"
    made.mkdir()
    for path in ROOT.iterdir():
        if not path.name.startswith("."):
            (made / path.name).symlink_to(path)
    return made


def test_the_pages_have_commands_of_each_kind() -> None:
    assert {"README.md", "install.md", "pipelines.md", "commands.md"} <= PAGES.keys()
    every = "\n".join(line for lines in PAGES.values() for line in lines)
    for program in "helm install", "helm upgrade", "compile", "explain", "diff":
        assert program in every
    assert sum(PUBLISHED in line for line in PAGES["README.md"]) >= 5


@pytest.mark.parametrize("page", PAGES)
def test_each_command_does_something(page: str, checkout: Path, tmp_path: Path) -> None:
    """In their order: some use what others have written."""
    folder = checkout
    if page == "README.md":
        folder = tmp_path / "own"
        folder.mkdir()
        for path in (ROOT / "examples" / "environments").iterdir():
            (folder / path.name).symlink_to(path)
    for line in PAGES[page]:
        done = shell(line, folder, checkout)
        expected = 1 if re.search(r"eck-mesh diff$|reach --diff", line) else 0
        assert done.returncode == expected, f"{line}\n{done.stderr}"
        written = re.search(r"(?:--output|>) (\S+)", line)
        result = (folder / written[1]).read_text() if written else done.stdout
        assert "Elasticsearch" in result, f"{line}: it does nothing"
        in_the_mesh = any(word in line for word in IN_THE_MESH)
        mark = "mTLS" if "eck-mesh reach" in line else "sidecar.istio.io/inject"
        assert (mark in result) == in_the_mesh, line
