"""Run another program: Helm, kubectl, or eck-mesh itself."""

from __future__ import annotations

import subprocess

from eck_mesh.errors import UserError


def run_program(program: str, *arguments: str, hint: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; its output is UTF-8, whatever the locale is.

    Raises UserError with this hint if the program cannot be started.
    """
    try:
        return subprocess.run(
            [program, *arguments], capture_output=True, text=True, encoding="utf-8", check=False
        )
    except OSError as error:
        problem = f"cannot be started: {error.strerror or error}."
        raise UserError(problem, where=program, hint=hint) from error
