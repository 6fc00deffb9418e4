"""Checks of doctor that a machine with everything installed does not show."""

from __future__ import annotations

import sys

import pytest

from eck_mesh.helm import doctor, doctor_helm_3
from eck_mesh.helm.check import Check


def ids(checks: list[Check]) -> list[tuple[str, str]]:
    """The state of each check that is not in order, with the id at the end of its text."""
    return [
        (check.state, check.text.rpartition("[")[2].rstrip("]"))
        for check in checks
        if check.state != "ok"
    ]


def test_a_slow_library_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eck_mesh.kubeyaml.library.IS_FAST", False)
    assert ids(list(doctor._checks_of_program())) == [("note", "slow-yaml")]


def test_rules_need_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonpath_ng.ext.parser", None)
    assert ids(list(doctor._checks_of_program())) == [("wrong", "jsonpath-missing")]


@pytest.mark.parametrize(
    ("launcher", "found"),
    [("", ("wrong", "not-on-path")), ("/opt/eck-mesh", ("note", "helm-3-needs-path"))],
)
def test_helm_3_finds_the_program_on_path_or_by_its_path(
    launcher: str, found: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_helm_3, "run_helm", lambda *_, **__: "")
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(doctor_helm_3, "_launcher_path", lambda: launcher)
    monkeypatch.setattr(doctor_helm_3, "check_of_render", lambda *_: Check.ok("rendered"))
    assert ids(list(doctor_helm_3.checks_of_helm_3("helm", ""))) == [found]
