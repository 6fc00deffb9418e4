"""One PeerAuthentication for each resource that ECK gives a Service: what its pods accept.

On a data plane that cannot leave ports out, the ports that a sidecar would leave out are admitted
here where clients outside the mesh need them: always so for the operator's webhook, which the API
server calls.
"""

from __future__ import annotations

import json

from eck_mesh.eck.resource import kind_of, own_labels, pod_labels, pod_selector, tls_is_off
from eck_mesh.eck.services import http_ports, inbound_bypass_ports, services
from eck_mesh.istio.annotations import ROOT
from eck_mesh.istio.peer_authentication import (
    pod_selector_of,
    policies_of_namespace,
    policies_selecting,
    policy_effect,
)
from eck_mesh.manifests.kinds import PEER_AUTHENTICATION
from eck_mesh.manifests.selectors import labels_match
from eck_mesh.mesh.policy_names import peer_authentication_ref
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal, Skip
from eck_mesh.plan.rules.policy_objects import create
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason
    from eck_mesh.plan.decisions import Create


class Admitted(NamedTuple):
    """Clients without a mesh identity that are admitted, on which ports, and by whose TLS."""

    ports: tuple[int, ...]
    encryption: str  # the id of the reason
    clients: list[str]


def peer_authentication(manifest: Manifest, mesh: Mesh) -> Iterator[Create | Skip | Refusal]:
    """Create it by ECK's own pod label, or compare the user's policies with what the mode needs."""
    row = mesh.row(manifest.ref).peerAuthentication
    webhook = manifest.is_operator and not mesh.plane(manifest.ref).leavesPortsOut
    if row is None or not (http_ports(manifest) or webhook):
        return
    admitted = _admitted(manifest, mesh) if row.mode == "STRICT" else []
    effect: Body = {"mtls": {"mode": row.mode}}
    if admitted:
        # Never DISABLE: clients of a headless Service ignore a port-level DISABLE and break
        # (measured).
        ports = sorted({port for one in admitted for port in one.ports})
        effect["portLevelMtls"] = {str(port): {"mode": "PERMISSIVE"} for port in ports}
    if mesh.settings[manifest.ref].peerAuthentications:
        reasons = [reason(row.because), *map(_why_admitted, admitted)]
        yield from _ours(manifest, mesh, effect, reasons)
    else:
        yield from _theirs(manifest, mesh, effect, admitted)


def _ours(
    manifest: Manifest, mesh: Mesh, effect: Body, reasons: list[Reason]
) -> Iterator[Create | Refusal]:
    """Create the policy. Only the oldest policy that selects a pod counts: a second one is
    refused."""
    name = peer_authentication_ref(manifest).name
    for other in _selecting(manifest, mesh):
        if other.ref.name != name:
            why = reason("second-peer-authentication", target=manifest.ref)
            yield Refusal(other.ref, ("spec", "selector"), why)
    spec = {"selector": {"matchLabels": pod_selector(manifest)}, **effect}
    yield from create(manifest, mesh, PEER_AUTHENTICATION, name, spec, reasons)


def _theirs(
    manifest: Manifest, mesh: Mesh, effect: Body, admitted: list[Admitted]
) -> Iterator[Skip | Refusal]:
    """Refuse user-defined policies, and the lack of one, where the mode would not be true."""
    selecting, sets = _selecting(manifest, mesh), pod_labels(manifest)
    own = own_labels(manifest)
    selectors = [pod_selector_of(policy) for policy in selecting]
    covered = bool(sets) and all(
        any(labels_match(selector, labels, assumed=own) for selector in selectors)
        for labels in sets
    )
    needed = json.dumps(effect)
    for other in selecting if covered else [*selecting, *_for_namespace(manifest, mesh)]:
        if policy_effect(other) != {"mtls": {}, "portLevelMtls": {}, **effect}:
            mode = mesh.mode(manifest.ref)
            why = reason("policy-contradicts-mode", mode=mode, target=manifest.ref, needed=needed)
            yield Refusal(other.ref, ("spec",), why)
    if admitted and not covered:
        clients = ", ".join(dict.fromkeys(client for one in admitted for client in one.clients))
        yield Refusal(manifest.ref, (), reason("no-policy-admits", clients=clients, needed=needed))
    else:
        yield Skip(manifest.ref, (), [reason("peer-authentications-off")])


def _admitted(manifest: Manifest, mesh: Mesh) -> list[Admitted]:
    """The clients that are admitted, by their ports and by what encrypts there.

    Ports that bypass the sidecar need no exception, where the data plane can leave ports out.
    """
    past = inbound_bypass_ports(manifest) if mesh.plane(manifest.ref).leavesPortsOut else set()
    own = _encrypted_by_eck(manifest)
    found: dict[tuple[tuple[int, ...], str], list[str]] = {}
    for client in mesh.clients(manifest.ref):
        by_eck, by_nobody = own.intersection(client.ports) - past, set(client.ports) - own - past
        for ports, how in (by_eck, "admits-by-eck-tls"), (by_nobody, "admits-without-eck-tls"):
            if ports:
                found.setdefault((tuple(sorted(ports)), how), []).append(client.words)
    return [Admitted(ports, how, clients) for (ports, how), clients in found.items()]


def _why_admitted(one: Admitted) -> Reason:
    ports, clients = ", ".join(map(str, one.ports)), ", ".join(one.clients)
    return reason(one.encryption, ports=ports, clients=clients)


def _encrypted_by_eck(manifest: Manifest) -> set[int]:
    """The ports behind its Services that have ECK's own TLS.

    These are all that ECK serves, except HTTP where its TLS is off. Of the ports that users list
    (Logstash) only the API's has it, whose entry takes the place of ECK's own Service.
    """
    kind, found = kind_of(manifest), inbound_bypass_ports(manifest)
    own = {
        service.name.replace("{name}", manifest.ref.name)
        for service in kind.services
        if service.port
    }
    for named in services(manifest):
        if named.service.port:
            tls = kind.httpTls if named.service.role == "http" else ()
        elif named.name in own:
            tls = (*named.template[:-1], "tls")
        else:
            continue
        if not (tls and tls_is_off(manifest.body, tls)):
            found.update(named.ports)
    return found


def _selecting(manifest: Manifest, mesh: Mesh) -> list[Manifest]:
    """The PeerAuthentications that select any of this resource's pods."""
    own, pods = own_labels(manifest), pod_labels(manifest)
    return policies_selecting(mesh.policies, manifest.ref.namespace, pods, own)


def _for_namespace(manifest: Manifest, mesh: Mesh) -> list[Manifest]:
    """Those without a selector, for its namespace, or, if there are none, for the whole mesh."""
    near = policies_of_namespace(mesh.policies, manifest.ref.namespace)
    return near or policies_of_namespace(mesh.policies, ROOT)
