"""One PeerAuthentication for each resource that ECK gives a Service: who gets in at its sidecars, or through ztunnel.

In ambient no port passes by: what a sidecar leaves out is admitted here where clients outside the mesh need it, the
operator's webhook, which the API server calls, always.
"""

from __future__ import annotations

import json

from eck_mesh.eck.labels import pod_labels, pod_selector, takes
from eck_mesh.eck.resource import (
    bypass_ports,
    http_ports,
    kind_of,
    pod_templates,
    services,
    tls_is_off,
)
from eck_mesh.istio.annotations import ROOT
from eck_mesh.manifests.manifest import get
from eck_mesh.plan.decisions import Refusal, Skip
from eck_mesh.plan.rules.policy_objects import create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.plan.decisions import Create

RULE = "peer-authentication"
BY_ECK = "by ECK's own TLS"
BY_NOBODY = "without TLS of ECK's, encrypted only if what listens there does it"


def peer_authentication(manifest: Manifest, mesh: Mesh) -> Iterator[Create | Skip | Refusal]:
    """Create it by ECK's own pod label, or hold the user's against the table.

    Only one with a selector counts for a pod, the oldest, and nothing merges: a second one is refused.
    """
    kind, policy = kind_of(manifest), mesh.row(manifest.ref).peerAuthentication
    ambient = mesh.settings[manifest.ref].dataPlane == "ambient"
    if policy is None or not (http_ports(manifest) or (manifest.is_operator and ambient)):
        return
    spec: dict[str, Any] = {
        "selector": {"matchLabels": pod_selector(manifest)},
        "mtls": {"mode": policy["mode"]},
    }
    because = policy["because"]
    admitted = _admitted(manifest, mesh) if policy["mode"] == "STRICT" else {}
    if admitted:
        # Never DISABLE: clients of a headless Service ignore a port-level DISABLE and break (measured).
        every = sorted({port for ports, _ in admitted for port in ports})
        spec["portLevelMtls"] = {str(port): {"mode": "PERMISSIVE"} for port in every}
    for (ports, how), clients in admitted.items():
        because += f"; {', '.join(map(str, ports))} also lets in, {how}: {', '.join(clients)}"
    wanted = {key: spec[key] for key in spec if key != "selector"}
    sets = pod_labels(manifest)
    selecting = _for_same_pods(manifest, mesh, sets)
    name = f"{manifest.ref.name}-{kind.short}"
    if mesh.settings[manifest.ref].peerAuthentications:
        for other in selecting:
            if other.ref.name != name:
                why = f"selects the pods of {manifest.ref} too; the oldest wins, nothing merges. Remove it, or set "
                yield Refusal(
                    other.ref, ("spec", "selector"), RULE, why + "mesh.peerAuthentications: false."
                )
        yield from create(manifest, mesh, "PeerAuthentication", name, spec, RULE, because)
        return
    selectors = [get(policy.body, ("spec", "selector", "matchLabels")) for policy in selecting]
    covered = bool(sets) and all(
        any(takes(selector, manifest, labels) for selector in selectors) for labels in sets
    )
    yours = selecting if covered else [*selecting, *_for_namespace(manifest, mesh)]
    for other in yours:
        if any(_said(other, key) != wanted.get(key) for key in ("mtls", "portLevelMtls")):
            why = f"does not do what mode {mesh.mode(manifest.ref)} says for {manifest.ref}: it needs {json.dumps(wanted)}."
            yield Refusal(other.ref, ("spec",), RULE, why)
    if admitted and not covered:
        everyone = dict.fromkeys(client for clients in admitted.values() for client in clients)
        why = f"mesh.peerAuthentications is false, and no policy of yours lets in {', '.join(everyone)}: "
        why += f"one that selects its pods needs {json.dumps(wanted)}."
        yield Refusal(manifest.ref, (), RULE, why)
    else:
        yield Skip(
            manifest.ref,
            (),
            RULE,
            "mesh.peerAuthentications is false: only your own policies make the mode true",
        )


def _said(other: Manifest, key: str) -> Any:
    """What a policy of the user's says; Istio's own pages write its ports without quotes."""
    value = get(other.body, ("spec", key))
    return {str(name): inner for name, inner in value.items()} if isinstance(value, dict) else value


def _admitted(manifest: Manifest, mesh: Mesh) -> dict[tuple[tuple[int, ...], str], list[str]]:
    """The clients that get in without a mesh identity, by the ports that they need and by what encrypts there. Under sidecars
    the ports that pass by need no exception."""
    past = set() if mesh.settings[manifest.ref].dataPlane == "ambient" else _bypass(manifest)
    own = _encrypted(manifest)
    found: dict[tuple[tuple[int, ...], str], list[str]] = {}
    for client in mesh.clients(manifest.ref):
        for how, ports in (
            (BY_ECK, own.intersection(client.ports)),
            (BY_NOBODY, set(client.ports) - own),
        ):
            if ports - past:
                found.setdefault((tuple(sorted(ports - past)), how), []).append(client.words)
    return found


def _encrypted(manifest: Manifest) -> set[int]:
    """The ports behind its Services that have ECK's own TLS: all that ECK serves, but for HTTP where that is turned off; of
    the ports that users list there (Logstash) only the API's, whose entry takes the place of ECK's own Service."""
    kind, found = kind_of(manifest), _bypass(manifest)
    own = {
        service.name.replace("{name}", manifest.ref.name)
        for service in kind.services
        if service.port
    }
    for named in services(manifest):
        entry = (*named.template[:-1], "tls") if not named.service.port else ()
        tls = entry or (kind.httpTls if named.service.role == "http" else ())
        if (not entry or named.name in own) and not (tls and tls_is_off(manifest.body, tls)):
            found.update(named.ports)
    return found


def _bypass(manifest: Manifest) -> set[int]:
    return {
        port
        for template in pod_templates(manifest)
        for port in bypass_ports(manifest, "inbound", template)
    }


def _for_same_pods(manifest: Manifest, mesh: Mesh, sets: list[dict[str, str]]) -> list[Manifest]:
    """The PeerAuthentications whose selector takes any of this resource's pods, which have these sets of labels."""
    return [
        other
        for other in mesh.policies
        if other.ref.namespace == manifest.ref.namespace
        and isinstance(get(other.body, ("spec", "selector", "matchLabels")) or None, dict)
        and any(
            takes(get(other.body, ("spec", "selector", "matchLabels")), manifest, labels)
            for labels in sets
        )
    ]


def _for_namespace(manifest: Manifest, mesh: Mesh) -> list[Manifest]:
    """Those without a selector, for its namespace, or, where there are none, for the whole mesh."""
    wide = [
        other for other in mesh.policies if not get(other.body, ("spec", "selector", "matchLabels"))
    ]
    near = [other for other in wide if other.ref.namespace == manifest.ref.namespace]
    return near or [other for other in wide if other.ref.namespace == ROOT]
