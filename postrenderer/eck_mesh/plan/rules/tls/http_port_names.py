"""Ports that sidecars parse as HTTP by their name, or appProtocol, while ECK's TLS is on: they
reset it.

Both the Services that users configure in a resource and the stream's own Services for its pods
count (measured: tests/cluster/test_traffic.py).
"""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, tls_is_off
from eck_mesh.eck.services import declared_ports, http_ports, services
from eck_mesh.manifests.paths import get
from eck_mesh.manifests.service_ports import service_ports
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal
from eck_mesh.settings.own_settings import OwnSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh

HTTP = ("http", "http2", "grpc")  # Istio's protocol selection: the name up to its first hyphen


def http_port_names(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse them. Runs behind http_tls, which decides whether ECK's TLS stays."""
    tls = kind_of(manifest).httpTls
    if not tls or not services(manifest) or tls_is_off(manifest.body, tls):
        return
    if not mesh.plane(manifest.ref).readsHttp or not mesh.is_inside(manifest.ref):
        return
    own = OwnSettings(manifest.ref, mesh.settings[manifest.ref])
    specs = [(manifest, (*tls[:-1], "service", "spec"))]
    specs += [(one, ("spec",)) for one, _ in mesh.exposure.services_selecting(manifest.ref)]
    for holder, spec in specs:
        for path, word in _called_http(manifest, holder, spec):
            why = reason("http-name-before-tls", word=word, target=manifest.ref, settings=own)
            yield Refusal(holder.ref, path, why)


def _called_http(target: Manifest, holder: Manifest, spec: Path) -> Iterator[tuple[Path, str]]:
    """Each such port of one Service, and its word; `holder` is the manifest that has its spec."""
    declared, served = declared_ports(target), http_ports(target)
    for port in service_ports(get(holder.body, spec)):
        word = (port.appProtocol or port.name).lower()
        if word.partition("-")[0] not in HTTP or not port.is_tcp:
            continue
        if port.pod_port(declared) in served:
            yield (*spec, "ports", port.position), word
