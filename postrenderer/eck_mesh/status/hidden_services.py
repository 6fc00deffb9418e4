"""Sidecars (the kind): what their egress does not list, the clients that they are for do not see, and send as it is.

For a pod one counts: of its namespace the one that selects it, then the one without a selector, then the mesh's own
(pilot/pkg/model/sidecar.go). `./*` is the namespace of the client, in the mesh's own too.
"""

from __future__ import annotations

from eck_mesh.eck.resource import services
from eck_mesh.manifests.kinds import SIDECAR
from eck_mesh.manifests.paths import get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.status.desired import Goal


def visible(goal: Goal) -> Iterator[tuple[str, Ref, str]]:
    """Those that keep the operator, or the pods of a resource, from seeing a Service that they dial, each once for a Service's
    namespace."""
    found: dict[tuple[Ref, str], tuple[str, Ref, str]] = {}
    for client, namespace, pods, hosts in _clients(goal):
        for other in _counting(namespace, pods, goal) if hosts else ():
            hidden = next((host for host in hosts if not _shows(other, namespace, host)), "")
            if hidden:
                where = hidden.split(".")[1]
                text = f"of namespace {other.ref.namespace} hides Services of {where} from {client}"
                text += f": add {where}/* to its egress hosts."
                found.setdefault((other.ref, where), ("not", other.ref, text))
    yield from found.values()


def _clients(goal: Goal) -> Iterator[tuple[str, str, list[dict[str, Any]], list[str]]]:
    """Who dials, from which namespace and pods, and the full names of the Services: the operator all that listen to HTTP, the
    others one of each resource."""
    dialed = {m.ref: _hosts(m, goal) for m in goal.resources if goal.row(m).destinationRules}
    for namespace in dict.fromkeys(pod["metadata"]["namespace"] for pod in goal.live.operators):
        pods = [pod for pod in goal.live.operators if pod["metadata"]["namespace"] == namespace]
        yield "the operator", namespace, pods, [host for hosts in dialed.values() for host in hosts]
    for manifest in (*goal.resources, *goal.others):
        hosts = [host for ref in sorted(goal.dials(manifest)) for host in dialed.get(ref, [])[:1]]
        yield str(manifest.ref), manifest.ref.namespace, goal.pods(manifest), hosts


def _hosts(manifest: Manifest, goal: Goal) -> list[str]:
    names = [named.name for named in services(manifest) if named.service.role == "http"]
    return [goal.host(manifest, name) for name in names]


def _counting(namespace: str, pods: list[dict[str, Any]], goal: Goal) -> list[Manifest]:
    """The Sidecars that count for some of these pods."""
    every = [m for m in goal.live.policies if m.ref.kind == SIDECAR.kind]
    here = [m for m in every if m.ref.namespace == namespace]
    found = [
        m
        for m in here
        if any(
            _items(m) and _items(m) <= get(pod, ("metadata", "labels"), {}).items() for pod in pods
        )
    ]
    default = [m for m in here if not _items(m)]
    return found + (
        default or [m for m in every if m.ref.namespace in goal.live.roots and not _items(m)]
    )


def _items(other: Manifest) -> Any:
    return get(other.body, ("spec", "workloadSelector", "labels"), {}).items()


def _shows(other: Manifest, client: str, host: str) -> bool:
    """Whether one of its egress hosts, NAMESPACE/NAME, is this Service's; without any it shows all."""
    listed = [
        item
        for entry in get(other.body, ("spec", "egress"), [])
        for item in get(entry, ("hosts",), [])
    ]
    for namespace, _, name in (str(item).partition("/") for item in listed):
        here = namespace in ("*", host.split(".")[1]) or (
            namespace == "." and client == host.split(".")[1]
        )
        if here and (host.endswith(name[1:]) if name.startswith("*") else name == host):
            return True
    return not listed
