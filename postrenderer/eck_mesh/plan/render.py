"""The road every command takes: text in, plan, and the text that goes out."""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.manifests import stream
from eck_mesh.manifests.kinds import CLUSTER_SCOPED
from eck_mesh.manifests.manifest import Manifest
from eck_mesh.manifests.reader import read_manifests
from eck_mesh.mesh import network_policies
from eck_mesh.mesh.model import Mesh
from eck_mesh.mesh.unsupported_routes import unsupported_routes
from eck_mesh.messages.reason import sentence
from eck_mesh.plan.decisions import Create
from eck_mesh.plan.planner import plan
from eck_mesh.record import NamedTuple
from eck_mesh.settings.expected_mode import expect
from eck_mesh.settings.settings import Flags, Settings, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from eck_mesh.manifests.manifest import Ref


class Rendering(NamedTuple):
    """before and after: the mesh with the manifests as they came, unlocked, and as they go.

    notes: what a user should know although nothing is refused, a sentence each.
    """

    text: str
    before: Mesh
    after: Mesh
    decisions: list[Any]
    notes: list[str]


def render(text: str, flags: Flags) -> Rendering:
    """Plan the stream and write it. UserError for everything that must not reach a cluster; nothing is written then."""
    documents = list(stream.split(text))
    manifests = read_manifests(documents)
    settings = [resolve(manifest, flags) if manifest.has_mode else None for manifest in manifests]
    expect(manifests, settings, flags, documents)
    manifests = _placed(manifests, settings, flags)
    known: dict[Ref, Settings] = {
        m.ref: s for m, s in zip(manifests, settings, strict=True) if s is not None
    }
    before = Mesh(manifests, known)
    decisions, after = plan(before)
    touched = [
        after.manifests[manifest.ref]
        for manifest in manifests
        if manifest.settings is not None or after.manifests[manifest.ref].body is not manifest.body
    ]
    created = [
        Manifest(decision.ref, decision.body, before.manifests[decision.owner].number)
        for decision in decisions
        if isinstance(decision, Create)
    ]
    created.sort(
        key=lambda manifest: manifest.number
    )  # beside each other what belongs to one resource
    notes = [
        *_notes(before, flags),
        *(sentence([note]) for note in network_policies.notes(before)),
        *(sentence([note]) for note in unsupported_routes(documents, after)),
    ]
    return Rendering(
        stream.write(documents, manifests, touched, created), before, after, decisions, notes
    )


def _notes(mesh: Mesh, flags: Flags) -> list[str]:
    """Who was left alone, and who differs from what a flag asks for."""
    notes = []
    asked = flags.mode or flags.block.get("mode", "")
    for ref, manifest in mesh.manifests.items():
        own = mesh.settings.get(ref)
        if own is None and manifest.has_mode:
            counts = (
                "asks for its sidecar itself"
                if manifest.is_operator and mesh.requests_sidecar(manifest)
                else "counts as a client without a sidecar"
            )
            notes.append(f"{ref} is not locked and was left alone; it {counts}")
        elif own and manifest.settings is not None and asked not in ("", own.mode):
            notes.append(
                f"{ref} is locked and keeps its own mode {own.mode}; {asked} needs --override to change it"
            )
        elif own and manifest.settings is not None and flags.block and not flags.override:
            notes.append(
                f"{ref} is locked and keeps its own settings; --settings needs --override to change them"
            )
        elif own and flags.expectMode and own.mode != own.releaseMode:
            notes.append(f"{ref} has mode {own.mode} in a {own.releaseMode} release")
    return notes


def _placed(
    manifests: list[Manifest], settings: list[Settings | None], flags: Flags
) -> list[Manifest]:
    """Every manifest with its namespace: its own, or its settings', or that of the release beside it."""
    pairs = list(zip(manifests, settings, strict=True))
    for manifest, own in pairs:
        released = own is not None and manifest.settings is not None and not manifest.ref.namespace
        if own and released and flags.namespace not in ("", own.namespace) and not flags.override:
            raise UserError(
                f"--namespace {flags.namespace}, but the stream was rendered for {own.namespace}.",
                hint="Remove it.",
            )
    release = next(
        (own.namespace for manifest, own in pairs if own and not manifest.ref.namespace),
        flags.namespace,
    )
    return [
        manifest
        if manifest.ref.namespace or manifest.ref.kind in CLUSTER_SCOPED
        else manifest._replace(
            ref=manifest.ref._replace(namespace=own.namespace if own else release)
        )
        for manifest, own in pairs
    ]
