"""What a plan does, in records that `explain` prints as text or as JSON."""

from __future__ import annotations

from eck_mesh.manifests.paths import text
from eck_mesh.mesh.clients.left_out import left_out_in_a_word
from eck_mesh.messages.catalogue import MESSAGES
from eck_mesh.messages.concealed import concealed
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Change, Create, Skip
from eck_mesh.plan.opened import opened_ports
from eck_mesh.reach.connection import HOW
from eck_mesh.reach.matrix import connections_by_services
from eck_mesh.record import NamedTuple
from eck_mesh.report.nothing_planned import why_nothing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason
    from eck_mesh.plan.opened import Opened
    from eck_mesh.plan.render import Rendering

    Made: TypeAlias = "Change | Create | Skip"


class ResourceReport(NamedTuple):
    """One resource and what is decided about it.

    mode: that of its settings; "" for a resource without settings.
    effective: the mode in effect, and why: the reason where it is another one than `mode`.
    release: the mode of its release.
    """

    manifest: Manifest
    mode: str
    effective: str
    why: str
    release: str
    decisions: list[Made]


class Report(NamedTuple):
    """A plan, or the part of it that is about the wanted resources.

    nothing: why no resource has a mode; None where one has, or where none could have one.
    meshed: how clients in the mesh connect; None where they connect to nothing.
    """

    nothing: Reason | None
    notes: list[Reason]
    resources: list[ResourceReport]
    opened: list[Opened]
    meshed: Reason | None

    def count(self, *kinds: type) -> int:
        """How many decisions of these kinds there are."""
        return sum(isinstance(made, kinds) for one in self.resources for made in one.decisions)

    @property
    def summary(self) -> dict[str, int]:
        """How much is changed, created and kept."""
        return {
            "resources": len(self.resources),
            "changed": self.count(Change),
            "created": self.count(Create),
            "kept": self.count(Skip),
        }


def report_of(rendering: Rendering, wanted: Sequence[Ref] = ()) -> Report:
    """The report of a plan; wanted: the resources that it is about, or () for all."""
    after, decided = rendering.after, _by_resource(rendering)
    shown = decided.keys() | rendering.before.settings.keys()
    resources = [
        _resource_report(manifest, after, decided.get(ref, []))
        for ref, manifest in after.manifests.items()
        if ref in shown and (not wanted or ref in wanted)
    ]
    nothing = why_nothing(rendering)
    notes = [] if nothing else rendering.notes
    opened = opened_ports(after) if after.settings else []
    if wanted:
        names = set(map(str, wanted))
        notes = [note for note in notes if names.intersection(map(str, note.values.values()))]
        opened = [one for one in opened if one.ref in wanted]
    return Report(nothing, notes, resources, opened, _meshed(after, wanted))


def _meshed(after: Mesh, wanted: Sequence[Ref]) -> Reason | None:
    """How clients in the mesh connect by Services, with the ports of the pods."""
    found: dict[str, set[int]] = {}
    for one in connections_by_services(after):
        if not wanted or one.target in wanted:
            found.setdefault(one.how, set()).add(one.pod_port)
    parts = [f"{how} ({_joined(sorted(found[how]))})" for how in HOW if how in found]
    return reason("clients-in-the-mesh", outcomes=_joined(parts)) if parts else None


def _joined(values: Sequence[object]) -> str:
    return ", ".join(map(str, values))


def split_caveats(reasons: Sequence[Reason]) -> tuple[list[Reason], list[Reason]]:
    """The reasons proper, and the caveats among them."""
    caveats = [one for one in reasons if MESSAGES[one.id].caveat]
    return [one for one in reasons if one not in caveats], caveats


def _by_resource(rendering: Rendering) -> dict[Ref, list[Made]]:
    """The decisions by the resource that they belong to: those with settings or a change."""
    changed = {made.ref for made in rendering.decisions if isinstance(made, Change)}
    found: dict[Ref, list[Made]] = {}
    for made in rendering.decisions:
        owner = made.owner if isinstance(made, Create) else made.ref
        if owner in changed or owner in rendering.before.settings:
            shown = _without_secrets(made, rendering) if isinstance(made, Change) else made
            found.setdefault(owner, []).append(shown)
    return found


def _without_secrets(change: Change, rendering: Rendering) -> Change:
    """A change as it is printed: the values without the secrets in them, judged by their name."""
    keys = [step for step in change.path if isinstance(step, str)]
    name = keys[-1] if keys else ""
    if name == "value":
        name = text(rendering.after.manifests[change.ref].body, (*change.path[:-1], "name"), name)
    before, after = (concealed(value, name) for value in (change.before, change.after))
    return change._replace(before=before, after=after)


def _resource_report(manifest: Manifest, mesh: Mesh, decisions: list[Made]) -> ResourceReport:
    settings = mesh.settings.get(manifest.ref)
    if settings is None:
        return ResourceReport(manifest, "", "", "", "", decisions)
    effective = mesh.mode(manifest.ref)
    why = ""
    if effective != settings.mode:
        why = left_out_in_a_word(manifest, settings) or "mesh.operator.meshed is false"
    return ResourceReport(manifest, settings.mode, effective, why, settings.releaseMode, decisions)
