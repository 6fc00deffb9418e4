"""requirements.yaml: what other files say of the same versions."""

from __future__ import annotations

import re

import pytest
import yaml

from eck_mesh.settings.requirements import Need, numbers_of, requirements, unmet_need
from tests.support.helm import ROOT

VERSIONS = dict(re.findall(r"^(\w+)=(\S+)$", (ROOT / "ci/versions.env").read_text(), re.MULTILINE))


def test_the_first_row_holds_for_every_use_and_later_ones_are_later() -> None:
    for program, row in requirements().items():
        first, *others = row.needs
        assert (first.when, first.purpose) == ("", ""), program
        found = [numbers_of(need.version) for need in row.needs]
        assert found == sorted(found), program
        assert all(found), program
        assert all(need.when and need.purpose for need in others), program
        assert all(need.because.endswith(".") for need in row.needs), program


def test_the_tests_run_what_the_table_says() -> None:
    for program, row in requirements().items():
        for key in filter(None, (row.tested, row.oldest)):
            assert numbers_of(VERSIONS[key]) or key == "ISTIO_VERSION", program
        if row.oldest:
            assert row.needs[0].version == VERSIONS[row.oldest].lstrip("v")


def test_other_files_say_the_same() -> None:
    chart = yaml.safe_load((ROOT / "Chart.yaml").read_text())
    (kubernetes, *_) = requirements()["Kubernetes"].needs
    assert chart["kubeVersion"] == f">={kubernetes.version}-0"
    (python,) = requirements()["Python, where Helm runs"].needs
    assert (
        f'requires-python = ">={python.version}"'
        in (ROOT / "postrenderer/pyproject.toml").read_text()
    )


@pytest.mark.parametrize(
    ("version", "numbers"),
    [
        ("v1.37.2", (1, 37, 2)),
        ("1.24", (1, 24, 0)),
        ("1.24-distroless", (1, 24, 0)),
        ("1.30.3-gke.7", (1, 30, 3)),
        ("3.5.0+build", (3, 5, 0)),
        ("latest", ()),
        ("", ()),
        ("v1", ()),
        ("1.2.3.4", ()),
        ("eed52ebb66ad", ()),
    ],
)
def test_versions_as_programs_print_them(version: str, numbers: tuple[int, ...]) -> None:
    assert numbers_of(version) == numbers


def test_the_need_that_is_failed_by_most_is_named() -> None:
    needs = [Need("1.2", "a"), Need("1.10", "b", "c", "d"), Need("1.9", "e")]
    unmet = unmet_need("1.1", needs)
    assert unmet
    assert unmet.version == "1.10"
    assert unmet_need("1.10.0", needs) is None
