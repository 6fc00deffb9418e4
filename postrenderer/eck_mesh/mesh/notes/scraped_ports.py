"""The ports of a resource's pods that a monitor of the Prometheus operator scrapes, and how."""

from __future__ import annotations

from eck_mesh.eck.tls_ports import ports_with_eck_tls
from eck_mesh.manifests.kinds import MONITORS, ObjectKind
from eck_mesh.manifests.paths import get, integer, items, mapping, mappings, text
from eck_mesh.manifests.selectors import selector_matches
from eck_mesh.mesh.notes.scrapable import scrapable_pods, scrapable_services
from eck_mesh.mesh.selecting_objects import SelectingObjects
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Body
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.mesh.notes.scrapable import Scrapable

CERTIFICATE = ("tlsConfig", "certFile")  # of Istio: Prometheus then has an identity
SELECTS = {"PodMonitor": scrapable_pods, "ServiceMonitor": scrapable_services}


class Monitors:
    """The monitors of a stream: by kind and by what they select, and their order."""

    def __init__(self, monitors: list[Manifest]) -> None:
        self.order = {one.ref: i for i, one in enumerate(monitors)}
        every = {kind: [one for one in monitors if one.ref.kind == kind] for kind in SELECTS}
        place = ("spec", "selector", "matchLabels")
        self.by_kind = {kind: SelectingObjects(found, place) for kind, found in every.items()}


class Scraped(NamedTuple):
    """A port of a resource's pods that a monitor scrapes.

    has_identity: whether with Istio's certificates. offers_http2: whether by HTTP/2 if it can.
    """

    port: int
    has_identity: bool
    offers_http2: bool


def scraped_ports(
    target: Manifest, monitors: Monitors, mesh: Mesh
) -> list[tuple[Manifest, list[Scraped]]]:
    """The monitors of a resource, with the pods' ports that each of them scrapes."""
    found: dict[Ref, list[Scraped]] = {}
    with_tls = ports_with_eck_tls(target)
    for kind, objects in monitors.by_kind.items():
        for one in SELECTS[kind](target, mesh):
            for monitor in objects.that_select([one.labels]):
                if _selects(monitor, one, target):
                    here = found.setdefault(monitor.ref, [])
                    here.extend(_scraped_by(monitor, one, with_tls))
    order = sorted(found, key=monitors.order.__getitem__)
    return [(mesh.manifests[ref], found[ref]) for ref in order]


def _selects(monitor: Manifest, one: Scrapable, target: Manifest) -> bool:
    selector = get(monitor.body, ("spec", "selector"))
    return _sees_namespace(monitor, target.ref.namespace) and selector_matches(selector, one.labels)


def _scraped_by(monitor: Manifest, one: Scrapable, with_tls: Collection[int]) -> Iterator[Scraped]:
    for endpoint in mappings(monitor.body, ("spec", MONITORS[ObjectKind(*monitor.ref[:2])])):
        port = _port(endpoint, one)
        if port:
            identity = _has_identity(endpoint, port in with_tls)
            yield Scraped(port, identity, endpoint.get("enableHttp2") is not False)


def _port(endpoint: Body, one: Scrapable) -> int:
    """The pods' port of an endpoint; 0 for an unknown one."""
    target = get(endpoint, ("targetPort",))
    if isinstance(target, int):
        return target
    name = target if isinstance(target, str) else text(endpoint, ("port",))
    number = 0 if target else integer(endpoint, ("portNumber",))
    return number or one.ports.get(name, 0)


def _has_identity(endpoint: Body, speaks_tls: bool) -> bool:
    """Whether Prometheus presents Istio's certificates: by the endpoint, or by a scrape class where
    it uses TLS that no program there speaks."""
    if get(endpoint, CERTIFICATE):
        return True
    by_class = text(endpoint, ("scheme",)) == "https" and not mapping(endpoint, ("tlsConfig",))
    return by_class and not speaks_tls


def _sees_namespace(monitor: Manifest, namespace: str) -> bool:
    selector = mapping(monitor.body, ("spec", "namespaceSelector"))
    names = items(selector, ("matchNames",)) or [monitor.ref.namespace]
    return selector.get("any") is True or namespace in names
