"""The chart takes what Elastic's own examples of ECK say."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from tests.support.helm import ROOT, Helm

SAMPLES = ROOT / ".tools" / "eck-samples.yaml"
SCHEMA = json.loads((ROOT / "values.schema.json").read_text())["definitions"]
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
            kind = document["kind"]
            found.append((kind[0].lower() + kind[1:], document["spec"]))
    return found


def as_fields(spec: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """What the schema knows as fields, and the rest below `spec`."""
    known = {key: value for key, value in spec.items() if key in fields}
    rest = {key: value for key, value in spec.items() if key not in fields}
    return known | ({"spec": rest} if rest else {})


def as_entry(section: str, spec: dict[str, Any]) -> dict[str, Any]:
    entry = as_fields(spec, SCHEMA[section]["properties"])
    if section == "elasticsearch":
        fields = SCHEMA[section]["properties"]["nodeSets"]["additionalProperties"]["properties"]
        entry["nodeSets"] = {
            each["name"]: as_fields({k: v for k, v in each.items() if k != "name"}, fields)
            for each in spec["nodeSets"]
        }
    return entry


def test_elastics_own_examples_are_values(helm: Helm) -> None:
    values: dict[str, dict[str, Any]] = {}
    given = [(section, spec) for section, spec in samples() if MISTAKE not in str(spec)]
    for number, (section, spec) in enumerate(given):
        values.setdefault(section, {})[f"e{number}"] = as_entry(section, spec)
    base = {
        "elasticsearch": {"default": {"enabled": False}},
        "kibana": {"default": {"enabled": False}},
    }
    merged = {key: base.get(key, {}) | values.get(key, {}) for key in {**base, **values}}
    done = helm.template(values=merged)
    assert len(done.objects) == len(given) > 100


def test_a_mistake_in_them_is_refused(helm: Helm) -> None:
    wrong = [(section, spec) for section, spec in samples() if MISTAKE in str(spec)]
    assert wrong
    section, spec = wrong[0]
    done = helm.template(values={section: {"a": as_entry(section, spec)}}, check=False)
    assert (done.returncode, MISTAKE in done.stderr) == (1, True)
