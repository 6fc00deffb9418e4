"""Run another program: Helm, kubectl, or eck-mesh itself."""

from __future__ import annotations

import os
import subprocess

from eck_mesh.errors import UserError


def run_program(
    program: str, *arguments: str, hint: str, plugins: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; its output is UTF-8, whatever the locale is.

    plugins: another HELM_PLUGINS than that of this process.

    Raises UserError with this hint if the program cannot be started.
    """
    try:
        return subprocess.run(
            [program, *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            env={**os.environ, "HELM_PLUGINS": plugins} if plugins else None,
        )
    except OSError as error:
        problem = f"cannot be started: {error.strerror or error}."
        raise UserError(problem, where=program, hint=hint) from error
