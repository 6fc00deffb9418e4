"""The flags of the filter, explain, diff and status, which set a mode, or expect one."""

from __future__ import annotations

from pathlib import Path

import click

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.istio.modes import MODES
from eck_mesh.manifests.paths import text
from eck_mesh.settings.schema import WORDS
from eck_mesh.settings.settings import Flags
from eck_mesh.settings.settings_file import SettingsFile, settings_of_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    Command = TypeVar("Command", bound=Callable[..., object])

FLAGS = (
    click.option(
        "--mode",
        type=click.Choice(MODES),
        help="Mode of resources that are not locked.",
    ),
    click.option(
        "--settings",
        type=click.Path(dir_okay=False),
        help="A file with the mesh block of values, for resources that are not locked.",
    ),
    click.option(
        "--tls",
        type=click.Choice(WORDS["tls"]),
        help="Who encrypts HTTP, for resources that are not locked. Default: as they are written. "
        "auto and istio turn ECK's TLS off: for new installations only.",
    ),
    click.option("--namespace", "-n", help="Namespace of objects that have none."),
    click.option(
        "--override", is_flag=True, help="Use --mode and --settings on locked resources too."
    ),
    click.option(
        "--expect-mode",
        type=click.Choice(MODES),
        help="Refuse a stream whose release has a weaker mode, or none.",
    ),
    click.option(
        "--expect-every",
        is_flag=True,
        help="With --expect-mode: refuse single resources with a weaker mode too.",
    ),
    click.option(
        "--expect-closed",
        is_flag=True,
        help="Refuse a stream in which clients outside the mesh can connect to any port.",
    ),
)

fail_on_notes_option = click.option(
    "--fail-on-notes", is_flag=True, help="Exit 1 if there are notes, with the notes as the error."
)

JSON = "json"
output_option = click.option(
    "--output",
    "--format",
    "-o",
    type=click.Choice(["text", JSON]),
    default="text",
    help="json: for programs; docs/json.md describes it.",
)


def with_flags(command: Command) -> Command:
    """Add the flags to a command."""
    for option in reversed(FLAGS):
        command = option(command)
    return command


def parse_flags(options: Mapping[str, object]) -> Flags:
    """The flags among the options that click parsed."""
    mode, settings = text(options, ("mode",)), text(options, ("settings",))
    if options["tls"] and not mode and not settings:
        raise click.UsageError("--tls needs --mode or --settings.")
    if options["override"] and not mode and not settings:
        raise click.UsageError("--override needs --mode or --settings.")
    if options["expect_every"] and not options["expect_mode"]:
        raise click.UsageError("--expect-every needs --expect-mode.")
    file = read_settings(settings, text(options, ("tls",)))
    return Flags(
        mode=mode,
        namespace=text(options, ("namespace",)),
        block=file.block,
        resources=file.resources,
        override=bool(options["override"]),
        expectMode=text(options, ("expect_mode",)),
        expectEvery=bool(options["expect_every"]),
        expectClosed=bool(options["expect_closed"]),
    )


def read_settings(path: str, tls: str) -> SettingsFile:
    """What --settings names, if it is given, with --tls in its block."""
    found = _read_file_of_settings(path) if path else SettingsFile()
    return found._replace(block={**found.block, "tls": tls}) if tls else found


def _read_file_of_settings(path: str) -> SettingsFile:
    where = f"--settings {path}"
    try:
        return settings_of_file(kubeyaml.load(read_file(path, where)), "--settings")
    except kubeyaml.Error as error:
        raise UserError(f"cannot be read: {error}.", where=where) from error


def read_file(path: str, where: str = "") -> str:
    """The text of a file that a flag names; where: its name in errors, if not its path."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"cannot be read: {error}", where=where or path) from error
