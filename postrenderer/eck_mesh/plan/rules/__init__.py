"""The program's table of contents: what is decided about each resource, in this order.

| I want to add …                  | I open …                            |
|----------------------------------|-------------------------------------|
| an ECK kind, a port, a Service   | facts/kinds.yaml, one block         |
| a mode, an annotation, a label   | facts/modes.yaml, one entry         |
| behaviour no table can say       | rules/<topic>.py, then STAGES below  |

A rule looks at one manifest and the mesh around it and yields decisions; it changes nothing and reads nothing else.
"""

from __future__ import annotations

from eck_mesh.plan.rules.addresses import addresses
from eck_mesh.plan.rules.admission_policies import admission
from eck_mesh.plan.rules.contradictions import untrue
from eck_mesh.plan.rules.destination_rules import destination_rules
from eck_mesh.plan.rules.http_tls import http_tls
from eck_mesh.plan.rules.namespaces import namespaces
from eck_mesh.plan.rules.peer_authentication import peer_authentication
from eck_mesh.plan.rules.pod_metadata import pod_metadata, service_labels
from eck_mesh.plan.rules.service_account_token import service_account_token
from eck_mesh.plan.rules.sidecar_proxy import proxy
from eck_mesh.plan.rules.structure import shape
from eck_mesh.plan.rules.user_rules import custom

# The refusals of a stage are told together, and the next stage relies on there being none. The user's own rules come first:
# what is true of what they wrote by hand is then true of what they set.
STAGES = (
    (custom, shape),
    (
        untrue,
        namespaces,
        pod_metadata,
        service_labels,
        proxy,
        service_account_token,
        http_tls,
        addresses,
        peer_authentication,
        destination_rules,
        admission,
    ),
)
