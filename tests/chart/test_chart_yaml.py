"""Chart.yaml says what the values and the files say, in the form that Artifact Hub reads."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.support.crds import CRDS, eck_crds
from tests.support.helm import CHART, ROOT, STACK, Helm
from tests.support.home import file_of
from tests.support.kind_files import FILES

VERSION = re.compile(r"(?m)^\s*version: (\d+\.\d+\.\d+)$")
HUB = "artifacthub.io/"
# https://artifacthub.io/docs/topics/annotations/helm and artifacthub/hub internal/pkg/manager.go: what it requires.
REQUIRED = {
    "changes": {"kind", "description"},
    "crds": {"kind", "version", "name", "displayName", "description"},
    "crdsExamples": {"apiVersion", "kind", "metadata", "spec"},
    "images": {"name", "image"},
    "links": {"name", "url"},
    "recommendations": {"url"},
}


def annotation(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load(CHART["annotations"][HUB + name])
    return loaded


def test_the_app_version_is_the_default_version_of_the_stack() -> None:
    values: dict[str, Any] = yaml.safe_load((ROOT / "values.yaml").read_text())
    assert values["version"] == STACK == CHART["appVersion"]


def test_the_default_versions_are_the_newest_that_eck_knows() -> None:
    """Those of its charts; its samples have a newer Enterprise Search."""
    charts = ROOT / ".tools" / "eck-stack" / "charts"
    samples = ROOT / ".tools" / "eck-samples.yaml"
    if not charts.exists() or not samples.exists():
        pytest.skip(
            "ECK's charts are not here: ci/tools eck-stack eck-samples.yaml, which needs Go"
        )
    texts = [path.read_text() for path in charts.glob("*/values.yaml")]
    known = VERSION.findall("\n".join([*texts, samples.read_text()]))
    assert max(known, key=by_number) == STACK
    last = [one for one in known if one.startswith("8.")]
    assert FILES["enterpriseSearch"]["version"] == max(last, key=by_number)
    assert [section for section, row in FILES.items() if row.get("version")] == ["enterpriseSearch"]


def by_number(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


@pytest.mark.parametrize("name", REQUIRED)
def test_each_annotation_has_what_artifact_hub_requires(name: str) -> None:
    found = annotation(name)
    assert found
    assert [row for row in found if row.keys() != REQUIRED[name]] == []


def test_the_other_annotations_have_words_of_artifact_hub() -> None:
    kinds = {row["kind"] for row in annotation("changes")}
    assert kinds <= {"added", "changed", "deprecated", "removed", "fixed", "security"}
    others = {k: v for k, v in CHART["annotations"].items() if k[len(HUB) :] not in REQUIRED}
    assert others == {HUB + "category": "monitoring-logging", HUB + "license": "Apache-2.0"}
    assert (ROOT / "LICENSE").read_text().split()[:4] == ["Apache", "License", "Version", "2.0,"]


def test_the_crds_are_all_of_eck_each_with_an_example() -> None:
    crds = {(crd.kind, crd.api_version) for crd in eck_crds()}
    listed = {
        (row["kind"], row["name"].partition(".")[2] + "/" + row["version"])
        for row in annotation("crds")
    }
    assert listed == crds
    assert {(row["kind"], row["apiVersion"]) for row in annotation("crdsExamples")} == crds
    names = {doc["metadata"]["name"] for doc in yaml.load_all(CRDS.read_text(), yaml.CSafeLoader)}
    assert {row["name"] for row in annotation("crds")} == names


def test_the_images_are_those_of_the_default_values(helm: Helm) -> None:
    made = {one["kind"].lower(): one["spec"]["version"] for one in helm.template().objects}
    assert {row["name"]: row["image"].rpartition(":")[2] for row in annotation("images")} == made


def test_the_icon_and_all_links_of_the_projects_home_are_files() -> None:
    """What is not the project's own cannot be looked up here: no test has a network."""
    urls = [CHART["home"], CHART["icon"], *CHART["sources"]]
    urls += [row["url"] for row in [*CHART["maintainers"], *annotation("links")]]
    own = [url for url in urls if "/eck-mesh/" in url]
    assert len(own) >= 7
    assert [url for url in own if not file_of(url)] == []


def test_the_icon_is_an_image_with_a_square_box() -> None:
    icon = file_of(CHART["icon"])
    assert icon
    assert icon.suffix == ".svg"
    assert 'viewBox="0 0 128 128"' in icon.read_text()
    assert "<script" not in icon.read_text()
