"""Istio Sidecar resources that hide Services from their clients.

A proxy knows only the Services that its Sidecar lists in `egress`: for all others it ignores
eck-mesh's DestinationRules and sends plaintext. Of a pod's namespace the Sidecar that selects the
pod applies, then the one without a selector, then that of a root namespace
(pilot/pkg/model/sidecar.go of Istio).
"""

from __future__ import annotations

from itertools import chain

from eck_mesh.eck.services import services
from eck_mesh.manifests.kinds import SIDECAR
from eck_mesh.manifests.paths import items, mappings, texts
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple
from eck_mesh.status.line import NOT_READY, Line

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
    found: dict[tuple[str, str], Line] = {}
    for client in _clients(desired):
        for sidecar in _applied_sidecars(client, desired):
            hidden = [host for host in client.hosts if not _lists_host(sidecar, client, host)]
            if hidden:
                namespace = hidden[0].split(".")[1]
                why = reason("sidecar-hides-service", hidden=namespace, client=client.words)
                line = Line(NOT_READY, str(sidecar.ref), why)
                found.setdefault((line.subject, namespace), line)
    yield from found.values()


def _clients(desired: Desired) -> Iterator[Client]:
    """The operator, which connects to every HTTP Service, and resources: one Service each."""
    ruled = [m for m in desired.resources if desired.mode_row(m).destinationRules]
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
    return [desired.full_host(manifest, name) for name in names]


def _applied_sidecars(client: Client, desired: Desired) -> list[Manifest]:
    """The Sidecars that apply to some pod of a client."""
    sidecars = desired.live.policies_of_kind(SIDECAR)
    here = [sidecar for sidecar in sidecars if sidecar.ref.namespace == client.namespace]
    selecting = [sidecar for sidecar in here if _selects_pod(sidecar, client.pods)]
    whole = [sidecar for sidecar in here if not _selector(sidecar)]
    roots = [sidecar for sidecar in sidecars if sidecar.ref.namespace in desired.live.roots]
    return selecting + (whole or [sidecar for sidecar in roots if not _selector(sidecar)])


def _selects_pod(sidecar: Manifest, pods: list[Pod]) -> bool:
    selector = _selector(sidecar)
    return bool(selector) and any(pod.has_labels(selector) for pod in pods)


def _selector(sidecar: Manifest) -> dict[str, str]:
    return texts(sidecar.body, ("spec", "workloadSelector", "labels"))


def _lists_host(sidecar: Manifest, client: Client, host: str) -> bool:
    """Whether a full host is among a Sidecar's egress hosts; without any the Sidecar lists all.

    An entry is NAMESPACE/NAME; `.` is the client's namespace, in a root namespace's Sidecar too.
    """
    namespace = host.split(".")[1]
    entries: list[object] = []
    for listener in mappings(sidecar.body, ("spec", "egress")):
        entries += items(listener, ("hosts",))
    for entry in entries:
        where, _, name = str(entry).partition("/")
        if where not in ("*", namespace) and not (where == "." and client.namespace == namespace):
            continue
        if name == host or (name.startswith("*") and host.endswith(name[1:])):
            return True
    return not entries
