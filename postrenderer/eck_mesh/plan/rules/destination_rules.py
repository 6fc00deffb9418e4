"""DestinationRules: what meshed clients send to each Service that the operator makes."""

from __future__ import annotations

import json
from functools import lru_cache

from eck_mesh.eck.resource import services
from eck_mesh.facts import BY_GROUP
from eck_mesh.manifests.manifest import get
from eck_mesh.plan.decisions import Refusal, Skip
from eck_mesh.plan.rules.policy_objects import create
from eck_mesh.settings.settings import operator_namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.eck.resource import Named
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.plan.decisions import Create

RULE = "destination-rules"
_NODE_SET_PORT = "the nodeSet's Service lists 9443 too, and per address and port the oldest Service decides; 9443 is not behind a sidecar"


def destination_rules(manifest: Manifest, mesh: Mesh) -> Iterator[Create | Skip | Refusal]:
    """One for each Service the table names, by full host name, visible to clients of every namespace.

    Istio matches a rule on the Service's name, never on a pod's: the operator dials pods of the nodeSets' headless
    Services, so each of these has its own.
    """
    never = mesh.settings[manifest.ref].destinationRules == "never"
    for named, policy, because in _wanted(manifest, mesh):
        if not manifest.ref.namespace:
            why = f"the DestinationRule for {named.name} needs the namespace. Add --namespace."
            yield Refusal(manifest.ref, ("metadata", "namespace"), RULE, why)
            return
        host = mesh.host(manifest.ref, named.name)
        for other in _for_same_host(host, mesh, wildcards=never):
            if never and (_effect(other.body.get("spec")) != _effect({"trafficPolicy": policy})):
                why = f"does not do what mode {mesh.mode(manifest.ref)} says for {host}: it needs {json.dumps(policy)}."
                yield Refusal(other.ref, ("spec", "trafficPolicy"), RULE, why)
            elif not never and other.ref[2:] != (manifest.ref.namespace, named.name):
                why = f"is for {host} too; the oldest wins, nothing merges. Remove it, or set mesh.destinationRules: never."
                yield Refusal(other.ref, ("spec", "host"), RULE, why)
        if not never:
            yield from _hidden(manifest, named, policy, host, mesh)
            spec = {"host": host, "exportTo": ["*"], "trafficPolicy": policy}
            yield from create(manifest, mesh, "DestinationRule", named.name, spec, RULE, because)
    if never and services(manifest) and mesh.row(manifest.ref).destinationRules:
        why = "clients in the mesh may then send mutual TLS, which no sidecar answers here, where a rule of yours asks for it"
        if mesh.mode(manifest.ref) != "excluded":
            why = "clients rely on automatic mutual TLS, and one pod without a sidecar turns all clients of its headless Service "
            why += "to plain text"
        yield Skip(manifest.ref, (), RULE, f"mesh.destinationRules is never: {why}")


def _hidden(
    manifest: Manifest, named: Named, policy: dict[str, Any], host: str, mesh: Mesh
) -> Iterator[Refusal]:
    """Wildcards in namespaces that have clients: Istio asks a client's own namespace first, and takes nothing else then
    (pilot/pkg/model/push_context.go, destinationRule)."""
    mode = get(policy, ("tls", "mode"))
    for rest, other in (
        mesh.rules_by_host.get(("*", ""), []) if named.service.role == "http" and mode else ()
    ):
        where = other.ref.namespace
        if (
            where == manifest.ref.namespace
            or where not in _namespaces(mesh)
            or not host.endswith(rest)
        ):
            continue
        whole, ports, _ = _effect(other.body.get("spec"))
        if any(ports.get(port, whole) != mode for port in named.ports):
            why = f"hides our rule for {host} from the clients of namespace {where}: it needs tls.mode {mode} there. Change it, "
            yield Refusal(
                other.ref, ("spec", "host"), RULE, f"{why}or name the Services that you mean."
            )


@lru_cache(maxsize=1)
def _namespaces(mesh: Mesh) -> set[str]:
    """Where pods of the stream run, and the operator."""
    operators = {operator_namespace(settings) for settings in mesh.settings.values()}
    return operators.union(
        ref.namespace for ref in mesh.manifests if (ref.group, ref.kind) in BY_GROUP
    )


def _wanted(manifest: Manifest, mesh: Mesh) -> Iterator[tuple[Named, dict[str, Any], str]]:
    """Each Service with its traffic policy. An entry for a port replaces the rest for that port: each holds its tls."""
    rows = {row["role"]: row for row in mesh.row(manifest.ref).destinationRules}
    every = services(manifest)
    remote = next(
        (named.service for named in every if named.service.role == "remote-cluster"), None
    )
    for named in every:
        row = rows.get(named.service.role)
        policy: dict[str, Any] = {"tls": {"mode": row["tls"]}} if row else {}
        reasons = [row["because"]] if row else []
        if named.nodeSet and remote and remote.role in rows:
            port = {"port": {"number": int(remote.port)}, "tls": {"mode": rows[remote.role]["tls"]}}
            policy["portLevelSettings"] = [port]
            reasons.append(_NODE_SET_PORT)
        if policy:
            yield named, policy, "; ".join(reasons)


def _effect(spec: Any) -> list[Any]:
    """What a rule says of TLS: for the host, for single ports, and by subsets, which we never have."""
    ports = get(spec, ("trafficPolicy", "portLevelSettings"), [])
    modes = {
        get(entry, ("port", "number")): get(entry, ("tls", "mode"))
        for entry in ports
        if isinstance(entry, dict)
    }
    subsets = [subset for subset in get(spec, ("subsets",), []) if get(subset, ("trafficPolicy",))]
    return [get(spec, ("trafficPolicy", "tls", "mode")), modes, subsets]


def _for_same_host(host: str, mesh: Mesh, wildcards: bool) -> list[Manifest]:
    """The DestinationRules for this very host; a short one is completed with the rule's own namespace.

    A wildcard counts only where no rule of ours is there, which as the more specific one would win.
    """
    name, namespace, rest = host.split(".", 2)
    exact = mesh.rules_by_host.get((name, namespace), [])
    found = [other for theirs, other in exact if theirs in ("", "svc", rest)]
    if wildcards:
        found += [
            other
            for theirs, other in mesh.rules_by_host.get(("*", ""), [])
            if host.endswith(theirs)
        ]
    return found
