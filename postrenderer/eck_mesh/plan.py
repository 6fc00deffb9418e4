"""The plan: every decision of every rule, in order. What a user sees and what the cluster gets both come from it."""

from __future__ import annotations

from eck_mesh.apply import apply
from eck_mesh.change import Refusal, show
from eck_mesh.errors import UserError
from eck_mesh.rules import AGAIN, STAGES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from eck_mesh.mesh import Mesh


def plan(mesh: Mesh) -> tuple[list[Any], Mesh]:
    """All decisions, and the mesh after them. Each rule sees what those before it did.

    UserError with every refusal, each with resource and path, if there is one: nothing is then written.
    """
    decisions: list[Any] = []
    stages = STAGES + (AGAIN if any(settings.rules for settings in mesh.settings.values()) else ())
    for rules in stages:
        for rule in rules:
            found = [decision for manifest in mesh.treated() for decision in rule(manifest, mesh)]
            decisions += found
            mesh = apply(mesh, found)
        _refuse(decisions, mesh)
    return decisions, mesh


def _refuse(decisions: list[Any], mesh: Mesh) -> None:
    problems = []
    for refusal in decisions:
        if isinstance(refusal, Refusal):
            where = show(refusal.path, mesh.manifests[refusal.ref].body)
            problems.append(": ".join(filter(None, [str(refusal.ref), where, refusal.because])))
    if problems:
        raise UserError.of(problems)
