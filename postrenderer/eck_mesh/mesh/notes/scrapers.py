"""Ports of strict pods that Prometheus scrapes, by the stream's monitors and by annotations.

Whether Prometheus is in the mesh, no manifest shows: these are notes. With a sidecar, Istio merges
what the annotations prometheus.io/… name into its own metrics on port 15020, which needs no mutual
TLS (pkg/kube/inject/webhook.go of Istio, applyPrometheusMerge).
"""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, metadata_of, pod_templates
from eck_mesh.eck.services import declared_ports, http_ports
from eck_mesh.istio.annotation_values import NO, comma_list
from eck_mesh.istio.annotations import EXCLUDE_IN, MERGE_METRICS
from eck_mesh.istio.names import PROXY_PORTS
from eck_mesh.istio.protocols import is_parsed_as_http
from eck_mesh.manifests.kinds import MONITORS
from eck_mesh.manifests.paths import mapping, text
from eck_mesh.manifests.service_ports import service_ports
from eck_mesh.manifests.whole_number import whole_number
from eck_mesh.mesh.notes.scraped_ports import Monitors, scraped_ports
from eck_mesh.mesh.policy_names import peer_authentication_ref
from eck_mesh.messages.reason import reason
from eck_mesh.settings.own_settings import OwnSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.mesh.notes.scraped_ports import Scraped
    from eck_mesh.messages.reason import Reason

OF_THE_SIDECAR = set(map(str, PROXY_PORTS))


def scraper_notes(mesh: Mesh) -> Iterator[Reason]:
    """A note for each scraper and resource whose port rejects it."""
    monitors = Monitors([found for kind in MONITORS for found in mesh.of_kind(kind.kind)])
    for target in mesh.treated():
        policy = mesh.manifests.get(peer_authentication_ref(target))
        if policy is None or text(policy.body, ("spec", "mtls", "mode")) != "STRICT":
            continue
        scraped = scraped_ports(target, monitors, mesh)
        yield from _by_http2(target, scraped, mesh)
        opened = set(mapping(policy.body, ("spec", "portLevelMtls"))) | _excluded(target, mesh)
        for scraper, port in (
            *_by_monitors(scraped),
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


def _by_http2(
    target: Manifest, scraped: list[tuple[Manifest, list[Scraped]]], mesh: Mesh
) -> Iterator[Reason]:
    """Monitors whose HTTP/2 a sidecar forwards unchanged (measured in test_metrics.py)."""
    if not scraped or not mesh.plane(target.ref).readsHttp:
        return
    as_http = _parsed_as_http(target, mesh)
    for monitor, ports in scraped:
        for one in dict.fromkeys(ports):
            if one.has_identity and one.offers_http2 and one.port not in as_http:
                names = {"scraper": monitor.ref, "target": target.ref, "port": one.port}
                yield reason("scraper-offers-http2", **names)


def _parsed_as_http(target: Manifest, mesh: Mesh) -> set[int]:
    """The pods' ports that a sidecar parses, so that it translates HTTP/2."""
    declared = declared_ports(target)
    found = set(http_ports(target) if kind_of(target).httpTls else ())
    for service, _ in mesh.exposure.services_selecting(target.ref):
        ports = service_ports(service.body.get("spec"))
        found.update(port.pod_port(declared) for port in ports if is_parsed_as_http(port))
    return found


def _by_monitors(scraped: list[tuple[Manifest, list[Scraped]]]) -> Iterator[tuple[str, int]]:
    """Each monitor in words, with a port that it scrapes without an identity."""
    for monitor, ports in scraped:
        for port in sorted({one.port for one in ports if not one.has_identity}):
            yield str(monitor.ref), port


def _by_annotations(target: Manifest, mesh: Mesh) -> Iterator[tuple[str, int]]:
    """The annotation in words, with the port that it names, unless Istio merges the metrics."""
    for template in pod_templates(target):
        annotations = metadata_of(target, template, "annotations")
        merges = mesh.plane(target.ref).injects and annotations.get(MERGE_METRICS) not in NO
        port = annotations.get("prometheus.io/port", "")
        if annotations.get("prometheus.io/scrape") == "true" and port.isdecimal() and not merges:
            yield "Prometheus, by the annotation prometheus.io/scrape,", whole_number(port)


def _excluded(target: Manifest, mesh: Mesh) -> set[str]:
    """The ports of pods that no sidecar captures."""
    if not mesh.plane(target.ref).leavesPortsOut:
        return set()
    found = set(OF_THE_SIDECAR)
    for template in pod_templates(target):
        annotations = metadata_of(target, template, "annotations")
        found.update(comma_list(annotations.get(EXCLUDE_IN, "")))
    return found
