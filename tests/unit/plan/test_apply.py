"""Decisions applied to a mesh, which itself never changes."""

from __future__ import annotations

from eck_mesh.mesh.model import Mesh
from eck_mesh.messages.reason import reason
from eck_mesh.plan.apply import apply
from eck_mesh.plan.decisions import Change, Skip
from tests.support.manifests import elasticsearch

ES = elasticsearch("es")
WHY = [reason("tls-is-eck")]


def test_a_mesh_stays_the_same_where_rules_only_skip() -> None:
    mesh = Mesh([ES], {})
    assert apply(mesh, [Skip(ES.ref, (), WHY)]) is mesh
    assert apply(mesh, []) is mesh


def test_a_change_makes_a_new_mesh_and_leaves_the_one_before() -> None:
    mesh = Mesh([ES], {})
    after = apply(mesh, [Change(ES.ref, ("spec", "version"), None, "9.4.3", WHY)])
    assert after.manifests[ES.ref].body["spec"]["version"] == "9.4.3"
    assert "version" not in mesh.manifests[ES.ref].body["spec"]
