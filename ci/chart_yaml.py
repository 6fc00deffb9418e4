"""What Chart.yaml tells Artifact Hub: changes of CHANGELOG.md, CRDs with examples, images."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import changelog
import yaml
from marked_table import with_table

ROOT = Path(__file__).resolve().parent.parent
REGISTRY = "docker.elastic.co"  # of the operator, unless its settings name another
Node = dict[str, Any]
# Before and after the annotations that are made here.
MARKS = ("  # Made by `make docs`:\n", "  # End of what `make docs` makes.\n")


def with_annotations(chart: str) -> str:
    """Chart.yaml with these annotations as they are now."""
    made: dict[str, list[Node]] = {
        "changes": [
            change._asdict() for change in changelog.newest_changes(changelog.CHANGELOG.read_text())
        ],
        "images": images(),
        "crds": [crd(section, row) for section, row in table().items()],
        "crdsExamples": [example(section, row) for section, row in table().items()],
    }
    text = "".join(annotation(name, value) for name, value in made.items())
    return with_table(chart, MARKS, text)


def annotation(name: str, value: list[Node]) -> str:
    """One annotation, whose value is YAML in a text."""
    text = yaml.safe_dump(value, sort_keys=False, width=110, allow_unicode=True)
    lines = "".join(f"    {line}\n" for line in text.splitlines())
    return f"  artifacthub.io/{name}: |\n{lines}"


def images() -> list[Node]:
    """The images that the default values run."""
    values = yaml.safe_load((ROOT / "values.yaml").read_text())
    return [
        {
            "name": section,
            "image": f"{REGISTRY}/{kind(section)['images'][0]['repository']}:{version(section)}",
        }
        for section in table()
        if values[section]
    ]


def crd(section: str, row: Node) -> Node:
    """A CRD that the chart needs. It is ECK's, and not in the chart."""
    of = kind(section)
    group, _, api_version = of["apiVersion"].partition("/")
    return {
        "kind": of["kind"],
        "version": api_version,
        "name": f"{plural(of['kind'])}.{group}",
        "displayName": row["name"],
        "description": row["says"],
    }


def example(section: str, row: Node) -> Node:
    """A resource of this kind."""
    of = kind(section)
    has_version = {"version": version(section)} if version(section) else {}
    return {
        "apiVersion": of["apiVersion"],
        "kind": of["kind"],
        "metadata": {"name": of["kind"].lower()},
        "spec": {**has_version, **row["example"]},
    }


def version(section: str) -> str:
    """The default version of a kind; empty if it has none."""
    values = yaml.safe_load((ROOT / "values.yaml").read_text())
    return str(kind(section).get("version", values["version"]))


def plural(name: str) -> str:
    """The resource of a kind, as its CRD names it."""
    word = name.lower()
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("ch", "sh")) else f"{word}s"


def kind(section: str) -> Node:
    """The file of a kind."""
    loaded: Node = yaml.safe_load((ROOT / "files" / "kinds" / f"{section}.yaml").read_text())
    return loaded


def table() -> Node:
    """ci/artifacthub.yaml."""
    loaded: Node = yaml.safe_load((ROOT / "ci" / "artifacthub.yaml").read_text())
    return loaded
