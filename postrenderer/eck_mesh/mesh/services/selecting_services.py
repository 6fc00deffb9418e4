"""User-defined Services of the stream that select the pods of resources."""

from __future__ import annotations

from eck_mesh.eck.kinds import KINDS
from eck_mesh.eck.resource import pod_labels
from eck_mesh.eck.services import pod_ports
from eck_mesh.eck.unknown_labels import unknown_labels
from eck_mesh.manifests.paths import texts
from eck_mesh.manifests.selectors import labels_match
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref

    # The resources by namespace, label and value; under the value "" those that may have a label of
    # unknown value, by its prefix.
    Index = dict[tuple[str, str, str], dict[Ref, Manifest]]

NAME_LABELS = {kind.selector for kind in KINDS.values()}  # their values are known: resources' names


class SelectingService(NamedTuple):
    """A Service, and the ports of a resource's pods that it targets."""

    service: Manifest
    ports: list[int]


def selecting_services(
    services: Iterable[Manifest], targets: Iterable[Manifest]
) -> dict[Ref, list[SelectingService]]:
    """The Services that select pods of each resource.

    Looked up by single labels, so that not every Service is compared with every resource.
    """
    index = _index(targets)
    found: dict[Ref, list[SelectingService]] = {}
    for service in services:
        for target in _candidates(service, index):
            if selects_pods(service, target):
                ports = pod_ports(target, service.body["spec"])
                found.setdefault(target.ref, []).append(SelectingService(service, ports))
    return found


def selects_pods(service: Manifest, target: Manifest) -> bool:
    """Whether a Service of the stream selects pods of a resource."""
    selector, own = texts(service.body, ("spec", "selector")), unknown_labels(target)
    sets = pod_labels(target) if selector else []
    return any(labels_match(selector, labels, assumed=own) for labels in sets)


def _index(targets: Iterable[Manifest]) -> Index:
    index: Index = {}
    for target in targets:
        pairs = {(_prefix(key), "") for key in unknown_labels(target)}
        for labels in pod_labels(target):
            pairs.update(labels.items())
        for key, value in pairs:
            index.setdefault((target.ref.namespace, key, value), {})[target.ref] = target
    return index


def _candidates(service: Manifest, index: Index) -> Iterator[Manifest]:
    """The resources that have the rarest label of a selector, or may have it."""
    namespace, rarest = service.ref.namespace, None
    for key, value in texts(service.body, ("spec", "selector")).items():
        having = index.get((namespace, key, value), {})
        if key not in NAME_LABELS:
            having = {**having, **index.get((namespace, _prefix(key), ""), {})}
        if rarest is None or len(having) < len(rarest):
            rarest = having
    return iter((rarest or {}).values())


def _prefix(key: str) -> str:
    """What stands before the slash of a label's key, or the key."""
    return key.partition("/")[0]
