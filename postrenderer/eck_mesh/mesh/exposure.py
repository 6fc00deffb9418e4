"""The ways in that Kubernetes gives from outside: Services that are open to it, and what leads there over others."""

from __future__ import annotations

from eck_mesh.eck.kinds import KINDS
from eck_mesh.eck.resource import own_labels, pod_labels
from eck_mesh.eck.services import pod_ports, services
from eck_mesh.manifests.paths import get, texts
from eck_mesh.manifests.selectors import labels_match
from eck_mesh.manifests.service_ports import exposure
from eck_mesh.mesh.ingress import BACKENDS, backends
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path

    Led = dict[Ref, list[tuple[Manifest, list[int]]]]
SELECTORS = {kind.selector for kind in KINDS.values()}


class Client(NamedTuple):
    """Who dials a resource from outside the mesh, in the words that explain it; ports: those of its pods that are dialed."""

    words: str
    ports: list[int]


def merged(found: Iterable[Client]) -> list[Client]:
    """Each client once, with all the ports that it dials; none that dials nothing."""
    ports: dict[str, set[int]] = {}
    for client in found:
        ports.setdefault(client.words, set()).update(client.ports)
    return [Client(words, sorted(of)) for words, of in ports.items() if of]


def ways_in(stream: Mapping[Ref, Manifest]) -> dict[tuple[str, str], list[tuple[Manifest, Path]]]:
    """The Ingresses, Routes and the like that lead to a Service, by its name and namespace, each with the place naming it."""
    found: dict[tuple[str, str], list[tuple[Manifest, Path]]] = {}
    for ref, manifest in stream.items():
        for path, namespace, name in backends(manifest) if ref.kind in BACKENDS else ():
            found.setdefault((name, namespace), []).append((manifest, path))
    return found


def through_services(
    target: Manifest, led: Iterable[tuple[Manifest, list[int]]]
) -> Iterator[Client]:
    """Whoever comes through Services that are open to the outside: the operator's, where users say so, and the stream's."""
    for named in services(target):
        spec = get(target.body, (*named.template, "spec")) if named.template else None
        if how := exposure(spec):
            yield Client(
                f"whoever comes through Service/{named.name} {how}",
                pod_ports(target, spec) or named.ports,
            )
    for service, ports in led:
        if how := exposure(service.body.get("spec")):
            yield Client(f"whoever comes through Service/{service.ref.name} {how}", ports)


def led_to(found: Iterable[Manifest], targets: Iterable[Manifest]) -> Led:
    """The Services of the stream before the pods of each resource, with the pods' ports that they lead to.

    Looked up by single labels, so that neither the Services of others nor many resources are asked about each other.
    """
    by_label: dict[tuple[str, str, Any], dict[Ref, Manifest]] = {}
    for target in targets:
        for key, value in {item for labels in pod_labels(target) for item in labels.items()} | {
            (f"{target.ref.group}/", "")
        }:
            by_label.setdefault((target.ref.namespace, key, value), {})[target.ref] = target
    led: Led = {}
    for service in found:
        for target in _candidates(service, by_label).values():
            if leads(service, target):
                led.setdefault(target.ref, []).append(
                    (service, pod_ports(target, service.body["spec"]))
                )
    return led


def _candidates(
    service: Manifest, by_label: dict[tuple[str, str, Any], dict[Ref, Manifest]]
) -> dict[Ref, Manifest]:
    """Those that have the rarest of the labels that a Service asks for, or may have it: one of ECK's that we do not know."""
    where, sets = service.ref.namespace, []
    selector = get(service.body, ("spec", "selector"), {})
    for key, value in selector.items() if isinstance(selector, dict) else ():
        unknown = (
            {}
            if key in SELECTORS
            else by_label.get((where, f"{str(key).partition('/')[0]}/", ""), {})
        )
        sets.append((by_label.get((where, str(key), str(value)), {}), unknown))
    exact, unknown = min(sets, key=lambda pair: len(pair[0]) + len(pair[1]), default=({}, {}))
    return {**exact, **unknown}


def leads(service: Manifest, target: Manifest) -> bool:
    """Whether a Service of the stream selects pods of a resource."""
    selector, own = texts(service.body, ("spec", "selector")), own_labels(target)
    return bool(selector) and any(
        labels_match(selector, labels, assumed=own) for labels in pod_labels(target)
    )
