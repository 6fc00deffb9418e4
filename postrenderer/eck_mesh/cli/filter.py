"""What Helm runs: stdin to stdout."""

from __future__ import annotations

import sys

from eck_mesh.manifests.lock import LOCK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.settings.settings import Flags


def filter_stream(flags: Flags | None) -> int:
    """stdin to stdout, whole or not at all. A stream that holds nothing locked passes as it is."""
    data = sys.stdin.buffer.read()
    if flags is None and LOCK.encode() not in data:
        sys.stdout.buffer.write(data)
        return 0
    from eck_mesh.manifests.stream import decode
    from eck_mesh.plan.render import render
    from eck_mesh.settings.settings import Flags

    rendering = render(decode(data), flags or Flags())
    for note in rendering.notes:
        print(f"eck-mesh: {note}", file=sys.stderr)
    sys.stdout.buffer.write(rendering.text.encode())
    return 0
