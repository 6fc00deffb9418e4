"""The flags of the filter, explain and diff: how a stream is treated that brings no settings, or not the expected ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.istio.modes import MODES
from eck_mesh.settings.schema import check
from eck_mesh.settings.settings import Flags

FLAGS = (
    click.option(
        "--mode",
        type=click.Choice(MODES),
        help="Treat resources that are not locked too, with this mode.",
    ),
    click.option(
        "--settings",
        type=click.Path(dir_okay=False),
        help="A file with the mesh block of values, for the same.",
    ),
    click.option("--namespace", "-n", help="Where resources without a namespace go."),
    click.option(
        "--override", is_flag=True, help="Let --mode and --settings decide on locked resources too."
    ),
    click.option(
        "--expect-mode",
        type=click.Choice(MODES),
        help="Refuse a stream whose release is weaker, or has no mode.",
    ),
    click.option(
        "--expect-every",
        is_flag=True,
        help="With --expect-mode: refuse single resources that are weaker too.",
    ),
)


def with_flags(command: Any) -> Any:
    """The command with all of them."""
    for option in reversed(FLAGS):
        command = option(command)
    return command


def read(options: dict[str, Any]) -> Flags:
    """What they say."""
    if options["override"] and not options["mode"] and not options["settings"]:
        raise click.UsageError("--override goes with --mode or --settings.")
    if options["expect_every"] and not options["expect_mode"]:
        raise click.UsageError("--expect-every goes with --expect-mode.")
    return Flags(
        mode=options["mode"] or "",
        namespace=options["namespace"] or "",
        block=block(options["settings"]) if options["settings"] else {},
        override=options["override"],
        expectMode=options["expect_mode"] or "",
        expectEvery=options["expect_every"],
    )


def block(path: str) -> dict[str, Any]:
    """The mesh block of a file, which may also hold it below `mesh:`, as a values file does."""
    try:
        found = kubeyaml.load(file(path, f"--settings {path}"))
    except kubeyaml.Error as error:
        raise UserError(f"cannot be read: {error}", where=f"--settings {path}") from error
    if isinstance(found, dict) and "mesh" in found:
        found = found["mesh"]
    return check(found if found is not None else {}, f"--settings {path}")


def file(path: str, where: str = "") -> str:
    """The text of a file that a flag names; where: how an error calls it, if not by its path."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"cannot be read: {error}", where=where or path) from error
