"""Standard output: what a run writes there is whole, or the run fails."""

from __future__ import annotations

import sys

from eck_mesh.errors import UserError


class StdoutError(UserError):
    """Stdout did not take all bytes, and takes no other words: not those of Helm 4."""


def write_whole(data: bytes | memoryview) -> None:
    """Write all bytes. StdoutError where stdout does not take them, BrokenPipeError where nobody
    reads it any more.

    With PYTHONUNBUFFERED, which many images set, Python's stdout takes a part without an error.
    """
    rest = memoryview(data)
    try:
        while rest:
            written = sys.stdout.buffer.write(rest)
            if not written:
                raise BlockingIOError(0, "it takes nothing now")
            rest = rest[written:]
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        problem = f"stdout cannot be written: {error.strerror}. What it holds is not whole."
        raise StdoutError(problem) from error
