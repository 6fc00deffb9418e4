"""Policies of others that beat ours in the cluster, by Istio's own order.

PeerAuthentication: of those that select a pod, the oldest alone counts (policy_applier.go, ComposePeerAuthentication).
DestinationRule: the client's namespace first, wildcards too, then the Service's; there the more specific host, of equal ones
the oldest (pilot/pkg/model/push_context.go, destinationRule). Sidecar: it hides what its egress does not list.
"""

from __future__ import annotations

from eck_mesh.manifest import get
from eck_mesh.resource import eck_labels, kind_of, services

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from eck_mesh.live import Live
    from eck_mesh.manifest import Manifest, Ref

    Said = tuple[str, Ref, str]  # not or note, whose, and why


def foreign(resources: list[Manifest], ours: Iterable[Manifest], live: Live) -> Iterator[Said]:
    """What beats the policies of these resources; ours: the policies that the plan has, or the cluster where there is none."""
    named = {(m.ref.kind, m.ref.namespace, m.ref.name): m for m in ours}
    for manifest in resources:
        name = f"{manifest.ref.name}-{kind_of(manifest).short}"
        own = named.get(("PeerAuthentication", live.namespace, name))
        for other in _of(live, "PeerAuthentication", live.namespace) if own else ():
            if other.ref.name != name and _selects(other, manifest, live):
                yield from _beats(other, own, live, f"selects pods of {manifest.ref} too", ("mtls", "portLevelMtls"))
        for service in services(manifest):
            rule = named.get(("DestinationRule", live.namespace, service.name))
            for other in _of(live, "DestinationRule") if rule else ():
                if other.ref[2:] != (live.namespace, service.name) and _for_host(other, service.name, live.namespace):
                    yield from _rule(other, rule, live)
    yield from _sidecars(live)


def _of(live: Live, kind: str, namespace: str = "") -> list[Manifest]:
    return [m for m in live.policies if m.ref.kind == kind and namespace in ("", m.ref.namespace)]


def _selects(other: Manifest, manifest: Manifest, live: Live) -> bool:
    """Whether it selects a pod that runs, or, where none does, one that ECK's labels would make."""
    wanted = get(other.body, ("spec", "selector", "matchLabels"), {}).items()
    own = [labels.items() for labels in eck_labels(manifest)]
    running = [labels for pod in live.pods if any(of <= (labels := get(pod, ("metadata", "labels"), {})).items() for of in own)]
    return bool(wanted) and any(wanted <= labels for labels in [of.items() for of in running] or own)


def _beats(other: Manifest, own: Any, live: Live, why: str, fields: tuple[str, ...]) -> Iterator[Said]:
    """One in our own namespace: the older one counts, and where ours is not there yet, that is the other."""
    if all(get(other.body, ("spec", field)) == get(own.body, ("spec", field)) for field in fields):
        return
    here = next((m for m in live.policies if m.ref == own.ref), None)
    if here and _age(here) <= _age(other):
        yield "note", other.ref, f"{why}, and does nothing: ours is older"
    else:
        yield "not", other.ref, f"{why}, and the oldest alone counts: ours would do nothing. Remove it."


def _rule(other: Manifest, own: Any, live: Live) -> Iterator[Said]:
    host = get(own.body, ("spec", "host"))
    wildcard = str(get(other.body, ("spec", "host"))).startswith("*")
    if other.ref.namespace == live.namespace:
        if not wildcard:  # ours is the more specific one
            yield from _beats(other, own, live, f"is for {host} too", ("trafficPolicy",))
    elif get(other.body, ("spec", "trafficPolicy")) != get(own.body, ("spec", "trafficPolicy")):
        where = other.ref.namespace
        operator = any(pod["metadata"]["namespace"] == where for pod in live.operator)
        whom = "the operator" if operator else "its clients"
        if where != "istio-system":  # asked last, where nothing else is
            text = f"of namespace {where} hides our rule for {host} from {whom} there"
            yield "not" if operator else "note", other.ref, text


def _for_host(other: Manifest, service: str, namespace: str) -> bool:
    """Whether its host is a Service, by any of its names; a short one is completed with the rule's own namespace."""
    host = str(get(other.body, ("spec", "host"), ""))
    if host.startswith("*"):
        return f"{service}.{namespace}.svc.cluster.local".endswith(host[1:])
    name, _, rest = host.partition(".")
    return name == service and (rest.split(".")[0] or other.ref.namespace) == namespace


def _sidecars(live: Live) -> Iterator[Said]:
    """Sidecars (the kind) that keep our pods, or the operator, from seeing our Services."""
    operators = {pod["metadata"]["namespace"] for pod in live.operator}
    for other in _of(live, "Sidecar"):
        where = other.ref.namespace
        hosts = [host for entry in get(other.body, ("spec", "egress"), []) for host in get(entry, ("hosts",), [])]
        seen = {"*/*", f"{live.namespace}/*", *(["./*"] if where == live.namespace else [])}
        if where in (live.namespace, *operators) and hosts and not seen & set(hosts):
            text = f"of namespace {where} hides Services of {live.namespace}: add {live.namespace}/* to its egress hosts."
            yield "not", other.ref, text


def _age(manifest: Manifest) -> tuple[str, str]:
    return get(manifest.body, ("metadata", "creationTimestamp"), ""), manifest.ref.name
