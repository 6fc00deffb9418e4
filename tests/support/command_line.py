"""The command line: in this process, or as one of its own with bytes in and out."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from tests.support.inprocess import Answer, call
from tests.support.streams import LOCKED

PLAIN = LOCKED.replace(".add-post-renderer-eck-mesh.invalid", "").replace(
    "    eck-mesh.invalid/settings", "    some/thing"
)
BROKEN = LOCKED.replace('"mode":"strict"', '"mode":"strikt"')
OPERATOR = """\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: elastic-operator, namespace: elastic-system}
spec:
  template:
    spec:
      containers:
      - {name: manager, args: [manager, --config=/conf/eck.yaml]}
"""
HOOK = "apiVersion: v1\nkind: Pod\nmetadata: {name: h, annotations: {helm.sh/hook: test}}\n"


def run(*arguments: str, stdin: str = LOCKED) -> Answer:
    """One command line, in this process."""
    return call(*arguments, stdin=stdin)


def start(
    *arguments: str, stdin: str | bytes = LOCKED, program: str = "", **more: Any
) -> subprocess.CompletedProcess[bytes]:
    """One command line, as a process of its own."""
    command = [program] if program else [sys.executable, "-m", "eck_mesh"]
    data = stdin if isinstance(stdin, bytes) else stdin.encode()
    return subprocess.run(
        [*command, *arguments], input=data, capture_output=True, timeout=60, **more
    )


def refused(*arguments: str, stdin: str = LOCKED, status: int = 1) -> str:
    """The words of a refusal: that status, and nothing on stdout."""
    done = run(*arguments, stdin=stdin)
    assert (done.returncode, done.stdout) == (status, ""), done
    return done.stderr
