"""The ports of the Services that the operator creates, by the numbers that clients connect to."""

from __future__ import annotations

from eck_mesh.eck.services import declared_ports
from eck_mesh.manifests.paths import get
from eck_mesh.manifests.service_ports import pod_port_by_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.eck.services import NamedService
    from eck_mesh.manifests.manifest import Manifest


def port_numbers(manifest: Manifest, named: NamedService) -> dict[int, int]:
    """The ports of one Service by number, each with the pod's port behind it.

    Ports that users list replace all of ECK's (pkg/controller/common/defaults/service.go).
    """
    spec = get(manifest.body, (*named.template, "spec")) if named.template else None
    listed = pod_port_by_number(spec, declared_ports(manifest))
    return listed or {port: port for port in named.ports}
