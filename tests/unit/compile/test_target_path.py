"""targetPath: what it sets, and when inline values win over it."""

from __future__ import annotations

import pytest

from eck_mesh.messages.reason import reason
from tests.support.flux import Body, config_map, flux_release, helm_release


@pytest.mark.parametrize(
    ("reference", "text", "flag"),
    [
        ({}, "3", "--set=a.b=3"),
        ({}, '"3"', "--set-string=a.b=3"),
        ({}, "'x,y'", "--set-string=a.b=x,y"),
        ({"literal": True}, "{x,y}", "--set-string=a.b=\\{x\\,y\\}"),
    ],
)
def test_a_target_path_is_set_after_all_files(reference: Body, text: str, flag: str) -> None:
    found = flux_release(
        helm_release(
            valuesFrom=[{"kind": "ConfigMap", "name": "a", "targetPath": "a.b", **reference}]
        ),
        config_map("a", text),
    )
    assert found.release.sets == [flag]


@pytest.mark.parametrize(
    ("before", "path", "values", "wins"),
    [
        ("", "mesh.mode", {}, "targetPath"),
        ("", "mesh.mode", {"mesh": {"mode": "strict"}}, "targetPath"),
        ("mesh: {tls: eck}", "mesh.mode", {"mesh": {"mode": "strict"}}, "inline"),
        ("kibana: {}", "mesh.mode", {"mesh": {"mode": "strict"}}, "targetPath"),
        ("mesh: {tls: eck}", "mesh.mode", {"mesh": {}}, "targetPath"),
        ("", "version", {"version": "9.4.2"}, "inline"),
        ("", r"a\.b.c[0].d", {"a.b": {"c": []}}, "targetPath"),
        ("a.b: {}", r"a\.b.c[0].d", {"a.b": {"c": []}}, "inline"),
    ],
)
def test_a_target_path_or_the_inline_values_win_as_with_flux(
    before: str, path: str, values: Body, wins: str
) -> None:
    """With helm-controller itself: tests/cluster/test_flux_life.py."""
    references = [
        {"kind": "ConfigMap", "name": "b"},
        {"kind": "ConfigMap", "name": "a", "targetPath": path},
    ]
    found = flux_release(
        helm_release(valuesFrom=references, values=values),
        config_map("a", "x"),
        config_map("b", before),
    )
    assert bool(found.release.sets) == (wins == "targetPath")
    notes = [reason("inline-values-win", path=path, source="ConfigMap/a")]
    assert found.notes == (notes if wins == "inline" else [])


def test_a_plan_may_follow_a_target_path() -> None:
    references = [
        {"kind": "ConfigMap", "name": "a", "targetPath": "mesh.mode"},
        {"kind": "ConfigMap", "name": "plan"},
    ]
    plan = config_map("plan", "mesh: {compiled: {digest: a}}")
    found = flux_release(helm_release(valuesFrom=references), config_map("a", "strict"), plan)
    assert (found.release.sets, len(found.release.values)) == (["--set=mesh.mode=strict"], 2)
