"""Live policies that eck-mesh did not create and that keep its policies from taking effect."""

from __future__ import annotations

from eck_mesh.eck.services import http_ports, services
from eck_mesh.mesh.policy_names import peer_authentication_ref
from eck_mesh.status.policies.other_authorizations import other_authorization_lines
from eck_mesh.status.policies.rival_peer_authentications import rival_peer_authentication_lines
from eck_mesh.status.policies.rival_rules import rival_rule_lines
from eck_mesh.status.policies.wrapping_rules import wrapping_rule_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.status.desired import Desired
    from eck_mesh.status.line import Line


def conflict_lines(desired: Desired) -> Iterator[Line]:
    """The lines of each checked resource, one for each policy and state."""
    for manifest in desired.resources:
        once: dict[tuple[str, str], Line] = {}
        for line in _lines_of(manifest, desired):
            once.setdefault((line.state, line.subject), line)
        yield from once.values()


def _lines_of(manifest: Manifest, desired: Desired) -> Iterator[Line]:
    row = desired.mode_row(manifest)
    serves = http_ports(manifest) or peer_authentication_ref(manifest) in desired.policies
    if row.peerAuthentication and serves:
        yield from rival_peer_authentication_lines(manifest, desired)
    yield from other_authorization_lines(manifest, desired)
    needed = {rule.role: rule.tls for rule in row.destinationRules}
    for named in services(manifest):
        if named.service.role in needed:
            yield from rival_rule_lines(manifest, named, needed[named.service.role], desired)
    yield from wrapping_rule_lines(manifest, desired)
