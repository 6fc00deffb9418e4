"""`eck-mesh convert` on values that a test has."""

from __future__ import annotations

import json
from typing import Any

import yaml

from tests.support.command_line import refused, run


def convert(values: object, *flags: str, chart: str = "eck-stack") -> dict[str, Any]:
    """The values of this chart; for what is converted without a word but that of the version."""
    text = values if isinstance(values, str) else json.dumps(values, ensure_ascii=False)
    done = run("convert", chart, "-", "--release=r", *flags, stdin=text)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = yaml.safe_load(done.stdout)
    return found


def notes(values: object, chart: str = "eck-stack") -> list[str]:
    done = run("convert", chart, "-", "--release=r", stdin=json.dumps(values, ensure_ascii=False))
    assert done.returncode == 0, done.stderr
    lines = [line.removeprefix("eck-mesh: note: ") for line in done.stderr.splitlines()]
    return [line for line in lines if not line.endswith("[version-is-a-default]")]


def problem(values: object, chart: str = "eck-stack", release: str = "r") -> str:
    text = values if isinstance(values, str) else json.dumps(values, ensure_ascii=False)
    flags = [f"--release={release}"] if release else []
    return refused("convert", chart, "-", *flags, stdin=text)
