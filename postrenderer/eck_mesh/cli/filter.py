"""The filter that Helm runs: stdin to stdout."""

from __future__ import annotations

import sys

from eck_mesh.manifests.documents.lock import LOCK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.settings.settings import Flags


def filter_stream(flags: Flags | None) -> int:
    """Rewrite the stream on stdin to stdout, whole or not at all; the exit status.

    Without flags a stream that holds nothing locked leaves as it came.
    """
    data = sys.stdin.buffer.read()
    if flags is None and LOCK.encode() not in data:
        sys.stdout.buffer.write(data)
        return 0
    from eck_mesh.manifests.documents.stream import decode
    from eck_mesh.messages.reason import sentence
    from eck_mesh.plan.render import render
    from eck_mesh.settings.settings import Flags

    rendering = render(decode(data), flags or Flags())
    written = rendering.text.encode()
    for note in rendering.notes:
        print(f"eck-mesh: {sentence([note])}", file=sys.stderr)
    sys.stdout.buffer.write(written)
    return 0
