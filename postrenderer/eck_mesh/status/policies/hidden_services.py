"""Istio Sidecar resources that hide Services from their clients.

A proxy knows only the Services that its Sidecar lists in `egress`: for all others it ignores
eck-mesh's DestinationRules and sends plaintext.
"""

from __future__ import annotations

from itertools import chain

from eck_mesh.eck.services import services
from eck_mesh.istio.sidecar_scope import applied_sidecars, first_hidden_host
from eck_mesh.manifests.kinds import SIDECAR
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple
from eck_mesh.status.line import NOT_READY, Line
from eck_mesh.status.policies.hosts import full_host

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.status.desired import Desired
    from eck_mesh.status.live import Pod


class Client(NamedTuple):
    """A client in one namespace, its pods, and the full hosts to which it connects."""

    words: str
    namespace: str
    pods: list[Pod]
    hosts: list[str]


def hidden_service_lines(desired: Desired) -> Iterator[Line]:
    """A line for each Sidecar and each namespace whose Services it hides from a client."""
    sidecars = desired.live.policies_of_kind(SIDECAR)
    found: dict[tuple[str, str], Line] = {}
    for client in _clients(desired):
        pods = [pod.labels for pod in client.pods]
        for sidecar in applied_sidecars(sidecars, client.namespace, pods, desired.live.roots):
            hidden = first_hidden_host(sidecar, client.namespace, client.hosts)
            if hidden:
                namespace = hidden.split(".")[1]
                why = reason("sidecar-hides-service", hidden=namespace, client=client.words)
                line = Line(NOT_READY, str(sidecar.ref), why)
                found.setdefault((line.subject, namespace), line)
    yield from found.values()


def _clients(desired: Desired) -> Iterator[Client]:
    """The operator, which connects to every HTTP Service, and resources: one Service each."""
    ruled = [one for one in desired.resources if desired.mode_row(one).destinationRules]
    hosts = {manifest.ref: _http_hosts(manifest, desired) for manifest in ruled}
    every = list(chain.from_iterable(hosts.values()))
    operators = desired.live.operators
    for namespace in dict.fromkeys(pod.namespace for pod in operators):
        pods = [pod for pod in operators if pod.namespace == namespace]
        yield Client("the operator", namespace, pods, every)
    for manifest in (*desired.resources, *desired.other_clients):
        targets = sorted(desired.http_targets(manifest) & hosts.keys())
        first = [hosts[ref][0] for ref in targets if hosts[ref]]
        pods = desired.pods(manifest)
        yield Client(str(manifest.ref), manifest.ref.namespace, pods, first)


def _http_hosts(manifest: Manifest, desired: Desired) -> list[str]:
    names = [named.name for named in services(manifest) if named.service.role == "http"]
    return [full_host(manifest, name, desired) for name in names]
