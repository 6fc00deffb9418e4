"""The command line in this process: the same arguments, bytes and exit status as `python -m eck_mesh`, without its start.

As a script it answers many calls at one start, with the zipapp that its argument names and a Python that is not this one:
a JSON list of [arguments, stdin] on stdin, a list of [stdout, stderr, status] on stdout.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import sys
from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Answer(NamedTuple):
    """What one run left behind."""

    stdout: str
    stderr: str
    returncode: int


class _Exit(BaseException):
    """What stands for the end of the process; no handler of the program catches it."""


def call(
    *arguments: str, stdin: str = "", cwd: str = "", env: Mapping[str, str] | None = None
) -> Answer:
    """One run; env: what is in its environment besides this process's own."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    source = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    status = -1
    with _process(arguments, source, out, err), _surroundings(cwd, env or {}):
        try:
            _start()
        except _Exit as end:
            (status,) = end.args
    stdout, stderr = (stream.buffer.getvalue().decode() for stream in (out, err))
    return Answer(stdout, stderr, status)


def _start() -> None:
    """As the launcher does. A second run of `__main__` would put a zipapp's libraries on the path once more."""
    if "eck_mesh.cli.main" in sys.modules:
        sys.modules["eck_mesh.cli.main"].main()
    else:
        importlib.import_module("eck_mesh.__main__")


@contextlib.contextmanager
def _process(arguments: tuple[str, ...], *streams: io.TextIOWrapper) -> Iterator[None]:
    """Arguments and standard streams as the program finds them; afterwards all is as it was."""

    def end(status: int) -> None:
        raise _Exit(status)

    before = sys.argv, sys.stdin, sys.stdout, sys.stderr, os._exit
    sys.argv, os._exit = ["eck-mesh", *arguments], end  # type: ignore[assignment]
    sys.stdin, sys.stdout, sys.stderr = streams
    try:
        yield
    finally:
        sys.argv, sys.stdin, sys.stdout, sys.stderr, os._exit = before
        gc.enable()


@contextlib.contextmanager
def _surroundings(cwd: str, env: Mapping[str, str]) -> Iterator[None]:
    """Working directory and environment."""
    folder, before = os.getcwd(), dict(os.environ)
    try:
        os.environ.update(env)
        os.chdir(cwd or folder)
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        os.chdir(folder)


if __name__ == "__main__":
    sys.path[0] = sys.argv[1]
    json.dump([call(*words, stdin=text) for words, text in json.load(sys.stdin)], sys.stdout)
