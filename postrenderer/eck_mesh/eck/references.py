"""Who dials whom among ECK's resources."""

from __future__ import annotations

from collections import namedtuple

from eck_mesh.eck.fleet import sends
from eck_mesh.eck.resource import expand, kind_of, referred
from eck_mesh.eck.stack_config import selects
from eck_mesh.manifests.manifest import Ref, get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from eck_mesh.eck.fleet import Services
    from eck_mesh.manifests.manifest import Manifest

    Stream = Mapping[Ref, Manifest]
NAMESPACE = "kubernetes.io/metadata.name"  # the label that Kubernetes itself gives each Namespace


class Dialed(namedtuple("Dialed", "target role service by", defaults=("", None))):
    """A resource that another one dials. role: of its Services; service: the one, where it is named; by: who sends it there,
    None where it says so itself."""

    target: Ref
    role: str
    service: str
    by: Ref | None
    __slots__ = ()


def dials(manifest: Manifest, stream: Stream, named: Services) -> list[Dialed]:
    """Whom a resource dials, each once in each way; a reference by secretName leads out of the stream."""
    targets: Iterable[Ref]
    found: dict[tuple[Ref, str, str], Dialed] = {}
    for reference in kind_of(manifest).references:
        role, field = (
            reference.get("role", "http"),
            reference.get("with") or reference.get("without"),
        )
        for path in expand(manifest.body, reference["path"]):
            if "namespaces" in reference:
                targets = _selected(manifest, reference, stream)
            elif field and ("with" in reference) != (
                get(manifest.body, (*path[:-1], field)) is not None
            ):
                continue
            else:
                targets = filter(None, [referred(manifest, path, reference["kind"])])
            for target in targets:
                found.setdefault((target, role, ""), Dialed(target, role))
    for target, service, by in (
        sends(manifest, stream, named) if manifest.ref.kind == "Agent" else ()
    ):
        if (target, "http", "") not in found:
            found.setdefault((target, "http", service), Dialed(target, "http", service, by))
    return [one for one in found.values() if one.target != manifest.ref]


def _selected(manifest: Manifest, reference: Mapping[str, str], stream: Stream) -> Iterator[Ref]:
    """What a selector takes, in all namespaces (pkg/controller/autoops/reconcile.go). Of a namespace we know its name alone,
    which is also a label: by others it may be selected."""
    selector, spaces = (
        get(manifest.body, tuple(reference[key].split("."))) for key in ("path", "namespaces")
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
            ref.kind == reference["kind"]
            and selects(selector, labels)
            and selects(by_name, {NAMESPACE: ref.namespace})
        ):
            yield ref
