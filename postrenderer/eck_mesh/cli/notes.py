"""Notes and open ports: on stderr, and on the terminal if a person sees no stream of the process.

Both Helms drop the stderr of a post-renderer that succeeds (pkg/postrender/exec.go of Helm 3,
internal/plugin/runtime_subprocess.go of Helm 4). Their terminal is also the post-renderer's.
"""

from __future__ import annotations

import os
import sys

from eck_mesh.cli.stderr import print_on_stderr
from eck_mesh.errors import UserError
from eck_mesh.messages.printable import printable_lines
from eck_mesh.messages.reason import reason, sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from eck_mesh.messages.reason import Reason
    from eck_mesh.plan.render import Rendering

TERMINAL = "/dev/tty"  # the terminal of the process, whatever its streams are
SWITCH = "ECK_MESH_NOTES"
STDERR = "stderr"  # the value of the switch that keeps notes off the terminal


def print_notes(notes: Sequence[Reason], rendering: Rendering | None = None) -> None:
    """Print each note in a line, and each port that a plan opens in a strict resource."""
    lines = [f"note: {sentence([note])}" for note in notes]
    if rendering and rendering.may_open_ports:
        from eck_mesh.plan.opened import opened_ports

        opened = [one for one in opened_ports(rendering.after) if one.ports and not one.bypass]
        lines += [f"opened: {one.ref} {sentence([one.how])}" for one in opened]
    text = printable_lines("".join(f"eck-mesh: {line}\n" for line in lines))
    if not text:
        return
    print_on_stderr(text)
    _print_on_terminal(text)


def check_no_notes(notes: Sequence[Reason]) -> None:
    """UserError with all notes, for --fail-on-notes."""
    if notes:
        problems = [UserError.from_reason(note, where="note") for note in notes]
        raise UserError.from_all([UserError.from_reason(reason("notes-are-errors")), *problems])


def _print_on_terminal(text: str) -> None:
    """Write to the terminal of the process; nothing where there is none, or where a person sees a
    stream of the process already."""
    shown = [stream for stream in (sys.stdout, sys.stderr) if stream is not None]
    if os.environ.get(SWITCH) == STDERR or any(stream.isatty() for stream in shown):
        return
    try:
        terminal = os.open(TERMINAL, os.O_WRONLY)
    except OSError:
        return  # a pipeline, a service
    try:
        if not _would_be_stopped(terminal):
            os.write(terminal, text.encode())
    except OSError:
        return  # the terminal is gone
    finally:
        os.close(terminal)


def _would_be_stopped(terminal: int) -> bool:
    """Whether writing there would stop this process: a job in the background, under stty tostop."""
    import termios

    local_modes = termios.tcgetattr(terminal)[3]
    return bool(local_modes & termios.TOSTOP) and os.tcgetpgrp(terminal) != os.getpgrp()
