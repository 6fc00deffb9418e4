"""What would still need the TLS of a resource, if every possible change of its addresses were made.

Each resource has a trial of its own. Resources that cannot meet share one, since a trial is a whole
mesh: no change for one of them is in a manifest that has anything to do with the other.
"""

from __future__ import annotations

from itertools import chain

from eck_mesh.plan.rules.tls.address_changes import possible_edits, with_edits
from eck_mesh.plan.rules.tls.tls_needs import tls_needs
from eck_mesh.record import NamedTuple
from eck_mesh.settings.settings import AS_WRITTEN
from eck_mesh.standard import cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.mesh.addresses.address_edits import Edit
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.plan.rules.tls.tls_requirements import Requirement


class _Trial(NamedTuple):
    """Resources that are tried together: their changes, where these are, and what concerns them."""

    edits: dict[Ref, list[Edit]]
    changed: set[Ref]
    concerned: set[Ref]


class Trials:
    """Answers what would still need the TLS of a resource whose `mesh.tls` nobody set."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh

    def needs(self, target: Ref) -> list[Requirement]:
        """What would still need it."""
        after = self._after.get(target, self._mesh)
        return tls_needs(after.manifests[target], after)

    @cached_property
    def _after(self) -> dict[Ref, Mesh]:
        """The mesh of the trial of each resource that has possible changes."""
        trials: list[_Trial] = []
        for target, own in self._mesh.settings.items():
            edits = possible_edits(target, self._mesh) if own.tls == AS_WRITTEN else []
            if edits:
                _join(trials, target, edits, self._concerned(target))
        found: dict[Ref, Mesh] = {}
        for trial in trials:
            after = with_edits(chain.from_iterable(trial.edits.values()), self._mesh)
            found.update(dict.fromkeys(trial.edits, after))
        return found

    def _concerned(self, target: Ref) -> set[Ref]:
        """The manifests that have anything to do with a resource, and the resource."""
        addresses, mesh = self._mesh.addresses, self._mesh
        found = {target}
        for one in addresses.by_target.get(target, ()):
            found |= {one.client, one.holder}
        found.update(user.client for user in addresses.certificate_users.get(target, ()))
        found.update(client.ref for client, _ in mesh.referrers.get(target, ()))
        return found


def _join(trials: list[_Trial], target: Ref, edits: list[Edit], concerned: set[Ref]) -> None:
    """Give a resource a trial: the first one whose resources it cannot meet, or a new one."""
    changed = {edit.holder for edit in edits}
    for trial in trials:
        if changed.isdisjoint(trial.concerned) and concerned.isdisjoint(trial.changed):
            break
    else:
        trial = _Trial({}, set(), set())
        trials.append(trial)
    trial.edits[target] = edits
    trial.changed.update(changed)
    trial.concerned.update(concerned)
