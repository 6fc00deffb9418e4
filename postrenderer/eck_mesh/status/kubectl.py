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

        Raises UserError with kubectl's own message where it fails, and where it prints no JSON.
        """
        done = self._run("get", *arguments)
        if done.returncode == 0:
            return mappings(_parsed(done.stdout, f"kubectl get {arguments[0]}"), ("items",))
        if any(words in done.stderr for words in NOT_SERVED):
            return []
        message = done.stderr.strip().splitlines() or ["failed"]
        raise UserError(message[-1], where=f"kubectl get {arguments[0]}")

    def server_version(self) -> str:
        """The version of the API server; "" if kubectl does not print it."""
        done = self._run("version")
        if done.returncode:
            return ""
        found = _parsed(done.stdout, "kubectl version")
        return text(found, ("serverVersion", "gitVersion"))

    def _run(self, *arguments: str) -> CompletedProcess[str]:
        options = zip(self._fields, self, strict=True)
        flags = [f"--{name}={value}" for name, value in options if value]
        command = [os.environ.get("KUBECTL") or "kubectl", *flags, *arguments, "-o", "json"]
        return run_program(*command, hint="Install kubectl, or set KUBECTL to its path.")


def _parsed(output: str, command: str) -> object:
    """What kubectl printed; UserError where that is no JSON, as of another program in KUBECTL."""
    try:
        return json.loads(output)
    except ValueError as error:
        hint = "KUBECTL must name a kubectl."
        raise UserError("prints no JSON.", where=command, hint=hint) from error
