"""Decisions applied to a mesh, which itself never changes."""

from __future__ import annotations

from eck_mesh.mesh.model import Mesh
from eck_mesh.messages.reason import reason
from eck_mesh.plan.apply import apply
from eck_mesh.plan.decisions import Change, Skip
from eck_mesh.settings.resolution import settings_of_flags
from eck_mesh.settings.settings import Flags
from tests.support.manifests import elasticsearch, resource

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


def test_a_mode_is_looked_up_again_where_a_change_may_make_another_one() -> None:
    """Pods on the host network are in no mesh; a label leaves them where they are."""
    beat = resource("Beat", "b", {"type": "filebeat", "deployment": {}})
    mesh = Mesh([beat], {beat.ref: settings_of_flags(Flags(mode="strict"), "logs", {})})
    assert mesh.mode(beat.ref) == "strict"
    template = ("spec", "deployment", "podTemplate")
    label = Change(beat.ref, (*template, "metadata", "labels", "a"), None, "b", WHY)
    labeled = apply(mesh, [label])
    assert labeled.mode(beat.ref) == "strict"
    host = Change(beat.ref, (*template, "spec", "hostNetwork"), None, True, WHY)
    assert apply(labeled, [host]).mode(beat.ref) == "excluded"
    assert apply(mesh, [label, host]).mode(beat.ref) == "excluded"
