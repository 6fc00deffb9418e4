"""One PeerAuthentication for each resource that ECK gives a Service: who gets in at its sidecars, or through ztunnel.

In ambient no port passes by: what a sidecar leaves out is admitted here where clients outside the mesh need it, the
operator's webhook, which the API server calls, always.
"""

from __future__ import annotations

import json

from eck_mesh.change import Refusal, Skip
from eck_mesh.manifest import get
from eck_mesh.resource import bypass_ports, http_ports, kind_of, pod_labels, pod_selector, pod_templates
from eck_mesh.rules.owned import create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.change import Create
    from eck_mesh.manifest import Manifest
    from eck_mesh.mesh import Mesh

RULE = "peer-authentication"
ROOT = "istio-system"  # whose policies are the mesh's; Istio's default


def peer_authentication(manifest: Manifest, mesh: Mesh) -> Iterator[Create | Skip | Refusal]:
    """Create it by ECK's own pod label, or hold the user's against the table.

    Only one with a selector counts for a pod, the oldest, and nothing merges: a second one is refused.
    """
    kind, policy = kind_of(manifest), mesh.row(manifest.ref).peerAuthentication
    ports = _ports(manifest, mesh)
    if policy is None or not ports:
        return
    spec: dict[str, Any] = {"selector": {"matchLabels": pod_selector(manifest)}, "mtls": {"mode": policy["mode"]}}
    because = policy["because"]
    clients = mesh.unmeshed_clients(manifest.ref) if policy["mode"] == "STRICT" else []
    if clients:
        # Never DISABLE: clients of a headless Service ignore a port-level DISABLE and break (measured).
        spec["portLevelMtls"] = {str(port): {"mode": "PERMISSIVE"} for port in ports}
        because += f"; {', '.join(map(str, ports))} also lets in, by ECK's own TLS: {', '.join(clients)}"
    wanted = {key: spec[key] for key in spec if key != "selector"}
    sets = pod_labels(manifest)
    selecting = _for_same_pods(manifest, mesh, sets)
    name = f"{manifest.ref.name}-{kind.short}"
    if mesh.settings[manifest.ref].peerAuthentications:
        for other in selecting:
            if other.ref.name != name:
                why = f"selects the pods of {manifest.ref} too; the oldest wins, nothing merges. Remove it, or set "
                yield Refusal(other.ref, ("spec", "selector"), RULE, why + "mesh.peerAuthentications: false.")
        yield from create(manifest, mesh, "PeerAuthentication", name, spec, RULE, because)
        return
    covered = bool(sets) and all(any(_selects(policy, manifest, labels) for policy in selecting) for labels in sets)
    yours = selecting if covered else [*selecting, *_for_namespace(manifest, mesh)]
    for other in yours:
        if any(_said(other, key) != wanted.get(key) for key in ("mtls", "portLevelMtls")):
            why = f"does not do what mode {mesh.mode(manifest.ref)} says for {manifest.ref}: it needs {json.dumps(wanted)}."
            yield Refusal(other.ref, ("spec",), RULE, why)
    if clients and not covered:
        why = f"mesh.peerAuthentications is false, and no policy of yours lets in {', '.join(clients)}: "
        why += f"one that selects its pods needs {json.dumps(wanted)}."
        yield Refusal(manifest.ref, (), RULE, why)
    else:
        yield Skip(manifest.ref, (), RULE, "mesh.peerAuthentications is false: only your own policies make the mode true")


def _said(other: Manifest, key: str) -> Any:
    """What a policy of the user's says; Istio's own pages write its ports without quotes."""
    value = get(other.body, ("spec", key))
    return {str(name): inner for name, inner in value.items()} if isinstance(value, dict) else value


def _ports(manifest: Manifest, mesh: Mesh) -> list[int]:
    """Where unmeshed clients get in, if there are any."""
    ports, settings = http_ports(manifest), mesh.settings[manifest.ref]
    if settings.dataPlane == "ambient" and (manifest.is_operator or (ports and settings.unmeshedClients)):
        ports += [port for template in pod_templates(manifest) for port in bypass_ports(manifest, "inbound", template)]
    return sorted(set(ports))


def _for_same_pods(manifest: Manifest, mesh: Mesh, sets: list[dict[str, str]]) -> list[Manifest]:
    """The PeerAuthentications whose selector takes any of this resource's pods, which have these sets of labels."""
    return [
        other
        for other in mesh.policies
        if other.ref.namespace == manifest.ref.namespace
        and isinstance(get(other.body, ("spec", "selector", "matchLabels")) or None, dict)
        and any(_selects(other, manifest, labels) for labels in sets)
    ]


def _selects(other: Manifest, manifest: Manifest, labels: dict[str, str]) -> bool:
    """Whether a policy's selector takes pods of a resource with these labels. Of a label of its kind's own group whose
    value we do not know (a role, a version) it is taken that it may."""
    wanted = get(other.body, ("spec", "selector", "matchLabels"), {})
    own = f"{manifest.ref.group}/"
    return all(labels[key] == value if key in labels else key.startswith(own) for key, value in wanted.items())


def _for_namespace(manifest: Manifest, mesh: Mesh) -> list[Manifest]:
    """Those without a selector, for its namespace, or, where there are none, for the whole mesh."""
    wide = [other for other in mesh.policies if not get(other.body, ("spec", "selector", "matchLabels"))]
    near = [other for other in wide if other.ref.namespace == manifest.ref.namespace]
    return near or [other for other in wide if other.ref.namespace == ROOT]
