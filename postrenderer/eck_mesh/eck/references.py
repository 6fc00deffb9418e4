"""Which of ECK's resources connect to which."""

from __future__ import annotations

from eck_mesh.eck.fleet import own_config, sent_by_fleet
from eck_mesh.eck.resource import is_known, kind_of, referred
from eck_mesh.manifests.facts import lasting_fact
from eck_mesh.manifests.kinds import NAMESPACE_NAME
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import expand, get, mapping, mappings
from eck_mesh.manifests.selectors import selector_matches
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from eck_mesh.eck.fleet import Services, SettingsOf
    from eck_mesh.eck.kinds import Reference as Row
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path

    Stream = Mapping[Ref, Manifest]


class Dialed(NamedTuple):
    """A resource that another one connects to.

    role: of the Services that it connects to.
    service: the name of the Service, where an address names it.
    by: the resource that sends the client there; None for a reference of its own.
    """

    target: Ref
    role: str
    service: str = ""
    by: Ref | None = None


class Reference(NamedTuple):
    """A field of a resource that names another one. row: of kinds.yaml."""

    path: Path
    row: Row
    target: Ref


def dials(
    manifest: Manifest, stream: Stream, named: Services, settings: SettingsOf = own_config
) -> list[Dialed]:
    """The resources that a resource's pods connect to, each once in each way.

    `named`: the resources of the stream by the name and namespace of their Services, which only an
    Agent needs. `settings`: all settings of a Kibana, where StackConfigPolicies are known.
    """
    found = dict(_named(manifest))
    for row in kind_of(manifest).references:
        for target in _selected(manifest, row, stream) if row.namespaces else ():
            found.setdefault((target, row.role, ""), Dialed(target, row.role))
    if manifest.ref.kind == "Agent":
        for target, service, by in sent_by_fleet(manifest, stream, named, settings):
            if (target, "http", "") not in found:
                found.setdefault((target, "http", service), Dialed(target, "http", service, by))
    return [one for one in found.values() if one.target != manifest.ref]


@lasting_fact
def _named(manifest: Manifest) -> dict[tuple[Ref, str, str], Dialed]:
    """What the references of a resource name, and its own pods connect to."""
    found: dict[tuple[Ref, str, str], Dialed] = {}
    for one in references(manifest):
        if not one.row.operator:
            found.setdefault((one.target, one.row.role, ""), Dialed(one.target, one.row.role))
    return found


@lasting_fact
def references(manifest: Manifest) -> list[Reference]:
    """The references of a resource to other ones; those by secretName lead out of the stream."""
    found = []
    for row in kind_of(manifest).references:
        for path in expand(manifest.body, row.path):
            target = referred(manifest, path, row.kind)
            if target and _is_meant(manifest, path, row):
                found.append(Reference(path, row, target))
    return found


def referrers(manifests: Iterable[Manifest]) -> dict[Ref, list[tuple[Manifest, Path]]]:
    """The resources with a reference to each resource, with the paths of the references."""
    found: dict[Ref, list[tuple[Manifest, Path]]] = {}
    for manifest in manifests:
        for one in references(manifest) if is_known(manifest.ref) else ():
            found.setdefault(one.target, []).append((manifest, one.path))
    return found


def _is_meant(manifest: Manifest, path: Path, row: Row) -> bool:
    """Whether a row is for this reference: by a field next to it that must be set, or unset."""
    field = row.whenField or row.unlessField
    is_there = get(manifest.body, (*path[:-1], field)) is not None
    return not field or is_there == bool(row.whenField)


def _selected(manifest: Manifest, row: Row, stream: Stream) -> Iterator[Ref]:
    """The resources that a selector selects in any namespace (pkg/controller/autoops/reconcile.go).

    Of a Namespace only its name is known here, which is a label; its other labels may be selected.
    """
    selector = get(manifest.body, tuple(row.path.split(".")))
    namespaces = tuple(row.namespaces.split("."))
    wanted = mapping(manifest.body, (*namespaces, "matchLabels"))
    expressions = mappings(manifest.body, (*namespaces, "matchExpressions"))
    by_name = {
        "matchLabels": {key: value for key, value in wanted.items() if key == NAMESPACE_NAME},
        "matchExpressions": [row for row in expressions if row.get("key") == NAMESPACE_NAME],
    }
    for ref, candidate in stream.items():
        if ref.kind != row.kind:
            continue
        labels = mapping(candidate.body, ("metadata", "labels"))
        if selector_matches(selector, labels) and selector_matches(
            by_name, {NAMESPACE_NAME: ref.namespace}
        ):
            yield ref
