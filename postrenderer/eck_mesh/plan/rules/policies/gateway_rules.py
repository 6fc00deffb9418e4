"""DestinationRules by which a gateway, and no sidecar, encrypts what it sends to ECK's TLS.

Istio takes the rules of the client's own namespace first, and applies one with a workloadSelector
to the pods that it selects (pilot/pkg/model/push_context.go, destinationRule; sidecar.go). So the
rule is in the namespace of the gateway's pods, and eck-mesh's rule for all clients stays true.
"""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of
from eck_mesh.eck.services import http_ports
from eck_mesh.istio.traffic_policy import http_pool, idle_timeout, tuned_policy
from eck_mesh.manifests.kinds import DESTINATION_RULE
from eck_mesh.mesh.policy_names import gateway_rule_ref
from eck_mesh.mesh.routes.gateway_pods import GatewayPods, pods_of_route
from eck_mesh.mesh.routes.grpc_routes import leads_grpc
from eck_mesh.mesh.routes.http_routes import (
    http_routes_to_tls,
    rejects_all_but_mutual_tls,
    uses_tls,
)
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal
from eck_mesh.plan.rules.policies.policy_objects import PolicyObject, create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.mesh.routes.istio_routes import IstioRoute
    from eck_mesh.plan.decisions import Create

# Nobody outside the resource's namespace can read the CA that ECK makes for it.
ENCRYPTED: Body = {"tls": {"mode": "SIMPLE", "insecureSkipVerify": True}}
AS_CLIENTS: Body = {"useClientProtocol": True}


def gateway_rules(manifest: Manifest, mesh: Mesh) -> Iterator[Create | Refusal]:
    """Create one for each gateway whose http routes lead to ECK's TLS, unless the stream has one.

    Refuse a route where the same gateway passes TLS through to the Service: one rule is for both.
    Runs behind http_tls. A port that accepts mutual TLS only rejects this TLS: http_routes refuses
    such routes.
    """
    never = mesh.settings[manifest.ref].destinationRules == "never"
    if never or rejects_all_but_mutual_tls(manifest, mesh):
        return
    made = set()
    for route in http_routes_to_tls(manifest, mesh):
        if uses_tls(route, manifest, mesh):
            continue
        if not manifest.ref.namespace:
            why = reason("destination-rule-needs-namespace", service=route.service)
            yield Refusal(manifest.ref, ("metadata", "namespace"), why)
            return
        for pods in pods_of_route(route, manifest, mesh):
            ref = gateway_rule_ref(manifest, route.service, pods)
            passing = _passing(route.service, pods, manifest, mesh)
            if passing:
                why = reason("gateway-passes-tls-too", passing=passing.ref, service=route.service)
                yield Refusal(route.ref, route.destination.path, why)
            elif ref not in made:
                made.add(ref)
                spec = _spec(manifest, mesh, route.service, pods)
                policy = PolicyObject(DESTINATION_RULE, ref.name, spec, ref.namespace)
                why = reason("gateway-uses-eck-tls", route=route.ref, namespace=pods.namespace)
                yield from create(manifest, mesh, policy, [why])


def _passing(service: str, pods: GatewayPods, manifest: Manifest, mesh: Mesh) -> IstioRoute | None:
    """A route by which the same gateway forwards TLS to the Service, which its rule would encrypt a
    second time."""
    for route in mesh.exposure.istio_routes(manifest):
        one = route.destination
        if one.protocol != "http" and route.service == service:
            for other in pods_of_route(route, manifest, mesh):
                if (other.namespace, other.labels) == (pods.namespace, pods.labels):
                    return route
    return None


def _spec(manifest: Manifest, mesh: Mesh, service: str, pods: GatewayPods) -> Body:
    """The rule for the ports of a Service that lead to ECK's TLS; for all, where these are all."""
    numbers = mesh.exposure.numbers_by_service(manifest)[service]
    http = {**idle_timeout(kind_of(manifest).closesIdle)}
    http |= AS_CLIENTS if leads_grpc(manifest, mesh) else {}
    policy = {**ENCRYPTED, **http_pool(http)}
    tls = [number for number, port in numbers.items() if port in http_ports(manifest)]
    if len(tls) < len(numbers):
        policy = {"portLevelSettings": [{"port": {"number": one}, **policy} for one in tls]}
    tuning = mesh.settings[manifest.ref].trafficPolicy
    spec: Body = {"host": mesh.host(manifest.ref, service), "exportTo": ["."]}
    if pods.labels:
        spec["workloadSelector"] = {"matchLabels": pods.labels}
    return {**spec, "trafficPolicy": tuned_policy(policy, tuning, list(numbers))}
