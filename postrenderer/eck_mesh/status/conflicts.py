"""Policies of others that beat what strict needs, by Istio's own order.

PeerAuthentication: of those that select a pod, the oldest alone counts (policy_applier.go, ComposePeerAuthentication).
DestinationRule: the client's namespace first, wildcards too, then the Service's, then the mesh's own; there the more specific
host, of equal ones the oldest (pilot/pkg/model/push_context.go, destinationRule).
"""

from __future__ import annotations

from eck_mesh.eck.resource import http_ports, services
from eck_mesh.manifests.kinds import DESTINATION_RULE
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import get
from eck_mesh.status.desired import age, policy_ref
from eck_mesh.status.locked_out import mode, selecting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.resource import Named
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.status.desired import Goal

    Said = tuple[str, Ref, str]  # not or note, whose, and why


def foreign(goal: Goal) -> Iterator[Said]:
    """What beats the policies of the resources that are asked about, each once for a resource."""
    for manifest in goal.resources:
        row = goal.row(manifest)
        found = (
            list(_peers(manifest, goal)) if row.peerAuthentication and http_ports(manifest) else []
        )
        roles = {rule.role: rule.tls for rule in row.destinationRules}
        for named in services(manifest):
            found += (
                _rules(manifest, named, roles[named.service.role], goal)
                if named.service.role in roles
                else ()
            )
        once: dict[tuple[str, Ref], Said] = {}
        for said in found:
            once.setdefault(said[:2], said)
        yield from once.values()


def _peers(manifest: Manifest, goal: Goal) -> Iterator[Said]:
    """Others that select its pods; where ours is not made, whether theirs do what it would."""
    ref = policy_ref(manifest)
    own = goal.policies.get(ref)
    if goal.plan and ref not in goal.plan.manifests:
        if goal.strict(manifest):
            yield from _without_ours(manifest, goal)
        return
    wanted = {
        "mtls": {"mode": "STRICT"},
        **({} if goal.plan is None or own is None else own.body["spec"]),
    }
    for other in selecting(manifest, goal):
        if other.ref != ref and any(
            get(other.body, ("spec", key)) != wanted.get(key) for key in ("mtls", "portLevelMtls")
        ):
            yield _beats(own, other, f"selects pods of {manifest.ref} too")


def _without_ours(manifest: Manifest, goal: Goal) -> Iterator[Said]:
    """mesh.peerAuthentications is false: others have to make it STRICT. An exception of the stream's own is its word."""
    first = selecting(manifest, goal)[:1]
    planned = bool(first) and first[0].ref in goal.plan.manifests if goal.plan else False
    for port in (0, *http_ports(manifest)):
        word = mode(manifest, port, goal)
        if word != "STRICT" and not (port and planned):
            at = f"port {port} of its pods" if port else "its pods"
            text = f"{at} would be {word}: mesh.peerAuthentications is false, and no policy of yours or of the mesh is STRICT."
            yield (
                "not",
                first[0].ref if first else manifest.ref,
                text if not first else f"for {manifest.ref}: {text}",
            )
            return


def _rules(manifest: Manifest, named: Named, tls: str, goal: Goal) -> Iterator[Said]:
    """Others for the host of a Service, where a client would ask them before ours, or there is none of ours."""
    where, host = manifest.ref.namespace, goal.host(manifest, named.name)
    own = _own(named, where, host, goal)
    made = goal.plan is None or own is not None
    for other in goal.live.policies:
        said = _tls(other, named.ports)
        if (
            other.ref.kind != DESTINATION_RULE.kind
            or not _for_host(other, host)
            or (own and other.ref == own.ref)
            or said == tls
        ):
            continue
        exact = not str(get(other.body, ("spec", "host"))).startswith("*")
        if not made and not said:
            continue  # it leaves TLS to Istio
        if other.ref.namespace == where and made:
            if exact:  # ours is more specific than a wildcard
                yield _beats(own, other, f"is for {host} too")
        elif other.ref.namespace in (where, *goal.live.roots):
            if not made:  # the mesh's own are asked last, where nothing else is
                yield (
                    "not",
                    other.ref,
                    f"says {said} for {host}, and mesh.destinationRules is never: clients need {tls}.",
                )
        else:
            whom = _asked_first(other, manifest, named.service.role, goal)
            text = f"of namespace {other.ref.namespace} hides our rule for {host} from {whom or 'its clients'} there"
            yield "not" if whom else "note", other.ref, text


def _own(named: Named, where: str, host: str, goal: Goal) -> Manifest | None:
    """The rule for that very host that the plan has, the user's own too; without a plan the one of ours that is there."""
    if goal.plan is None:
        return goal.policies.get(Ref(*DESTINATION_RULE.identity, where, named.name))
    rules = [
        goal.policies[ref]
        for ref in goal.plan.manifests
        if ref.kind == DESTINATION_RULE.kind and ref.namespace == where
    ]
    return next(
        (m for m in rules if get(m.body, ("spec", "host"), "")[:1] != "*" and _for_host(m, host)),
        None,
    )


def _asked_first(other: Manifest, manifest: Manifest, role: str, goal: Goal) -> str:
    """Who asks a rule of another namespace before ours: its own clients, and of these only whom it selects."""
    wanted = get(other.body, ("spec", "workloadSelector", "matchLabels"), {}).items()
    operators = [
        pod for pod in goal.live.operators if pod["metadata"]["namespace"] == other.ref.namespace
    ]
    if role == "http" and any(
        wanted <= get(pod, ("metadata", "labels"), {}).items() for pod in operators
    ):
        return "the operator"
    clients = [m for m in (*goal.others, *goal.resources) if m.ref.namespace == other.ref.namespace]
    for client in clients if role == "http" else ():
        selected = not wanted or any(
            wanted <= get(pod, ("metadata", "labels"), {}).items() for pod in goal.pods(client)
        )
        if selected and manifest.ref in goal.dials(client):
            return str(client.ref)
    return ""


def _beats(own: Manifest | None, other: Manifest, why: str) -> Said:
    """One in our own namespace: the older one counts, and where ours is not there yet, that is the other."""
    if own and age(own) <= age(other):
        return "note", other.ref, f"{why}, and does nothing: ours is older"
    return (
        "not",
        other.ref,
        f"{why}, and the oldest alone counts: ours would do nothing. Remove it.",
    )


def _tls(rule: Manifest, ports: list[int]) -> str:
    """What a rule says of TLS for the ports of a Service; "" where it leaves that to Istio. An entry for a port replaces the
    rest for it."""
    policy = get(rule.body, ("spec", "trafficPolicy"), {})
    entries = [
        entry
        for entry in get(policy, ("portLevelSettings",), [])
        if get(entry, ("port", "number")) in ports
    ]
    return str(get((entries or [policy])[0], ("tls", "mode"), ""))


def _for_host(other: Manifest, host: str) -> bool:
    """Whether its host is a Service, by any of its names; a short one is completed with the rule's own namespace."""
    said = str(get(other.body, ("spec", "host"), ""))
    if said.startswith("*"):
        return host.endswith(said[1:])
    service, namespace, _ = host.split(".", 2)
    return (
        said == host
        or said in (f"{service}.{namespace}", f"{service}.{namespace}.svc")
        or (said == service and other.ref.namespace == namespace)
    )
