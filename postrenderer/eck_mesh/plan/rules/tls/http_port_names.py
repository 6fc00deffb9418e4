"""Ports that sidecars parse as HTTP by their name, or appProtocol, while ECK's TLS is on: they
reset it.

Both the Services that users configure in a resource and the stream's own Services for its pods
count (measured: tests/cluster/test_traffic.py). For each port of a pod Istio takes the protocol of
the oldest Service (pilot/pkg/model/context.go, SetServiceTargets), and a Service of the stream is
older than the operator's.
"""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of
from eck_mesh.eck.services import declared_ports, http_ports, services
from eck_mesh.eck.tls_ports import ports_with_eck_tls
from eck_mesh.istio.protocols import is_parsed_as_http, protocol_word
from eck_mesh.manifests.paths import get
from eck_mesh.manifests.service_ports import service_ports
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal
from eck_mesh.settings.own_settings import OwnSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh


def http_port_names(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse them. Runs behind http_tls, which decides whether ECK's TLS stays."""
    if not mesh.is_inside(manifest.ref) or not mesh.plane(manifest.ref).readsHttp:
        return
    served = ports_with_eck_tls(manifest).intersection(http_ports(manifest))
    if not served:
        return
    own = OwnSettings(manifest.ref, mesh.settings[manifest.ref])
    name = "http-name-before-lasting-tls"
    if kind_of(manifest).httpTls:
        name = "http-name-before-tls"
    templates = [named.template for named in services(manifest) if named.template]
    specs = [(manifest, (*template, "spec")) for template in templates]
    specs += [(one, ("spec",)) for one, _ in mesh.exposure.services_selecting(manifest.ref)]
    for holder, spec in specs:
        declared = declared_ports(manifest)
        for port in service_ports(get(holder.body, spec)):
            if is_parsed_as_http(port) and port.pod_port(declared) in served:
                word, path = protocol_word(port), (*spec, "ports", port.position)
                why = reason(name, word=word, target=manifest.ref, settings=own)
                yield Refusal(holder.ref, path, why)
