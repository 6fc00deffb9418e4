"""The tools, as a user has them: eck-mesh on PATH for Helm 3, an installed plugin for Helm 4."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.helm import ROOT, Helm, Output

EXAMPLES = ROOT / "examples"
ON_PATH = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # pip has put eck-mesh beside the Python of the tests


def tool(name: str) -> str:
    """A program that ci/e2e-tools has built. The test fails without it: a skipped example is one that nobody runs."""
    path = ROOT / ".tools" / name
    if not path.exists():
        pytest.fail(f"{name} is not there: run ci/e2e-tools")
    return str(path)


def by_id(objects: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = {f"{o['kind']}/{o['metadata']['name']}": o for o in objects}
    assert len(found) == len(objects), "no object comes twice"
    return found


def expected(helm: Helm, environment: str, namespace: str = "logs") -> dict[str, dict[str, Any]]:
    """What Helm itself makes of an environment, with the post-renderer."""
    values = EXAMPLES / "environments" / f"{environment}.yaml"
    out = helm.template(
        *helm.post_renderer(), "-f", str(values), release="logs", namespace=namespace
    )
    return by_id(out.objects)


def run(argv: list[str], env: dict[str, str]) -> Output:
    done = subprocess.run(
        argv, capture_output=True, text=True, env={**env, "PATH": ON_PATH}, cwd=ROOT, timeout=300
    )
    return Output(done.stdout, done.stderr, done.returncode)


def helmfile(helm: Helm, *words: str) -> Output:
    """examples/helmfile with one of the two Helms, and as many words as a user would say to it."""
    *within, binary = helm.command
    major = ["--state-values-set", f"helm={helm.major}"]
    return run(
        [
            *within,
            tool("helmfile"),
            "-b",
            binary,
            "-f",
            "examples/helmfile/helmfile.yaml.gotmpl",
            *major,
            *words,
        ],
        helm.env,
    )


def with_diff(helm: Helm) -> Helm:
    """The same Helm with the helm-diff plugin that ci/e2e-tools built; HELM_DIFF names the folder of another."""
    plugin = Path(helm.env["HELM_PLUGINS"], "diff")
    if not plugin.exists():
        folder = os.environ.get("HELM_DIFF") or Path(tool("helm-diff/bin/diff")).parent.parent
        plugin.parent.mkdir(exist_ok=True)
        plugin.symlink_to(folder)
    return helm


def argocd(
    application: dict[str, Any], helm4: Helm, tmp_path: Path, checkout: Path = ROOT
) -> Output:
    """What Argo CD makes of an Application: its own renderer, which knows Helm 4 alone and asks PATH for it."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "helm").symlink_to(helm4.command[-1])
    (tmp_path / "application.yaml").write_text(json.dumps(application))
    version = next(
        line
        for line in (ROOT / "ci/versions.env").read_text().splitlines()
        if line.startswith("KUBERNETES_VERSION=")
    )
    env = {"HOME": str(tmp_path), "PATH": f"{tmp_path}/bin:/usr/bin:/bin"}
    argv = [
        tool("argocd-render"),
        str(tmp_path / "application.yaml"),
        str(checkout),
        version.partition("=v")[2],
    ]
    done = subprocess.run(argv, capture_output=True, text=True, env=env, timeout=120)
    return Output("\n---\n".join(done.stdout.splitlines()), done.stderr, done.returncode)


class Terraform:
    """examples/terraform, with its state in a folder of the test and the provider that TERRAFORM_HELM_PROVIDER names.

    That is a folder with terraform-provider-helm 3: no registry that we reach has it, and the module proxy serves 1.3.2
    alone, which is another language. So these tests run where someone has it, and are skipped elsewhere.
    """

    def __init__(self, home: Path, within: list[str] | None = None) -> None:
        program, provider = shutil.which("terraform"), os.environ.get("TERRAFORM_HELM_PROVIDER")
        if not program or not provider:
            pytest.skip(
                "needs terraform, and TERRAFORM_HELM_PROVIDER: the folder of terraform-provider-helm 3"
            )
        (home / "terraformrc").write_text(
            f'provider_installation {{\n  dev_overrides {{\n    "hashicorp/helm" = "{provider}"\n  }}\n}}\n'
        )
        self.home, self.command = (
            home,
            [*(within or []), program, f"-chdir={EXAMPLES / 'terraform'}"],
        )
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("HELM_", "KUBE", "TF_"))},
            "TF_CLI_CONFIG_FILE": str(home / "terraformrc"),
            "TF_DATA_DIR": str(home / "data"),
            "CHECKPOINT_DISABLE": "1",
            **{f"HELM_{of}_HOME": str(home / of.lower()) for of in ("CACHE", "CONFIG", "DATA")},
        }

    def run(self, verb: str, *flags: str, **variables: str) -> Output:
        """A terraform command on the example; the exit status is the caller's to judge."""
        more = [f"-var={name}={value}" for name, value in variables.items()]
        state = [f"-state={self.home / 'state'}"] if verb != "validate" else []
        return run([*self.command, verb, "-no-color", *state, *more, *flags], self.env)
