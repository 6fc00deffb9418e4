"""The filter that Helm runs: stdin to stdout."""

from __future__ import annotations

from eck_mesh.cli.stdin import read_stdin
from eck_mesh.cli.stdout import write_whole
from eck_mesh.marks import ECK, LOCK, MARK, OPERATOR

AT_ONCE = 500  # parts that are written at once: about a megabyte
TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.settings.settings import Flags


def filter_stream(flags: Flags | None, fail_on_notes: bool = False) -> int:
    """Rewrite the stream on stdin to stdout, whole or not at all; the exit status.

    Without flags, and with `--mode disabled`, a stream that holds nothing locked leaves as it came.
    UserError where a mode was forgotten. A stream without a word of ECK is searched, and not read.
    """
    data = read_stdin()
    if not _has(data, LOCK):
        if _lacks_mode(flags) and _mentions_eck(data):
            _check_mode_given(data)
        if flags is None or _leaves_all_alone(flags):
            write_whole(data)
            return 0
    from eck_mesh.cli.notes import check_no_notes, print_notes
    from eck_mesh.manifests.documents.stream import decode, split
    from eck_mesh.plan.render import plan_documents
    from eck_mesh.settings.settings import Flags

    # The memory of a large stream counts: it is held twice for a moment, and then once.
    text = decode(data)
    del data
    documents = list(split(text))
    del text
    rendering = plan_documents(documents, flags or Flags())
    notes = rendering.notes if rendering.before.settings else []
    if fail_on_notes:
        check_no_notes(notes)
    parts = rendering.parts
    print_notes(notes, rendering)
    for begin in range(0, len(parts), AT_ONCE):
        write_whole("".join(parts[begin : begin + AT_ONCE]).encode())
    return 0


def _mentions_eck(data: bytes) -> bool:
    """Whether there may be resources of ECK that eck-mesh's chart did not render."""
    return (_has(data, ECK) or _has(data, OPERATOR)) and not _has(data, MARK)


def _has(data: bytes, word: str) -> bool:
    """Whether a stream has a word. From its end: CPython searches three times as fast that way."""
    return data.rfind(word.encode()) >= 0


def _check_mode_given(data: bytes) -> None:
    from eck_mesh.manifests.documents.stream import decode
    from eck_mesh.settings.mode_given import check_mode_given

    check_mode_given(decode(data))


def _lacks_mode(flags: Flags | None) -> bool:
    if flags is None:
        return True
    blocks = [flags.block, *flags.resources.values()]
    return not flags.mode and not any("mode" in block for block in blocks)


def _leaves_all_alone(flags: Flags) -> bool:
    from eck_mesh.settings.settings import Flags

    return flags._replace(namespace="") == Flags(mode="disabled")
