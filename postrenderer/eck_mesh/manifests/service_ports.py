"""The ports in the spec of a Service, and how the Service is exposed outside the cluster."""

from __future__ import annotations

from eck_mesh.manifests.paths import get, integer, items, mapping, text
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


# Annotations that expose a Service of any type outside the cluster, with a part of their value:
# Tailscale's proxy, and the container-native load balancers of GKE.
EXPOSING = {"tailscale.com/expose": "true", "cloud.google.com/neg": "exposed_ports"}


class ServicePort(NamedTuple):
    """One port of a Service.

    position: its index. number: what clients of the Service connect to.
    target: the pod's port by number or by name.
    """

    position: int
    number: int
    name: str
    protocol: str
    appProtocol: str
    target: int | str

    @property
    def is_tcp(self) -> bool:
        """Whether a mesh carries it: UDP is not carried."""
        return self.protocol == "TCP"

    def pod_port(self, declared: Mapping[str, int]) -> int:
        """The pod's port; 0 for an undeclared name. `declared`: the pod's ports by name."""
        return declared.get(self.target, 0) if isinstance(self.target, str) else self.target


def service_ports(spec: object) -> list[ServicePort]:
    """The ports of a Service's spec; targetPort is port by default."""
    found = []
    for i, row in enumerate(items(spec, ("ports",))):
        if not isinstance(row, dict):
            continue
        target = get(row, ("targetPort",))
        target = get(row, ("port",)) if target is None else target
        port = ServicePort(
            position=i,
            number=integer(row, ("port",)),
            name=text(row, ("name",)),
            protocol=text(row, ("protocol",), "TCP"),
            appProtocol=text(row, ("appProtocol",)),
            target=target if isinstance(target, str) else integer(target),
        )
        found.append(port)
    return found


def pod_ports(spec: object, declared: Mapping[str, int], protocol: str = "TCP") -> list[int]:
    """The ports of pods that a Service's spec targets. `declared`: the pod's ports by name."""
    every = [port for port in service_ports(spec) if port.protocol == protocol]
    return sorted({port.pod_port(declared) for port in every} - {0})


def pod_port_by_number(spec: object, declared: Mapping[str, int]) -> dict[int, int]:
    """The TCP ports of a Service by number, each with the pod's port behind it."""
    ports = [port for port in service_ports(spec) if port.is_tcp]
    return {port.number: port.pod_port(declared) for port in ports if port.pod_port(declared)}


def names_only_https(spec: object) -> bool:
    """Whether the ports of a Service, as a user wrote them, have an https and no http.

    They replace all of ECK's (pkg/controller/common/defaults).
    """
    names = [port.name for port in service_ports(spec)]
    return "https" in names and "http" not in names


def exposure(spec: object) -> str:
    """How a Service is exposed outside the cluster, in words; "" if it is not."""
    kind = text(spec, ("type",))
    if kind in ("LoadBalancer", "NodePort"):
        return f"of type {kind}"
    return "with externalIPs" if mapping(spec).get("externalIPs") else ""


def exposed_by(annotations: Mapping[str, str]) -> str:
    """The annotation by which a Service of any type is exposed outside, in words; "" without."""
    for key, sign in EXPOSING.items():
        if sign in annotations.get(key, ""):
            return f"with the annotation {key}"
    return ""
