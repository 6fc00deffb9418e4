"""The flags of the filter, and a parser of them that does without click.

Pipelines and third-party charts need flags at every call of Helm, and click costs as much as the
rest of such a call. Click therefore sees only what this parser leaves to it: commands, --help, and
everything that is wrong or unusual, so that there is one place for the words about it.
"""

from __future__ import annotations

import os

from eck_mesh.record import NamedTuple
from eck_mesh.settings.schema import WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

ANY, FILE = "", "FILE"


class Flag(NamedTuple):
    """One flag.

    takes: the words that it takes, FILE for the path of a file, or ANY; None for a switch.
    """

    name: str
    takes: Collection[str] | None
    help: str
    short: str = ""

    @property
    def option(self) -> str:
        """Its name among the options that click or `usual_options` have parsed."""
        return self.name[2:].replace("-", "_")


FLAGS = (
    Flag("--mode", WORDS["mode"], "Mode of resources that are not locked."),
    Flag(
        "--settings",
        FILE,
        "A file with the mesh block of values, for resources that are not locked.",
    ),
    Flag(
        "--tls",
        WORDS["tls"],
        "Who encrypts HTTP, for resources that are not locked. Default: as they are written. "
        "auto and istio turn ECK's TLS off: for new installations only.",
    ),
    Flag("--namespace", ANY, "Namespace of objects that have none.", "-n"),
    Flag("--override", None, "Use --mode and --settings on locked resources too."),
    Flag(
        "--expect-mode",
        WORDS["mode"],
        "Refuse a stream whose release has a weaker mode, or none.",
    ),
    Flag(
        "--expect-every",
        None,
        "With --expect-mode: refuse single resources with a weaker mode too.",
    ),
    Flag(
        "--expect-closed",
        None,
        "Refuse a stream in which clients outside the mesh can connect to any port.",
    ),
)
FAIL_ON_NOTES = Flag(
    "--fail-on-notes", None, "Exit 1 if there are notes, with the notes as the error."
)


def usual_options(arguments: Sequence[str]) -> dict[str, object] | None:
    """The options as click would parse them; None for a command line that click has to read."""
    named = {flag.name: flag for flag in (*FLAGS, FAIL_ON_NOTES)}
    known = {**named, **{flag.short: flag for flag in FLAGS if flag.short}}
    found: dict[str, object] = {
        flag.option: False if flag.takes is None else None for flag in named.values()
    }
    words = iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        flag = named.get(name) if equals else known.get(word)
        if flag is None or (equals and flag.takes is None):
            return None
        if flag.takes is None:
            found[flag.option] = True
            continue
        found[flag.option] = value = value if equals else next(words, "")
        if not _is_usual(value, flag.takes):
            return None
    return None if missing_flag(found) else found


def _is_usual(value: str, allowed: Collection[str]) -> bool:
    """Whether click takes the value as it is: it looks like no flag, and it is allowed."""
    if not value or value[0] == "-":
        return False
    if allowed == FILE:
        return os.path.isfile(value) and os.access(value, os.R_OK)
    return allowed == ANY or value in allowed


def missing_flag(options: Mapping[str, object]) -> str:
    """What is wrong with flags that need another flag; "" where nothing is."""
    chosen = options["mode"] or options["settings"]
    for flag in ("tls", "override"):
        if options[flag] and not chosen:
            return f"--{flag} needs --mode or --settings."
    if options["expect_every"] and not options["expect_mode"]:
        return "--expect-every needs --expect-mode."
    return ""
