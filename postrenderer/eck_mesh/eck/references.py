"""Who dials whom among ECK's resources."""

from __future__ import annotations

from eck_mesh.eck.fleet import sends
from eck_mesh.eck.resource import kind_of, referred
from eck_mesh.manifests.kinds import NAMESPACE_NAME
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import expand, get, mapping, mappings
from eck_mesh.manifests.selectors import selector_matches
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from eck_mesh.eck.fleet import Services
    from eck_mesh.eck.kinds import Reference
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path

    Stream = Mapping[Ref, Manifest]


class Dialed(NamedTuple):
    """A resource that another one dials. role: of its Services; service: the one, where it is named; by: who sends it there,
    None where it says so itself."""

    target: Ref
    role: str
    service: str = ""
    by: Ref | None = None


def dials(manifest: Manifest, stream: Stream, named: Services) -> list[Dialed]:
    """Whom a resource dials, each once in each way; a reference by secretName leads out of the stream."""
    targets: Iterable[Ref]
    found: dict[tuple[Ref, str, str], Dialed] = {}
    for reference in kind_of(manifest).references:
        role, field = (
            reference.role,
            reference.whenField or reference.unlessField,
        )
        for path in expand(manifest.body, reference.path):
            if reference.namespaces:
                targets = _selected(manifest, reference, stream)
            elif field and bool(reference.whenField) != (
                get(manifest.body, (*path[:-1], field)) is not None
            ):
                continue
            else:
                targets = filter(None, [referred(manifest, path, reference.kind)])
            for target in targets:
                found.setdefault((target, role, ""), Dialed(target, role))
    for target, service, by in (
        sends(manifest, stream, named) if manifest.ref.kind == "Agent" else ()
    ):
        if (target, "http", "") not in found:
            found.setdefault((target, "http", service), Dialed(target, "http", service, by))
    return [one for one in found.values() if one.target != manifest.ref]


def references(manifest: Manifest) -> Iterator[tuple[Path, Ref]]:
    """Each reference of a resource to another one: its path, and the resource that it names."""
    for reference in kind_of(manifest).references:
        for path in expand(manifest.body, reference.path):
            target = referred(manifest, path, reference.kind)
            if target:
                yield path, target


def _selected(manifest: Manifest, reference: Reference, stream: Stream) -> Iterator[Ref]:
    """The resources that a selector selects, in all namespaces (pkg/controller/autoops/reconcile.go).

    Of a Namespace only its name is known here, which is also a label; by its other labels it may be selected.
    """
    selector = get(manifest.body, tuple(reference.path.split(".")))
    namespaces = tuple(reference.namespaces.split("."))
    wanted = mapping(manifest.body, (*namespaces, "matchLabels"))
    expressions = mappings(manifest.body, (*namespaces, "matchExpressions"))
    by_name = {
        "matchLabels": {key: value for key, value in wanted.items() if key == NAMESPACE_NAME},
        "matchExpressions": [row for row in expressions if row.get("key") == NAMESPACE_NAME],
    }
    for ref, candidate in stream.items():
        if ref.kind != reference.kind:
            continue
        labels = mapping(candidate.body, ("metadata", "labels"))
        if selector_matches(selector, labels) and selector_matches(
            by_name, {NAMESPACE_NAME: ref.namespace}
        ):
            yield ref
