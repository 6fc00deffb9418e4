"""What a release is made of: one commit, and the packages that the program uses."""

from __future__ import annotations

import json
import os
import platform
import re
import zlib
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import yaml

SITE = "https://github.com/eck-mesh/eck-mesh"


class Part(NamedTuple):
    """A package of PyPI. Bundled: its version, the sha256 of its wheel, and what ci/licenses.yaml
    says of another package inside it. Required: the requirements that pip reads in the metadata."""

    name: str
    license: str
    version: str = ""
    sha256: str = ""
    copy: dict[str, str] | None = None
    requirements: tuple[str, ...] = ()


class Build(NamedTuple):
    """commit: its hash; epoch: its time in seconds; tools: the version of each program that makes
    an archive; bundled, required: the packages in the zipapp, and those that the wheel names."""

    version: str
    commit: str
    epoch: int
    tools: dict[str, str]
    bundled: list[Part]
    required: list[Part]


def read_build(sources: Path) -> Build:
    """What the files of the commit and the environment say."""
    project = (sources / "postrenderer" / "pyproject.toml").read_text()
    (number,) = re.findall(r'(?m)^version = "(.*)"$', project)
    tools = {
        "python": platform.python_version(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "hatchling": version("hatchling"),
        "helm": os.environ["HELM_VERSION"],
    }
    table = yaml.safe_load((sources / "ci" / "licenses.yaml").read_text())
    pins = (sources / "ci" / "zipapp.txt").read_text()
    return Build(
        number,
        os.environ["COMMIT"],
        int(os.environ["SOURCE_DATE_EPOCH"]),
        tools,
        bundled(pins, table),
        required(project, table["packages"]),
    )


def bundled(pins: str, table: dict[str, Any]) -> list[Part]:
    """The packages of ci/zipapp.txt. table: ci/licenses.yaml."""
    found = re.findall(r"(?m)^\w+ (\S+)==(\S+) --hash=sha256:(\w+)$", pins)
    licenses, copies = table["packages"], table["copies"]
    return [
        Part(name, licenses[name], number, sha256, copies.get(name))
        for name, number, sha256 in found
    ]


def required(project: str, licenses: dict[str, str]) -> list[Part]:
    """The dependencies in pyproject.toml."""
    (table,) = re.findall(r"(?ms)^dependencies = \[\n(.*?)^\]", project)
    by_name: dict[str, list[str]] = {}
    for requirement in re.findall(r'(?m)^  "(.*)",$', table):
        by_name.setdefault(re.split(r"[><=]", requirement)[0], []).append(requirement)
    return [Part(name, licenses[name], requirements=tuple(of)) for name, of in by_name.items()]


def as_json(document: dict[str, Any]) -> str:
    """The text of a file."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
