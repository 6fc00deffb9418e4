"""Sidecar resources: which of them apply to a pod, and which Services they list.

Of a pod's namespace the Sidecar that selects the pod applies, then the one without a selector, then
that of a root namespace (pilot/pkg/model/sidecar.go of Istio).
"""

from __future__ import annotations

from eck_mesh.manifests.paths import items, mappings, text, texts
from eck_mesh.manifests.selectors import labels_match

REGISTRY_ONLY = "REGISTRY_ONLY"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eck_mesh.manifests.manifest import Manifest


def applied_sidecars(
    sidecars: Iterable[Manifest],
    namespace: str,
    pods: Sequence[dict[str, str]],
    roots: Sequence[str],
) -> list[Manifest]:
    """The Sidecars that apply to some of the pods with these labels in a namespace."""
    selecting, whole, default = [], [], []
    rest = list(pods)  # those that no Sidecar selects
    for sidecar in sidecars:
        selector = texts(sidecar.body, ("spec", "workloadSelector", "labels"))
        if sidecar.ref.namespace == namespace:
            if not selector:
                whole.append(sidecar)
            elif any(labels_match(selector, labels) for labels in pods):
                selecting.append(sidecar)
                rest = [labels for labels in rest if not labels_match(selector, labels)]
        elif sidecar.ref.namespace in roots and not selector:
            default.append(sidecar)
    return selecting + ((whole or default) if rest or not pods else [])


def outbound_mode(sidecar: Manifest) -> str:
    """What a Sidecar says of unknown destinations: ALLOW_ANY, REGISTRY_ONLY, or "" for nothing."""
    return text(sidecar.body, ("spec", "outboundTrafficPolicy", "mode"))


def first_hidden_host(sidecar: Manifest, client_namespace: str, hosts: Iterable[str]) -> str:
    """The first of these full hosts that a Sidecar does not list; "" if it lists all."""
    for host in hosts:
        if not egress_lists_host(sidecar, client_namespace, host):
            return host
    return ""


def egress_lists_host(sidecar: Manifest, client_namespace: str, host: str) -> bool:
    """Whether a full host is among a Sidecar's egress hosts; without any the Sidecar lists all.

    An entry is NAMESPACE/NAME; `.` is the client's namespace, in a root namespace's Sidecar too.
    """
    return egress_lists_entry(sidecar, client_namespace, f"{host.split('.')[1]}/{host}")


def egress_lists_entry(sidecar: Manifest, client_namespace: str, wanted: str) -> bool:
    """The same of NAMESPACE/NAME, in Istio's own words."""
    namespace, _, host = wanted.partition("/")
    namespace = client_namespace if namespace == "." else namespace
    entries: list[object] = []
    for listener in mappings(sidecar.body, ("spec", "egress")):
        entries += items(listener, ("hosts",))
    for entry in entries:
        where, _, name = str(entry).partition("/")
        where = client_namespace if where == "." else where
        if where not in ("*", namespace):
            continue
        if name == host or (name.startswith("*") and host.endswith(name[1:])):
            return True
    return not entries
