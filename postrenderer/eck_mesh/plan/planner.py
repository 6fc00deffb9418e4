"""The plan: every decision of every rule, in order. Explanations and manifests both come from
it."""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.manifests.paths import show
from eck_mesh.plan.apply import apply
from eck_mesh.plan.decisions import Refusal
from eck_mesh.plan.rules import STAGES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.mesh.model import Mesh
    from eck_mesh.plan.decisions import Decision
    from eck_mesh.plan.rule import Rule


def plan(mesh: Mesh) -> tuple[list[Decision], Mesh]:
    """All decisions, and the mesh after them. Each rule sees the effect of the rules before it.

    With user-defined rules there are two passes: a first plan shows the paths that only the mode
    creates, and in the second one user-defined rules set values there before the mode does.
    UserError with every refusal, each with resource and path.
    """
    if not mesh.differs("rules"):
        return _fold(mesh)
    from eck_mesh.plan.rules.user_defined.user_rules import unmatched_rules  # few streams have any

    _, foreseen = _fold(mesh)
    mesh = mesh.foreseeing(foreseen.manifests)
    done = _fold(mesh)
    _refuse(unmatched_rules(mesh), mesh)
    return done


def _fold(mesh: Mesh) -> tuple[list[Decision], Mesh]:
    decisions: list[Decision] = []
    for rules in STAGES:
        for rule in rules:
            found = list(_decided(rule, mesh))
            decisions += found
            mesh = apply(mesh, found)
        _refuse(decisions, mesh)
    return decisions, mesh


def _decided(rule: Rule, mesh: Mesh) -> Iterator[Decision]:
    """What a rule decides, each decision with the rule's name unless it brings another."""
    name = rule.name.replace("_", "-")
    for decision in rule.decisions(mesh):
        yield decision if decision.rule else decision._replace(rule=name)


def _refuse(decisions: Iterable[Decision], mesh: Mesh) -> None:
    problems = []
    for refusal in decisions:
        if isinstance(refusal, Refusal):
            path = show(refusal.path, mesh.manifests[refusal.ref].body)
            where = f"{refusal.ref}: {path}" if path else str(refusal.ref)
            problems.append(UserError.from_reason(refusal.reason, where=where))
    if problems:
        raise UserError.from_all(problems)
