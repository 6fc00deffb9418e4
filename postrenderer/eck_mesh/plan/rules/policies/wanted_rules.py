"""What the mode says of TLS for each Service that the operator creates for a resource."""

from __future__ import annotations

from eck_mesh.eck.kinds import Service
from eck_mesh.eck.services import (
    NamedService,
    declared_ports,
    http_ports,
    service_port_numbers,
    services,
)
from eck_mesh.istio.destination_rule import ISTIO_MUTUAL, ORIGINATES, rule_tls
from eck_mesh.istio.traffic_policy import ENTRIES, tuned_policy
from eck_mesh.manifests.kinds import DESTINATION_RULE
from eck_mesh.manifests.paths import integer
from eck_mesh.manifests.service_ports import service_ports
from eck_mesh.mesh.policy_names import destination_rule_ref
from eck_mesh.mesh.services.headless import headless_services
from eck_mesh.messages.reason import reason
from eck_mesh.plan.rules.policies.mode_policy import policy_of_mode
from eck_mesh.plan.rules.policies.policy_objects import PolicyObject
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.istio.destination_rule import RuleTls
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason


class Wanted(NamedTuple):
    """One Service with the traffic policy of its DestinationRule; {} where the mode wants none.

    tls: what the policy says of TLS. ports: the numbers of the Service's ports.
    wrapping: the modes by which a sidecar wraps what clients send in TLS that reaches the pods.
    """

    owner: Manifest
    named: NamedService
    host: str
    ports: list[int]
    policy: Body
    reasons: list[Reason]
    wrapping: tuple[str, ...] = ORIGINATES

    @property
    def rule(self) -> PolicyObject:
        """The rule, for all clients in every namespace."""
        name = destination_rule_ref(self.owner, self.named.name).name
        spec: Body = {"host": self.host, "exportTo": ["*"], "trafficPolicy": self.policy}
        return PolicyObject(DESTINATION_RULE, name, spec)

    @property
    def tls(self) -> RuleTls:
        """What the policy says of TLS."""
        return rule_tls({"trafficPolicy": self.policy})

    @property
    def essential(self) -> Body:
        """The part of the policy without which the mode would not be true."""
        return {key: value for key, value in self.policy.items() if key in ("tls", ENTRIES)}

    @property
    def is_http(self) -> bool:
        return self.named.service.role == "http"

    def allows(self, port: int, mode: str) -> bool:
        """Whether the mode of the resource stays true if clients use this TLS mode. Where it wants
        none, clients may do all but wrap what they send."""
        needed = self.tls.mode(port)
        return mode == needed if needed else mode not in self.wrapping

    def wrong_modes(self, tls: RuleTls) -> list[str]:
        """The TLS modes by which the mode of the resource would not be true."""
        found = []
        for port in {**dict.fromkeys(self.ports), **self.tls.ports}:
            found += [mode for mode in tls.modes([port]) if not self.allows(port, mode)]
        return sorted(set(found))


def wanted_rules(manifest: Manifest, mesh: Mesh) -> Iterator[Wanted]:
    """Each Service with its traffic policy; last, those of the stream."""
    tuning = mesh.settings[manifest.ref].trafficPolicy
    to_pods = _services_without_sidecars(manifest, mesh)
    for named in services(manifest):
        policy, reasons = policy_of_mode(manifest, named, mesh)
        ports = service_port_numbers(manifest, named)
        if policy and tuning:
            policy = tuned_policy(policy, tuning, ports)
            reasons.append(reason("adds-traffic-policy", keys=", ".join(tuning)))
        host = mesh.host(manifest.ref, named.name)
        wrapping = (*ORIGINATES, ISTIO_MUTUAL) if named.name in to_pods else ORIGINATES
        yield Wanted(manifest, named, host, ports, policy, reasons, wrapping)
    yield from _user_services(manifest, mesh)


def _user_services(manifest: Manifest, mesh: Mesh) -> Iterator[Wanted]:
    """The stream's own Services for its HTTP ports, for which the mode wants no rule."""
    selecting = mesh.exposure.services_selecting(manifest.ref)
    if not selecting:
        return
    declared, served = declared_ports(manifest), http_ports(manifest)
    for service, _ in selecting:
        ports = []
        for port in service_ports(service.body.get("spec")):
            if port.pod_port(declared) in served:
                row = ("spec", "ports", port.position, "port")
                ports.append(integer(service.body, row))
        if ports:
            name = service.ref.name
            named = NamedService(Service(name, "http"), name, "", (), ports)
            yield Wanted(manifest, named, mesh.host(manifest.ref, name), ports, {}, [])


def _services_without_sidecars(manifest: Manifest, mesh: Mesh) -> set[str]:
    """The headless Services of pods in the mesh that have no sidecar to end Istio's mutual TLS.

    By a cluster IP ambient's tunnel takes its place (pilot/pkg/networking/core/cluster_tls.go).
    """
    if not mesh.is_inside(manifest.ref) or mesh.plane(manifest.ref).injects:
        return set()
    return headless_services(manifest, mesh)
