"""The cluster as `kubectl get` shows it, without Secrets.

The program is `kubectl` on PATH, or the one that KUBECTL names.
"""

from __future__ import annotations

import json
import os

from eck_mesh.errors import UserError
from eck_mesh.helm.process import run_program
from eck_mesh.manifests.paths import mappings, text
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from subprocess import CompletedProcess

    from eck_mesh.manifests.paths import Body

# What kubectl says of a kind that the cluster does not serve.
NOT_SERVED = ("doesn't have a resource type", "could not find the requested resource")


class Cluster(NamedTuple):
    """The cluster that kubectl asks; "" for kubectl's own default."""

    context: str = ""
    kubeconfig: str = ""

    def get_objects(self, *arguments: str) -> list[Body]:
        """The objects of `kubectl get ARGUMENTS`, none of a kind that the cluster does not serve.

        Raises UserError with kubectl's own message where it fails.
        """
        done = self._run("get", *arguments)
        if done.returncode == 0:
            return mappings(json.loads(done.stdout), ("items",))
        if any(words in done.stderr for words in NOT_SERVED):
            return []
        message = done.stderr.strip().splitlines() or ["failed"]
        raise UserError(message[-1], where=f"kubectl get {arguments[0]}")

    def server_version(self) -> str:
        """The version of the API server; "" if kubectl does not print it."""
        done = self._run("version")
        if done.returncode:
            return ""
        return text(json.loads(done.stdout), ("serverVersion", "gitVersion"))

    def _run(self, *arguments: str) -> CompletedProcess[str]:
        options = zip(self._fields, self, strict=True)
        flags = [f"--{name}={value}" for name, value in options if value]
        command = [os.environ.get("KUBECTL") or "kubectl", *flags, *arguments, "-o", "json"]
        return run_program(*command, hint="Install kubectl, or set KUBECTL to its path.")
