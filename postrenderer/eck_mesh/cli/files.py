"""Where results go: all of them or none, or only held against what is there."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import click

from eck_mesh.cli.options import file
from eck_mesh.errors import UserError

Result = tuple[str | None, str]  # a path, or None for stdout, and the text


def deliver(results: list[Result], check: bool) -> int:
    """Print or write, or compare; 1 where a comparison differs. UserError where one cannot be written: none is then."""
    if check:
        return max(_differs(path, text) for path, text in results if path)
    written: list[tuple[Path, Path]] = []
    target = Path()
    try:
        for path, text in results:
            if path:
                target = Path(os.path.realpath(path))
                aside = Path(f"{target}.{os.getpid()}.tmp")
                written.append((aside, target))
                aside.write_text(text, encoding="utf-8")
        for aside, target in written:
            aside.replace(target)
    except OSError as error:
        raise UserError(
            f"cannot be written: {error.strerror}. Nothing is.", where=str(target)
        ) from error
    finally:
        for aside, _ in written:
            aside.unlink(missing_ok=True)
    for path, text in results:
        if path is None:
            click.echo(text, nl=False)
    return 0


def _differs(path: str, text: str) -> int:
    old = file(path) if Path(path).exists() else ""
    found = "".join(
        difflib.unified_diff(old.splitlines(True), text.splitlines(True), path, "compiled now")
    )
    click.echo(found, nl=False)
    if found:
        click.echo(f"eck-mesh: {path} is stale. Run the same command without --check.", err=True)
    return 1 if found else 0
