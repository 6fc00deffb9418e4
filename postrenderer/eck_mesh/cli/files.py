"""Write results, all or none, or compare them with the files that are there."""

from __future__ import annotations

import difflib
import os
import re
import stat
from pathlib import Path

from eck_mesh.cli.color import DIFF
from eck_mesh.cli.exit_codes import DIFFERS, DONE
from eck_mesh.cli.flag_values import read_file
from eck_mesh.cli.printed import print_document, print_painted, print_text
from eck_mesh.errors import UserError

Result = tuple[str | None, str]  # the path of a file, or None for stdout, and the text


def deliver(results: list[Result], check: bool) -> int:
    """Write or print all results, or compare them; the exit code."""
    if check:
        return max(_compare(path, text) for path, text in results if path)
    _write_all([(path, text) for path, text in results if path])
    for path, text in results:
        if path is None:
            print_document(text)
    return DONE


def _write_all(results: list[tuple[str, str]]) -> None:
    """Write all files or none: each beside its place first. UserError where one fails.

    What is no regular file is written to as it is.
    """
    target = Path()
    written: list[tuple[Path, Path]] = []
    try:
        for path, text in results:
            target = Path(os.path.realpath(path))
            if _is_special(path):
                target = Path(path)
                target.write_text(text, encoding="utf-8")
                continue
            beside = Path(f"{target}.{os.getpid()}.tmp")
            written.append((beside, target))
            beside.write_text(text, encoding="utf-8")
        for beside, target in written:
            beside.replace(target)
            _remove_remains(target)
    except OSError as error:
        problem = f"cannot be written: {error.strerror}. Nothing is written."
        raise UserError(problem, where=str(target)) from error
    finally:
        for beside, _ in written:
            beside.unlink(missing_ok=True)


def _is_special(path: str) -> bool:
    """Whether a path is a pipe, a terminal or /dev/null: a file in its place would destroy it."""
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


def _remove_remains(target: Path) -> None:
    """Remove what killed runs have left beside a file.

    A run that writes the same file at this moment then fails with an error, and its file is whole.
    """
    remains = re.compile(rf"{re.escape(target.name)}\.\d+\.tmp")
    for path in target.parent.iterdir():
        if remains.fullmatch(path.name):
            path.unlink(missing_ok=True)


def _compare(path: str, text: str) -> int:
    """Print how a file differs from the text that would be written; the exit code."""
    old = read_file(path) if Path(path).exists() else ""
    lines = old.splitlines(keepends=True), text.splitlines(keepends=True)
    found = "".join(difflib.unified_diff(*lines, path, "compiled now"))
    print_painted(found, DIFF)
    if found:
        advice = "Run the same command without --check."
        print_text(f"eck-mesh: {path} is stale. {advice}\n", err=True)
    return DIFFERS if found else DONE
