"""The program's table of contents: what is decided, in this order.

| I want to add …                  | I open …                                        |
|----------------------------------|-------------------------------------------------|
| an ECK kind, a port, a Service   | eck/kinds.yaml, one block                       |
| a mode, an annotation, a label   | istio/modes.yaml, one entry                     |
| a sentence                       | messages/<topic>.py, one row                    |
| behavior that no table can state | plan/rules/<topic>.py, and a line in STAGES     |

A rule looks at one resource, or at the stream, and yields decisions. It changes nothing and reads
nothing else.
"""

from __future__ import annotations

from eck_mesh.plan.rule import ResourceRule, StreamRule
from eck_mesh.plan.rules.contradictions import contradictions
from eck_mesh.plan.rules.excluded_services import excluded_services
from eck_mesh.plan.rules.handwritten_addresses import handwritten_addresses, untreated_addresses
from eck_mesh.plan.rules.namespaces import namespaces
from eck_mesh.plan.rules.open_ports import open_ports
from eck_mesh.plan.rules.plane_settings import plane_settings
from eck_mesh.plan.rules.pod_metadata import pod_metadata, service_labels
from eck_mesh.plan.rules.policies.admission_policies import admission_policies
from eck_mesh.plan.rules.policies.authorization_policies import authorization_policies
from eck_mesh.plan.rules.policies.denied_clients import denied_clients
from eck_mesh.plan.rules.policies.destination_rules import destination_rules
from eck_mesh.plan.rules.policies.earlier_passes import earlier_passes
from eck_mesh.plan.rules.policies.egress import egress
from eck_mesh.plan.rules.policies.gateway_rules import gateway_rules
from eck_mesh.plan.rules.policies.hidden_services import hidden_services
from eck_mesh.plan.rules.policies.hidden_targets import hidden_targets
from eck_mesh.plan.rules.policies.peer_authentication import peer_authentication
from eck_mesh.plan.rules.policies.virtual_services import virtual_services
from eck_mesh.plan.rules.program_settings import program_settings
from eck_mesh.plan.rules.service_account_token import service_account_token
from eck_mesh.plan.rules.sidecar_proxy import sidecar_proxy
from eck_mesh.plan.rules.structure import structure
from eck_mesh.plan.rules.tls.backend_tls_policies import backend_tls_policies
from eck_mesh.plan.rules.tls.http_port_names import http_port_names
from eck_mesh.plan.rules.tls.http_routes import http_routes
from eck_mesh.plan.rules.tls.http_tls import http_tls
from eck_mesh.plan.rules.tls.rewritten_addresses import rewritten_addresses
from eck_mesh.plan.rules.user_defined.user_rules import user_rules

# All refusals of a stage are reported together; the next stage relies on there being none.
# User-defined rules come first: what is checked of handwritten manifests is then checked of what
# they set.
STAGES: tuple[tuple[ResourceRule | StreamRule, ...], ...] = (
    (
        ResourceRule(user_rules),
        StreamRule(structure),
    ),
    (
        ResourceRule(contradictions),
        ResourceRule(plane_settings),
        StreamRule(open_ports),
        ResourceRule(namespaces),
        ResourceRule(pod_metadata),
        ResourceRule(service_labels),
        ResourceRule(excluded_services),
        ResourceRule(sidecar_proxy),
        ResourceRule(service_account_token),
        StreamRule(rewritten_addresses),
        ResourceRule(http_tls),  # after rewritten_addresses
        ResourceRule(program_settings),  # after http_tls
        ResourceRule(http_port_names),
        ResourceRule(http_routes),
        ResourceRule(backend_tls_policies),
        ResourceRule(handwritten_addresses),
        StreamRule(untreated_addresses),
        StreamRule(earlier_passes),
        ResourceRule(peer_authentication),
        ResourceRule(destination_rules),
        ResourceRule(egress),  # after pod_metadata and handwritten_addresses
        ResourceRule(gateway_rules),
        ResourceRule(virtual_services),
        ResourceRule(hidden_services),
        StreamRule(hidden_targets),
        StreamRule(authorization_policies),
        StreamRule(denied_clients),
        ResourceRule(admission_policies),
    ),
)
