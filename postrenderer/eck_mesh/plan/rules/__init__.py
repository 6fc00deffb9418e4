"""The program's table of contents: what is decided, in this order.

| I want to add …                  | I open …                                        |
|----------------------------------|-------------------------------------------------|
| an ECK kind, a port, a Service   | eck/kinds.yaml, one block                       |
| a mode, an annotation, a label   | istio/modes.yaml, one entry                     |
| a sentence                       | messages/<topic>.py, one row                    |
| behavior that no table can state | plan/rules/<topic>.py, and a line in STAGES     |

A rule looks at one resource, or at the stream, and yields decisions. It changes nothing and reads
nothing else. A row names what its rule is about (plan/row.py): without that the rule is neither
loaded nor asked, since it would decide nothing.
"""

from __future__ import annotations

from eck_mesh.istio.modes import PLANES
from eck_mesh.plan.row import About
from eck_mesh.plan.rule import Rule

PLANE_SETTINGS = tuple(name for plane in PLANES.values() for name in plane.settings)
OPERATORS = ("StatefulSet", "Deployment", "ClusterServiceVersion")
INGRESSES = ("Ingress", "Route", "IngressRoute", "IngressRouteTCP", "TraefikService")
ROUTES = ("VirtualService", "Ingress", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute")
PODS = ("istio.io/", "hostNetwork", "runAsUser", "runAsGroup", "filter")  # of contradictions

# All refusals of a stage are reported together; the next stage relies on there being none.
# User-defined rules come first: what is checked of handwritten manifests is then checked of what
# they set.
STAGES: tuple[tuple[Rule, ...], ...] = (
    (
        Rule("user_defined.user_rules", About(settings=("rules",))),
        Rule("structure", of_stream=True),
    ),
    (
        Rule("contradictions", About(words=PODS, planeLabels=True)),
        Rule("plane_settings", About(settings=PLANE_SETTINGS)),
        Rule("open_ports", About(settings=("openPorts",)), of_stream=True),
        Rule("namespaces"),
        Rule("pod_metadata"),
        Rule("pod_metadata", function="service_labels"),
        Rule("excluded_services"),
        Rule("sidecar_proxy", About(settings=("proxy",), kinds=OPERATORS)),
        Rule("service_account_token", About(settings=("serviceAccountToken",))),
        Rule("tls.rewritten_addresses", About(addresses=True, kinds=("Logstash",)), of_stream=True),
        Rule("tls.http_tls", of_stream=True),  # after rewritten_addresses
        Rule("program_settings"),  # after http_tls
        Rule("tls.http_port_names", About(words=("ports",))),
        Rule("tls.http_routes", About(kinds=ROUTES)),
        Rule("tls.backend_tls_policies", About(kinds=("BackendTLSPolicy",))),
        Rule("handwritten_addresses", About(addresses=True, kinds=INGRESSES)),
        Rule(
            "handwritten_addresses",
            About(addresses=True),
            function="untreated_addresses",
            of_stream=True,
        ),
        Rule("policies.earlier_passes", About(settings=("fromEarlierPass",)), of_stream=True),
        Rule("policies.peer_authentication"),
        Rule("policies.destination_rules"),
        # after pod_metadata and handwritten_addresses
        Rule("policies.egress", About(settings=("egress", "egressHosts"))),
        Rule("policies.gateway_rules", About(kinds=ROUTES)),
        Rule("policies.virtual_services", About(settings=("retries",))),
        Rule("policies.hidden_services", About(words=("exportTo",))),
        Rule("policies.hidden_targets", About(kinds=("Sidecar",)), of_stream=True),
        Rule("policies.authorization_policies", About(settings=("authorization",)), of_stream=True),
        Rule("policies.denied_clients", About(kinds=("AuthorizationPolicy",)), of_stream=True),
        Rule("policies.admission_policies", About(settings=("requireSidecar", "keepTls"))),
    ),
)
