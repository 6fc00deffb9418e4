"""The commands of README.md do what the text around them says, typed as they stand there.

They run in a checkout, with Helm 3 as `helm`. Without a cluster `helm install` and `helm upgrade`
become `helm template`, which renders the same.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from tests.support.helm import ROOT, binary

# What needs a cluster or the network, or changes the machine; tests/install and tests/cluster do it.
ELSEWHERE = (
    "pip install",
    "eck-mesh install-plugin",
    "eck-mesh doctor",
    "helm repo add",
    "helm install elastic-operator",
    "kubectl",
    "curl",
    "…",
)
INSTALLS = re.compile(r"\bhelm (?:install|upgrade --install)\b")


def commands() -> list[str]:
    """The lines of the shell blocks, without comments."""
    text = (ROOT / "README.md").read_text()
    lines = "\n".join(re.findall(r"(?ms)^```sh\n(.*?)^```", text)).splitlines()
    found = [re.sub(r"(^|\s)#.*", "", line).strip() for line in lines]
    return [line for line in found if line]


RUN = [line for line in commands() if not line.startswith(ELSEWHERE)]


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """One line in a copy of the checkout below the folder, with everything it names on PATH."""
    checkout, programs = folder / "checkout", folder / "bin"
    if not checkout.exists():
        programs.mkdir()
        (programs / "helm").symlink_to(binary(3))
        checkout.mkdir()
        for path in ROOT.iterdir():
            if not path.name.startswith("."):
                (checkout / path.name).symlink_to(path)
    search = f"{programs}:{ROOT}/.venv/bin:{os.environ['PATH']}"
    env = {**os.environ, "PATH": search, "HELM_PLUGINS": str(folder / "none")}
    typed = INSTALLS.sub("helm template", line).replace(" --create-namespace", "")
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", typed],
        cwd=checkout,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_readme_has_commands_of_each_kind() -> None:
    assert len(RUN) >= 6
    for program in "helm install", "helm upgrade", "compile", "explain", "diff":
        assert any(program in line for line in RUN)


def test_each_command_of_the_readme_does_something(tmp_path: Path) -> None:
    """In their order: some use what others have written."""
    for line in RUN:
        done = shell(line, tmp_path)
        expected = 1 if line.endswith("eck-mesh diff") else 0
        assert done.returncode == expected, f"{line}\n{done.stderr}"
        result = (tmp_path / "mesh.yaml").read_text() if "compile" in line else done.stdout
        assert "sidecar.istio.io/inject" in result, f"{line}: its output has no mesh"
