"""The program's table of contents: what is decided, in this order.

| I want to add …                  | I open …                                        |
|----------------------------------|-------------------------------------------------|
| an ECK kind, a port, a Service   | eck/kinds.yaml, one block                       |
| a mode, an annotation, a label   | istio/modes.yaml, one entry                     |
| a sentence                       | messages/<topic>.py, one row                    |
| behavior that no table can state | plan/rules/<topic>.py, and a line in STAGES     |

A rule looks at one resource, or at the stream, and yields decisions. It changes nothing and reads
nothing else. What a row names (plan/rule.py) is what a rule is about: without it the rule is
neither loaded nor asked, since it would decide nothing.
"""

from __future__ import annotations

from eck_mesh.istio.modes import PLANES
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
        Rule("user_defined.user_rules", settings=("rules",)),
        Rule("structure", of_stream=True),
    ),
    (
        Rule("contradictions", words=PODS),
        Rule("plane_settings", settings=PLANE_SETTINGS),
        Rule("open_ports", of_stream=True, settings=("openPorts",)),
        Rule("namespaces"),
        Rule("pod_metadata"),
        Rule("pod_metadata", "service_labels"),
        Rule("excluded_services"),
        Rule("sidecar_proxy", settings=("proxy",), kinds=OPERATORS),
        Rule("service_account_token", settings=("serviceAccountToken",)),
        Rule("tls.rewritten_addresses", of_stream=True, addresses=True, kinds=("Logstash",)),
        Rule("tls.http_tls"),  # after rewritten_addresses
        Rule("program_settings"),  # after http_tls
        Rule("tls.http_port_names", words=("ports",)),
        Rule("tls.http_routes", kinds=ROUTES),
        Rule("tls.backend_tls_policies", kinds=("BackendTLSPolicy",)),
        Rule("handwritten_addresses", addresses=True, kinds=INGRESSES),
        Rule("handwritten_addresses", "untreated_addresses", of_stream=True, addresses=True),
        Rule("policies.earlier_passes", of_stream=True, settings=("fromEarlierPass",)),
        Rule("policies.peer_authentication"),
        Rule("policies.destination_rules"),
        # after pod_metadata and handwritten_addresses
        Rule("policies.egress", settings=("egress", "egressHosts")),
        Rule("policies.gateway_rules", kinds=ROUTES),
        Rule("policies.virtual_services", settings=("retries",)),
        Rule("policies.hidden_services", words=("exportTo",)),
        Rule("policies.hidden_targets", of_stream=True, kinds=("Sidecar",)),
        Rule("policies.authorization_policies", of_stream=True, settings=("authorization",)),
        Rule("policies.denied_clients", of_stream=True, kinds=("AuthorizationPolicy",)),
        Rule("policies.admission_policies", settings=("requireSidecar", "keepTls")),
    ),
)
