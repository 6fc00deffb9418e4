"""The plan: every decision of every rule, in order. What a user sees and what the cluster gets both come from it."""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.mesh.model import Mesh
from eck_mesh.plan.apply import apply
from eck_mesh.plan.decisions import Refusal, show
from eck_mesh.plan.rules import STAGES
from eck_mesh.plan.rules.user_rules import unmatched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


def plan(mesh: Mesh) -> tuple[list[Any], Mesh]:
    """All decisions, and the mesh after them. Each rule sees what those before it did.

    Where users have rules of their own a first plan shows the places that only the mode makes, and in the second, the
    plan, theirs set values there too before the mode comes. UserError with every refusal, each with resource and path, if
    there is one: nothing is then written.
    """
    if not any(settings.rules for settings in mesh.settings.values()):
        return _fold(mesh)
    _, foreseen = _fold(mesh)
    mesh = Mesh(mesh.manifests.values(), mesh.settings, foreseen.manifests)
    done = _fold(mesh)
    _refuse(unmatched(mesh), mesh)
    return done


def _fold(mesh: Mesh) -> tuple[list[Any], Mesh]:
    decisions: list[Any] = []
    for rules in STAGES:
        for rule in rules:
            found = [decision for manifest in mesh.treated() for decision in rule(manifest, mesh)]
            decisions += found
            mesh = apply(mesh, found)
        _refuse(decisions, mesh)
    return decisions, mesh


def _refuse(decisions: Iterable[Any], mesh: Mesh) -> None:
    problems = []
    for refusal in decisions:
        if isinstance(refusal, Refusal):
            where = show(refusal.path, mesh.manifests[refusal.ref].body)
            problems.append(": ".join(filter(None, [str(refusal.ref), where, refusal.because])))
    if problems:
        raise UserError.of(problems)
