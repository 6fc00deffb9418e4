"""Notes on mesh.egress: what eck-mesh does not see, and NetworkPolicies that say something else."""

from __future__ import annotations

from eck_mesh.eck.written_addresses import unread_variables
from eck_mesh.manifests.paths import show
from eck_mesh.mesh.egress.found import needs_of, without_port
from eck_mesh.mesh.egress.secure_settings import unread_secrets
from eck_mesh.mesh.egress.texts import all_texts
from eck_mesh.mesh.notes.network_policies import policies_limiting_egress, policy_blocking_port
from eck_mesh.messages.enumeration import first_of
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason


def notes_on_limited(limited: Iterable[Manifest], mesh: Mesh) -> Iterator[Reason]:
    """A note for each Secret whose keys nobody sees, each variable that stands for a host, each
    host whose port is not known, and each port that policies block."""
    for manifest in limited:
        for secret in dict.fromkeys(unread_secrets(manifest, mesh)):
            yield reason("egress-secret-not-seen", secret=secret, target=manifest.ref)
        for setting in all_texts(manifest, mesh):
            for path, variable in unread_variables(setting):
                where = f"{setting.ref}: {show(path, mesh.manifests[setting.ref].body)}"
                yield reason("egress-host-in-variable", where=where, variable=variable)
        for where, name in without_port(manifest, mesh):
            yield reason("egress-port-not-known", where=where, host=name)
        by_port: dict[int, list[str]] = {}
        for host, _ in needs_of(manifest, mesh).outside:
            for port in host.ports:
                by_port.setdefault(port, []).append(host.host)
        limiting = policies_limiting_egress(manifest, mesh)
        for port, hosts in by_port.items():
            policy = policy_blocking_port(limiting, port)
            if policy:
                names = {"policy": policy, "target": manifest.ref, "hosts": first_of(hosts)}
                yield reason("network-policy-blocks-egress", port=port, **names)
