"""The cluster as kubectl shows it: `kubectl` on PATH, or the one that KUBECTL names. Nothing is changed, no Secret read."""

from __future__ import annotations

import json
import os

from eck_mesh.errors import UserError
from eck_mesh.helm.process import run_program
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ABSENT = ("doesn't have a resource type", "could not find the requested resource")


class Cluster(NamedTuple):
    """Which cluster; "" for what kubectl takes by itself."""

    context: str = ""
    kubeconfig: str = ""

    def get(self, *words: str) -> list[dict[str, Any]]:
        """The objects of `kubectl get WORDS`, none for a kind that is not served. UserError with kubectl's own words."""
        flags = [
            f"--{name}={value}" for name, value in zip(self._fields, self, strict=True) if value
        ]
        command = [os.environ.get("KUBECTL") or "kubectl", *flags, "get", *words, "-o", "json"]
        hint = "Install kubectl, or set KUBECTL to its path."
        done = run_program(*command, hint=hint)
        if done.returncode == 0:
            found: list[dict[str, Any]] = json.loads(done.stdout)["items"]
            return found
        if any(word in done.stderr for word in ABSENT):
            return []
        raise UserError(
            done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "failed",
            where=f"kubectl get {words[0]}",
        )
