"""Ports of strict pods that Prometheus scrapes, by the stream's monitors and by annotations.

Whether Prometheus is in the mesh, no manifest shows: these are notes. With a sidecar, Istio merges
what the annotations prometheus.io/… name into its own metrics on port 15020, which needs no mutual
TLS (pkg/kube/inject/webhook.go of Istio, applyPrometheusMerge).
"""

from __future__ import annotations

from eck_mesh.eck.resource import metadata_of, pod_templates
from eck_mesh.istio.annotation_values import NO, comma_list
from eck_mesh.istio.annotations import EXCLUDE_IN, MERGE_METRICS
from eck_mesh.istio.names import PROXY_PORTS
from eck_mesh.manifests.kinds import MONITORS, ObjectKind
from eck_mesh.manifests.paths import get, integer, items, mapping, mappings, text
from eck_mesh.manifests.selectors import selector_matches
from eck_mesh.mesh.policy_names import peer_authentication_ref
from eck_mesh.mesh.scrapable import scrapable_pods, scrapable_services
from eck_mesh.messages.reason import reason
from eck_mesh.settings.own_settings import OwnSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.mesh.scrapable import Scrapable
    from eck_mesh.messages.reason import Reason

CERTIFICATE = ("tlsConfig", "certFile")  # of Istio: Prometheus then has an identity
OF_THE_SIDECAR = set(map(str, PROXY_PORTS))
SELECTS = {"PodMonitor": scrapable_pods, "ServiceMonitor": scrapable_services}


def scraper_notes(mesh: Mesh) -> Iterator[Reason]:
    """A note for each scraper and resource whose port rejects it."""
    monitors = [found for kind in MONITORS for found in mesh.of_kind(kind.kind)]
    for target in mesh.treated():
        policy = mesh.manifests.get(peer_authentication_ref(target))
        if policy is None or text(policy.body, ("spec", "mtls", "mode")) != "STRICT":
            continue
        opened = set(mapping(policy.body, ("spec", "portLevelMtls"))) | _excluded(target, mesh)
        for scraper, port in (
            *_by_monitors(target, monitors, mesh),
            *_by_annotations(target, mesh),
        ):
            if str(port) not in opened:
                yield reason(
                    "scraper-is-rejected",
                    scraper=scraper,
                    target=target.ref,
                    port=port,
                    settings=OwnSettings(target.ref, mesh.settings[target.ref]),
                )


def _by_monitors(
    target: Manifest, monitors: list[Manifest], mesh: Mesh
) -> Iterator[tuple[str, int]]:
    """Each monitor in words, with a port that it scrapes."""
    for monitor in monitors:
        if not _sees_namespace(monitor, target.ref.namespace):
            continue
        selector = get(monitor.body, ("spec", "selector"))
        found: set[int] = set()
        for one in SELECTS[monitor.ref.kind](target, mesh):
            if selector_matches(selector, one.labels):
                found.update(_scraped(monitor, one))
        for port in sorted(found - {0}):
            yield str(monitor.ref), port


def _scraped(monitor: Manifest, one: Scrapable) -> Iterator[int]:
    """The pods' ports that a monitor scrapes without Istio's certificates; 0 for an unknown one."""
    for endpoint in mappings(monitor.body, ("spec", MONITORS[ObjectKind(*monitor.ref[:2])])):
        if get(endpoint, CERTIFICATE):
            continue
        target = get(endpoint, ("targetPort",))
        if isinstance(target, int):
            yield target
        elif isinstance(target, str):
            yield one.ports.get(target, 0)
        else:
            name = text(endpoint, ("port",))
            yield integer(endpoint, ("portNumber",)) or one.ports.get(name, 0)


def _sees_namespace(monitor: Manifest, namespace: str) -> bool:
    selector = mapping(monitor.body, ("spec", "namespaceSelector"))
    names = items(selector, ("matchNames",)) or [monitor.ref.namespace]
    return selector.get("any") is True or namespace in names


def _by_annotations(target: Manifest, mesh: Mesh) -> Iterator[tuple[str, int]]:
    """The annotation in words, with the port that it names, unless Istio merges the metrics."""
    for template in pod_templates(target):
        annotations = metadata_of(target, template, "annotations")
        merges = mesh.plane(target.ref).injects and annotations.get(MERGE_METRICS) not in NO
        port = annotations.get("prometheus.io/port", "")
        if annotations.get("prometheus.io/scrape") == "true" and port.isdecimal() and not merges:
            yield "Prometheus, by the annotation prometheus.io/scrape,", int(port)


def _excluded(target: Manifest, mesh: Mesh) -> set[str]:
    """The ports of pods that no sidecar captures."""
    if not mesh.plane(target.ref).leavesPortsOut:
        return set()
    found = set(OF_THE_SIDECAR)
    for template in pod_templates(target):
        annotations = metadata_of(target, template, "annotations")
        found.update(comma_list(annotations.get(EXCLUDE_IN, "")))
    return found
