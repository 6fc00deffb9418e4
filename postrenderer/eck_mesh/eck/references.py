"""Who dials whom among ECK's resources."""

from __future__ import annotations

from eck_mesh.eck.fleet import sends
from eck_mesh.eck.resource import kind_of, referred
from eck_mesh.eck.stack_config import selects
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import expand, get
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from eck_mesh.eck.fleet import Services
    from eck_mesh.eck.kinds import Reference
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path

    Stream = Mapping[Ref, Manifest]
NAMESPACE = "kubernetes.io/metadata.name"  # the label that Kubernetes itself gives each Namespace


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
    """What a selector takes, in all namespaces (pkg/controller/autoops/reconcile.go). Of a namespace we know its name alone,
    which is also a label: by others it may be selected."""
    selector, spaces = (
        get(manifest.body, tuple(key.split("."))) for key in (reference.path, reference.namespaces)
    )
    by_name = {
        "matchLabels": {
            key: value
            for key, value in get(spaces, ("matchLabels",), {}).items()
            if key == NAMESPACE
        },
        "matchExpressions": [
            row for row in get(spaces, ("matchExpressions",), []) if get(row, ("key",)) == NAMESPACE
        ],
    }
    for ref, other in stream.items():
        labels = other.body["metadata"].get("labels") or {}
        if (
            ref.kind == reference.kind
            and selects(selector, labels)
            and selects(by_name, {NAMESPACE: ref.namespace})
        ):
            yield ref
