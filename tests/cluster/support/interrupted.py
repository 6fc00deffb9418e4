"""A release whose Helm a test ends in the middle, and what is there then."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

from tests.cluster.bed.bed import Bed
from tests.cluster.support.gate import Gate
from tests.cluster.support.release import OURS, strip
from tests.support.helm import ROOT, Helm, Output, binary

RENDERS = ("install", "upgrade")
# What Helm says while a release is locked.
BUSY = "another operation (install/upgrade/rollback) is in progress"
STRICT, PERMISSIVE = ("--set=mesh.mode=strict", "--set=mesh.mode=permissive")
Objects = dict[str, Any]


class Cut:
    """One release through a gate, in a namespace of its own. home: an empty folder.

    With Helm 3 the post-renderer is the launcher of this checkout, with Helm 4 the plugin.
    """

    def __init__(
        self, bed: Bed, namespace: str, gate: Gate, helm: Helm, name: str = "stack"
    ) -> None:
        self.bed, self.namespace, self.gate, self.name = bed, namespace, gate, name
        self.helm = helm

    def arguments(self, verb: str, *flags: str) -> list[str]:
        more = [str(ROOT), *self.helm.post_renderer()] if verb in RENDERS else []
        return [verb, self.name, *more, "-n", self.namespace, *flags]

    def run(self, verb: str, *flags: str, **env: str) -> Output:
        """To its end."""
        return self.helm.run(*self.arguments(verb, *flags), env=env)

    def ok(self, verb: str, *flags: str) -> None:
        done = self.run(verb, *flags)
        assert done.returncode == 0, done.stderr

    def start(self, verb: str, *flags: str, **env: str) -> subprocess.Popen[str]:
        """In a process group of its own, as a shell starts it."""
        return subprocess.Popen(
            [*self.helm.command, *self.arguments(verb, *flags)],
            env={**self.helm.env, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            start_new_session=True,
        )

    def cut(self, write: int, number: signal.Signals, verb: str, *flags: str) -> Output:
        """Start, and end it by a signal to its group, as Ctrl-C does, when it is about to write for that many times."""
        self.gate.stop_at(write)
        helm = self.start(verb, *flags)
        if not self.gate.held.wait(60):
            helm.kill()
            raise AssertionError(helm.communicate()[1])
        os.killpg(helm.pid, number)
        out, err = helm.communicate(timeout=60)
        self.gate.stop_at(-1)
        return Output(out, err, helm.returncode)

    def history(self) -> list[str]:
        """The status of each revision, the oldest first."""
        done = self.run("history", "-o=json")
        return [one["status"] for one in json.loads(done.stdout or "[]")]

    def unlock(self) -> None:
        """Delete the last revision, which is pending: the Secret that docs/interrupted.md names."""
        *before, last = self.history()
        assert last.startswith("pending-")
        revision = f"sh.helm.release.v1.{self.name}.v{len(before) + 1}"
        self.bed.delete("secret", self.namespace, revision)

    def there(self) -> Objects:
        """What is stored of this release."""
        found = self.bed.items(OURS, self.namespace)
        return {key(o): strip(o) for o in found if o["metadata"]["name"].startswith(self.name)}

    def rendered(self, *flags: str) -> Objects:
        """What the release is, whole."""
        done = self.helm.template(
            *self.helm.post_renderer(), *flags, release=self.name, namespace=self.namespace
        )
        return {key(o): strip(o) for o in done.objects}


def key(manifest: dict[str, Any]) -> str:
    return f"{manifest['kind']}/{manifest['metadata']['name']}"


def helm_through(gate: Gate, bed: Bed, major: int, home: Path) -> Helm:
    """A Helm whose API server is behind the gate."""
    helm = Helm(major, binary(major), home, bed.within, str(gate.kubeconfig))
    helm.env["KUBECACHEDIR"] = str(bed.cache)
    return helm
