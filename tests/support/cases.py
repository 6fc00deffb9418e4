"""The golden cases, one folder each; tests/test_cases.py says what a folder holds."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from eck_mesh.cli.commands import group
from eck_mesh.cli.options import parse_flags as read_flags
from eck_mesh.errors import UserError
from eck_mesh.settings.settings import Flags
from tests.support.helm import ROOT, Helm
from tests.support.streams import objects_of

CASES = ROOT / "tests" / "cases"
FILES = {
    "case.yaml",
    "values.yaml",
    "input.yaml",
    "settings.yaml",
    "output.yaml",
    "error.txt",
    "explain.txt",
    "reach.txt",
}
FOLDERS = sorted(path.parent for path in CASES.rglob("case.yaml"))
OF_CHART = [folder for folder in FOLDERS if (folder / "values.yaml").exists()]


def name(folder: Path) -> str:
    return str(folder.relative_to(CASES))


class Case:
    def __init__(self, folder: Path) -> None:
        about = yaml.safe_load((folder / "case.yaml").read_text())
        assert set(about) <= {"about", "release", "namespace", "flags"}, folder
        self.folder = folder
        self.release: str = about.get("release", "elastic-istio")
        self.namespace: str = about.get("namespace", "prod")
        settings = folder / "settings.yaml"
        self.flags: list[str] = [
            *about.get("flags", []),
            *([f"--settings={settings}"] if settings.exists() else []),
        ]
        values = folder / "values.yaml"
        self.values: Any = yaml.safe_load(values.read_text()) or {} if values.exists() else None

    @property
    def parsed_flags(self) -> Flags:
        """The flags as the command line reads them."""
        context = group.make_context("eck-mesh", list(self.flags))
        return read_flags(context.params)

    def expects(self, name: str, text: str) -> None:
        """Compare with the golden file, or write it where `make golden` asks."""
        path = self.folder / name
        if os.environ.get("GOLDEN") == "rewrite":
            path.write_text(text)
            for other in {"output.yaml", "explain.txt"} if name == "error.txt" else {"error.txt"}:
                (self.folder / other).unlink(missing_ok=True)
        assert text == path.read_text()

    @property
    def key(self) -> str:
        """A file name that no other case has."""
        return "--".join(self.folder.relative_to(CASES).parts)


class Streams:
    """What each case gives the post-renderer: its input, or its values rendered by Helm 3, once for all who ask.

    Helm 3 leaves a stream as the chart wrote it. folder: shared by the processes of one test run.
    """

    def __init__(self, helm3: Helm, folder: Path) -> None:
        self.helm3, self.folder = helm3, folder

    def of(self, case: Case) -> str:
        """The stream, byte for byte."""
        if case.values is None:
            return (case.folder / "input.yaml").read_text()
        kept = self.folder / case.key
        if not kept.exists():
            done = self.helm3.template(
                release=case.release, namespace=case.namespace, values=case.values
            )
            written = self.folder / f"{case.key}.{os.getpid()}"
            written.write_text(done.stdout)
            written.rename(kept)
        return kept.read_text()

    def legal(self) -> Iterator[tuple[Case, str]]:
        """Each case whose stream Kubernetes could read, and whose flags are taken, with its stream."""
        for case in map(Case, FOLDERS):
            text = self.of(case)
            with contextlib.suppress(yaml.YAMLError, UserError):
                if case.parsed_flags and objects_of(text):
                    yield case, text
