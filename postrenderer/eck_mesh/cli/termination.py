"""What SIGTERM does to a command."""

from __future__ import annotations

import contextlib
import signal
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn


class TerminatedError(BaseException):
    """The process got SIGTERM. No handler of errors catches it."""


@contextlib.contextmanager
def ending_in_order() -> Iterator[None]:
    """SIGTERM raises TerminatedError, so that files with values of Secrets are removed.

    A SIGTERM that is ignored, or handled already, stays so. Only a main thread can handle it.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _end(*_: object) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough, the removal must not stop
    raise TerminatedError
