"""What would make mesh.egress registryOnly untrue, or block what a resource needs."""

from __future__ import annotations

from eck_mesh.eck.resource import metadata_paths, pod_templates
from eck_mesh.eck.services import bypass_ports
from eck_mesh.istio.annotation_values import comma_list
from eck_mesh.istio.annotations import EXCLUDE_OUT, EXCLUDE_RANGES, INCLUDE_RANGES
from eck_mesh.istio.service_entry import TCP
from eck_mesh.manifests.paths import text
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal
from eck_mesh.settings.own_settings import OwnSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.egress.needs import Need, Needs
    from eck_mesh.mesh.model import Mesh

DOWNLOADS = "443"  # of istio/modes.yaml: init containers with mesh.cni


def egress_problems(manifest: Manifest, mesh: Mesh, needs: Needs) -> Iterator[Refusal]:
    """Refuse ports and addresses that bypass the sidecar, hosts that are not known, and hosts that
    a proxy cannot tell apart."""
    for template in pod_templates(manifest):
        yield from _bypassed(manifest, mesh, template)
    for one in needs.unknown:
        yield Refusal(one.ref, one.path, one.reason)
    yield from _ambiguous(manifest, needs.outside)


def _bypassed(manifest: Manifest, mesh: Mesh, template: Path) -> Iterator[Refusal]:
    settings = mesh.settings[manifest.ref]
    own = OwnSettings(manifest.ref, settings)
    paths = metadata_paths(manifest, template, "annotations")
    kind = {*map(str, bypass_ports(manifest, "outbound", template))}
    for name, ports in (EXCLUDE_OUT, kind), (EXCLUDE_RANGES, set()), (INCLUDE_RANGES, {"*"}):
        path = paths.get(name, ())
        found = [one for one in comma_list(text(manifest.body, path)) if one not in ports]
        if found:
            is_ours = name == EXCLUDE_OUT and found == [DOWNLOADS] and settings.cni
            message = "egress-port-of-init-containers" if is_ours else "egress-bypassed"
            values = {"annotation": name, "what": ", ".join(found), "settings": own}
            yield Refusal(manifest.ref, path, reason(message, **values))


def _ambiguous(manifest: Manifest, outside: list[Need]) -> Iterator[Refusal]:
    """Two hosts by TCP on one port: the second would never be reached."""
    by_port: dict[int, str] = {}
    for host, _ in outside:
        if host.protocol != TCP or host.is_address:
            continue
        for port in host.ports:
            first = by_port.setdefault(port, host.host)
            if first != host.host:
                names = {"first": first, "second": host.host, "port": port}
                yield Refusal(manifest.ref, (), reason("two-tcp-hosts-on-one-port", **names))
