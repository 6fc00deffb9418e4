"""What a shell completes where the type of an argument does not say it (`eck-mesh completion`)."""

from __future__ import annotations

from click.shell_completion import CompletionItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    import click


def complete_files(_: click.Context, __: click.Parameter, word: str) -> list[CompletionItem]:
    """The paths of files, which the shell knows."""
    return [CompletionItem(word, type="file")]


def complete_ids_and_files(
    _: click.Context, __: click.Parameter, word: str
) -> list[CompletionItem]:
    """The ids of messages that begin with a word; files where none does.

    Not both: click's script for bash forgets what precedes the files.
    """
    from eck_mesh.messages.catalogue import MESSAGES

    ids = [CompletionItem(one) for one in sorted(MESSAGES) if word and one.startswith(word)]
    return ids or [CompletionItem(word, type="file")]
