"""The program's table of contents: what is decided about each resource, in this order.

| I want to add …                  | I open …                            |
|----------------------------------|-------------------------------------|
| an ECK kind, a port, a Service   | facts/kinds.yaml, one block         |
| a mode, an annotation, a label   | facts/modes.yaml, one entry         |
| behaviour no table can say       | rules/<topic>.py, then STAGES below  |

A rule looks at one manifest and the mesh around it and yields decisions; it changes nothing and reads nothing else.
"""

from __future__ import annotations

from eck_mesh.rules.addresses import addresses
from eck_mesh.rules.admission import admission
from eck_mesh.rules.custom import custom
from eck_mesh.rules.destination_rules import destination_rules
from eck_mesh.rules.http_tls import http_tls
from eck_mesh.rules.namespaces import namespaces
from eck_mesh.rules.peer_authentication import peer_authentication
from eck_mesh.rules.pod_metadata import pod_metadata, service_labels
from eck_mesh.rules.proxy import proxy
from eck_mesh.rules.service_account_token import service_account_token
from eck_mesh.rules.shape import shape
from eck_mesh.rules.untrue import untrue

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
