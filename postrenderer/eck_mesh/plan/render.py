"""What every command does with a stream: read it, plan, and write it where text is wanted."""

from __future__ import annotations

from itertools import chain

from eck_mesh.istio.annotations import EXCLUDE_IN
from eck_mesh.manifests.documents import stream
from eck_mesh.manifests.documents.reader import read_manifests
from eck_mesh.manifests.documents.writer import check_keys, write_stream
from eck_mesh.manifests.manifest import Manifest
from eck_mesh.manifests.paths import get
from eck_mesh.mesh.model import Mesh
from eck_mesh.mesh.notes.nested_resources import nested_resources
from eck_mesh.mesh.routes.unsupported_routes import unsupported_routes
from eck_mesh.mesh.written import Written
from eck_mesh.plan.all_notes import ON_RESOURCES, ON_ROUTES
from eck_mesh.plan.decisions import Create, Refusal
from eck_mesh.plan.earlier_pass import notes_on_earlier_pass, settings_of_earlier_pass
from eck_mesh.plan.notes import notes_on_resources
from eck_mesh.plan.placement import with_namespaces
from eck_mesh.plan.planner import plan
from eck_mesh.record import NamedTuple
from eck_mesh.settings.expected_mode import check_expected_mode
from eck_mesh.settings.single_resources import settings_of_stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.documents.stream import Document
    from eck_mesh.messages.reason import Reason
    from eck_mesh.plan.decisions import Change, Skip
    from eck_mesh.settings.settings import Flags, Settings


OPENERS = ("UDP", EXCLUDE_IN)  # what opens a port without a policy (plan/opened.py)


class Rendering(NamedTuple):
    """The plan of a stream.

    documents and manifests: the stream as it came, and what was read of it.
    before and after: the mesh with the manifests as they came, unlocked, and as they leave.
    notes: what a user should know although nothing is refused.
    """

    documents: list[Document]
    manifests: list[Manifest]
    before: Mesh
    after: Mesh
    decisions: list[Change | Create | Skip]
    notes: list[Reason]

    @property
    def changed(self) -> list[Manifest]:
        """The manifests that leave otherwise than they came."""
        after = self.after.manifests
        return [
            after[manifest.ref]
            for manifest in self.manifests
            if manifest.settings is not None or after[manifest.ref].body is not manifest.body
        ]

    @property
    def changes_anything(self) -> bool:
        """Whether the plan changes or creates a manifest."""
        return bool(self.changed) or any(isinstance(made, Create) for made in self.decisions)

    @property
    def may_open_ports(self) -> bool:
        """Whether a strict resource may have an open port, at little cost; opened_ports knows."""
        admits = any(get(one.body, ("spec", "portLevelMtls")) for one in self.after.policies)
        rules = any(one.rules for one in self.after.settings.values())
        return (
            admits or rules or any(word in one.text for one in self.documents for word in OPENERS)
        )

    @property
    def text(self) -> str:
        """The stream as it leaves, written at each call."""
        return "".join(self.parts)

    @property
    def parts(self) -> list[str]:
        """The parts of that text: most are documents that are held anyway."""
        created = [
            Manifest(made.ref, made.body, self.before.manifests[made.owner].number)
            for made in self.decisions
            if isinstance(made, Create)
        ]
        created.sort(key=lambda manifest: manifest.number)  # by the resource they belong to
        return write_stream(self.documents, self.manifests, self.changed, created)


def render(text: str, flags: Flags) -> Rendering:
    """Plan a stream. UserError for everything that must not reach a cluster."""
    return plan_documents(list(stream.split(text)), flags)


def plan_documents(documents: list[Document], flags: Flags) -> Rendering:
    """Plan a stream that is taken apart."""
    manifests = read_manifests(documents)
    settings = settings_of_stream(manifests, flags)
    placed = with_namespaces(manifests, settings, flags)
    texts = _texts(manifests, documents)
    asked = _mesh(placed, settings, texts)
    earlier = settings_of_earlier_pass(asked, flags)
    settings = [
        earlier.get(manifest.ref, own) for manifest, own in zip(placed, settings, strict=True)
    ]
    check_expected_mode(manifests, settings, flags, documents)
    manifests, before = placed, _mesh(placed, settings, texts)
    decisions, after = plan(before)
    if flags.expectClosed:
        from eck_mesh.plan.closed import check_closed

        check_closed(after)
    notes = [
        *notes_on_earlier_pass(before, asked),
        *notes_on_resources(before, flags),
        *chain.from_iterable(note.found(before, after) for note in ON_RESOURCES),
        *nested_resources(documents, after, flags),
        *unsupported_routes(documents, after),
        *chain.from_iterable(note.found(before, after) for note in ON_ROUTES),
    ]
    kept = [decision for decision in decisions if not isinstance(decision, Refusal)]
    rendering = Rendering(documents, manifests, before, after, kept, notes)
    for manifest in rendering.changed:
        check_keys(manifest.body, manifest.ref)
    return rendering


def _mesh(manifests: list[Manifest], settings: list[Settings | None], texts: list[str]) -> Mesh:
    pairs = zip(manifests, settings, strict=True)
    given = {manifest.ref: own for manifest, own in pairs if own is not None}
    may_write_all = any(own.rules for own in given.values())  # user-defined rules
    return Mesh(manifests, given, written=Written(() if may_write_all else texts))


def _texts(manifests: list[Manifest], documents: list[Document]) -> list[str]:
    """What users wrote: the documents that are read, without the settings that the chart writes."""
    texts = {one.number: documents[one.number - 1].text for one in manifests}
    for one in manifests:
        if one.settings:
            texts[one.number] = texts[one.number].replace(one.settings, "", 1)
    return list(texts.values())
