"""Notes on mesh.egress: what eck-mesh does not see, and NetworkPolicies that say something else."""

from __future__ import annotations

from eck_mesh.mesh.egress.found import needs_of
from eck_mesh.mesh.egress.secure_settings import unread_secrets
from eck_mesh.mesh.network_policies import policy_blocking_port
from eck_mesh.messages.enumeration import first_of
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason


def notes_on_limited(limited: Iterable[Manifest], mesh: Mesh) -> Iterator[Reason]:
    """A note for each Secret whose keys nobody sees, and for each port that policies block."""
    for manifest in limited:
        for secret in dict.fromkeys(unread_secrets(manifest, mesh)):
            yield reason("egress-secret-not-seen", secret=secret, target=manifest.ref)
        by_port: dict[int, list[str]] = {}
        for host, _ in needs_of(manifest, mesh).outside:
            for port in host.ports:
                by_port.setdefault(port, []).append(host.host)
        for port, hosts in by_port.items():
            policy = policy_blocking_port(manifest, port, mesh)
            if policy:
                names = {"policy": policy, "target": manifest.ref, "hosts": first_of(hosts)}
                yield reason("network-policy-blocks-egress", port=port, **names)
