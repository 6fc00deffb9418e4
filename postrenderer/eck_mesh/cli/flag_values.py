"""What the flags of a command line stand for, with the files that they name. Without click."""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.manifests.paths import text
from eck_mesh.settings.settings import Flags

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from eck_mesh.settings.settings_file import SettingsFile

LARGEST = 16 << 20  # characters of a settings file; /dev/zero would have no end


def flags_of_options(options: Mapping[str, object]) -> Flags:
    """The flags among parsed options. UserError for a settings file that is wrong."""
    file = read_settings(text(options, ("settings",)), text(options, ("tls",)))
    return Flags(
        mode=text(options, ("mode",)),
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
    from eck_mesh.settings.settings_file import SettingsFile

    found = _read_file_of_settings(path) if path else SettingsFile()
    return found._replace(block={**found.block, "tls": tls}) if tls else found


def _read_file_of_settings(path: str) -> SettingsFile:
    from eck_mesh import kubeyaml
    from eck_mesh.settings.settings_file import settings_of_file

    where = f"--settings {path}"
    try:
        return settings_of_file(kubeyaml.load(read_file(path, where, LARGEST)), "--settings")
    except kubeyaml.Error as error:
        raise UserError(f"cannot be read: {error}.", where=where) from error


def read_file(path: str, where: str = "", most: int = -1) -> str:
    """The text of a file that a flag names; where: its name in errors, if not its path.

    most: characters that the file may have; -1: any number.
    """
    try:
        with open(path, encoding="utf-8") as file:
            found = file.read(most + 1 if most >= 0 else -1)
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or f"it is not UTF-8: {error}"
        raise UserError(f"cannot be read: {why}.", where=where or path) from error
    if 0 <= most < len(found):
        raise UserError(f"holds more than {most} characters.", where=where or path)
    return found
