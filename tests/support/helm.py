"""Real Helm, both majors, for the tests: nothing here imitates it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
CHART: dict[str, Any] = yaml.safe_load((ROOT / "Chart.yaml").read_text())
STACK: str = CHART["appVersion"]  # the default version of the Elastic Stack
ON_PATH = {"PATH": f"{ROOT}/.venv/bin:{os.environ['PATH']}"}  # where Helm 3 finds eck-mesh by name


def binary(major: int) -> str:
    """The Helm that `ci/tools` found or built; HELM3 and HELM4 name another."""
    return os.environ.get(f"HELM{major}") or str(ROOT / ".tools" / f"helm{major}")


class Output(NamedTuple):
    """What one helm call left behind."""

    stdout: str
    stderr: str
    returncode: int

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The manifests on stdout, as they load, without empty documents."""
        return [o for o in yaml.load_all(self.stdout, yaml.CSafeLoader) if o]

    def object(self, kind: str, name: str) -> dict[str, Any]:
        """The one manifest of that kind and name; KeyError names what was there."""
        found = [o for o in self.objects if (o["kind"], o["metadata"]["name"]) == (kind, name)]
        if len(found) != 1:
            raise KeyError(
                f"{kind}/{name}: {[(o['kind'], o['metadata']['name']) for o in self.objects]}"
            )
        return found[0]


class Helm:
    """One Helm binary with homes of its own, so that a developer's plugins and repositories play no part.

    within: what goes in front of each call (the test bed's network namespace); kubeconfig: its cluster's, or none.
    """

    def __init__(
        self,
        major: int,
        binary: str,
        home: Path,
        within: list[str] | None = None,
        kubeconfig: str = "",
    ) -> None:
        self.major = major
        self.launcher = ROOT / "postrenderer" / "launcher"
        self.command = [*(within or []), binary]
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("HELM_", "KUBE"))},
            "HELM_CACHE_HOME": str(home / "cache"),
            "HELM_CONFIG_HOME": str(home / "config"),
            "HELM_DATA_HOME": str(home / "data"),
            "HELM_PLUGINS": str(home / "plugins"),
            "ECK_MESH_PYTHON": sys.executable,
            **({"KUBECONFIG": kubeconfig} if kubeconfig else {}),
        }
        if (
            major == 4
        ):  # a folder there is an installed plugin; Helm 3 would warn of it on every call
            (home / "plugins").mkdir()
            (home / "plugins" / "eck-mesh").symlink_to(ROOT / "postrenderer")

    def post_renderer(self, *flags: str) -> list[str]:
        """The arguments that make Helm run ours: by path in Helm 3, by the plugin's name in Helm 4."""
        name = str(self.launcher) if self.major == 3 else "eck-mesh"
        return [f"--post-renderer={name}", *(f"--post-renderer-args={flag}" for flag in flags)]

    def run(
        self, *args: str, stdin: str | None = None, env: dict[str, str] | None = None
    ) -> Output:
        """Any helm command; the exit status is the caller's to judge."""
        done = subprocess.run(
            [*self.command, *args],
            input=stdin,
            capture_output=True,
            text=True,
            env={**self.env, **(env or {})},
            cwd=ROOT,
            timeout=120,
        )
        return Output(done.stdout, done.stderr, done.returncode)

    def template(
        self,
        *args: str,
        release: str = "elastic-istio",
        namespace: str = "prod",
        chart: str | Path = ROOT,
        values: dict[str, Any] | None = None,
        check: bool = True,
    ) -> Output:
        """`helm template RELEASE CHART -n NAMESPACE [-f VALUES]`; with check, anything but success fails the test.

        Values travel as JSON: PyYAML's dump would hand the text "1e3" on as a number.
        """
        stdin = json.dumps(values) if values is not None else None
        more = ["-f", "-"] if values is not None else []
        out = self.run("template", release, str(chart), "-n", namespace, *more, *args, stdin=stdin)
        if check and out.returncode:
            raise AssertionError(f"helm {self.major}: {out.stderr or out.stdout}")
        return out
