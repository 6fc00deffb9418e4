"""Elastic's own examples of ECK, and values of this chart that say the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from tests.support.helm import ROOT

SAMPLES = ROOT / ".tools" / "eck-samples.yaml"
OFF = {"elasticsearch": {"default": {"enabled": False}}, "kibana": {"default": {"enabled": False}}}
# Misspelled in the examples themselves; the schema refuses it.
MISTAKE = "emptydir"


def samples() -> list[tuple[str, dict[str, Any]]]:
    """The section and the spec of each resource of ECK."""
    if not SAMPLES.exists():
        pytest.skip("ECK's examples are not here: ci/tools eck-samples.yaml, which needs Go")
    found = []
    for text in SAMPLES.read_text().split("\n---\n"):
        document = yaml.load(text, yaml.CSafeLoader) if "k8s.elastic.co/" in text else {}
        if "k8s.elastic.co/" in str((document or {}).get("apiVersion")):
            found.append((section_of(document["kind"]), document["spec"]))
    return found


def section_of(kind: str) -> str:
    return kind[0].lower() + kind[1:]


def as_values(given: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """Values of a release that has these resources and no others."""
    values: dict[str, Any] = {section: dict(entries) for section, entries in OFF.items()}
    for number, (section, spec) in enumerate(given):
        values.setdefault(section, {})[f"e{number}"] = as_entry(section, spec)
    return values


def as_fields(spec: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """What the schema knows as fields, and the rest below `spec`."""
    known = {key: value for key, value in spec.items() if key in fields}
    rest = {key: value for key, value in spec.items() if key not in fields}
    return known | ({"spec": rest} if rest else {})


def as_entry(section: str, spec: dict[str, Any]) -> dict[str, Any]:
    schema = json.loads((ROOT / "values.schema.json").read_text())["definitions"]
    entry = as_fields(spec, schema[section]["properties"])
    if section == "elasticsearch":
        fields = schema[section]["properties"]["nodeSets"]["additionalProperties"]["properties"]
        entry["nodeSets"] = {
            each["name"]: as_fields({k: v for k, v in each.items() if k != "name"}, fields)
            for each in spec["nodeSets"]
        }
    return entry
