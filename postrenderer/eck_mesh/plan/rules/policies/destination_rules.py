"""DestinationRules: what meshed clients send to each Service that the operator creates."""

from __future__ import annotations

import json

from eck_mesh.eck.services import service_port_numbers, services
from eck_mesh.istio.destination_rule import rule_tls
from eck_mesh.istio.traffic_policy import tuned_policy
from eck_mesh.manifests.kinds import DESTINATION_RULE
from eck_mesh.manifests.paths import text
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal, Skip
from eck_mesh.plan.rules.policies.policy_objects import PolicyObject, create
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.services import NamedService
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason
    from eck_mesh.plan.decisions import Create


class Wanted(NamedTuple):
    """One Service with the traffic policy that the table wants for it."""

    named: NamedService
    host: str
    policy: Body
    reasons: list[Reason]


def destination_rules(manifest: Manifest, mesh: Mesh) -> Iterator[Create | Skip | Refusal]:
    """One for each Service that the table names, by full host name, visible in every namespace.

    Istio matches a rule on the Service's name, never on a pod's. The operator connects to pods of
    the headless Services of the nodeSets, so each of these has a rule of its own.
    """
    wanted = list(_wanted(manifest, mesh))
    if wanted and not manifest.ref.namespace:
        why = reason("destination-rule-needs-namespace", service=wanted[0].named.name)
        yield Refusal(manifest.ref, ("metadata", "namespace"), why)
        return
    settings = mesh.settings[manifest.ref]
    never = settings.destinationRules == "never"
    if settings.trafficPolicy and services(manifest) and (never or not wanted):
        yield Skip(manifest.ref, (), [reason("traffic-policy-not-used")])
    if never:
        yield from _theirs(manifest, wanted, mesh)
    else:
        yield from _ours(manifest, wanted, mesh)


def _ours(manifest: Manifest, wanted: list[Wanted], mesh: Mesh) -> Iterator[Create | Refusal]:
    """Create the rules. Istio uses only the oldest rule for a host: a second one is refused."""
    for one in wanted:
        for other in mesh.rules_by_host.exactly_for(one.host):
            if other.ref[2:] != (manifest.ref.namespace, one.named.name):
                why = reason("second-destination-rule", host=one.host)
                yield Refusal(other.ref, ("spec", "host"), why)
        yield from _hidden(manifest, one, mesh)
        spec = {"host": one.host, "exportTo": ["*"], "trafficPolicy": one.policy}
        yield from create(
            manifest, mesh, PolicyObject(DESTINATION_RULE, one.named.name, spec), one.reasons
        )


def _theirs(manifest: Manifest, wanted: list[Wanted], mesh: Mesh) -> Iterator[Skip | Refusal]:
    """Refuse user-defined rules by which the mode would not be true."""
    mode = mesh.mode(manifest.ref)
    for one in wanted:
        needed = json.dumps(one.policy)
        # A wildcard counts here: none of eck-mesh's exists, which would win as the more specific
        # one.
        rules = mesh.rules_by_host
        for other in [*rules.exactly_for(one.host), *rules.wildcards_for(one.host)]:
            if rule_tls(other.body.get("spec")) != rule_tls({"trafficPolicy": one.policy}):
                why = reason("rule-contradicts-mode", mode=mode, host=one.host, needed=needed)
                yield Refusal(other.ref, ("spec", "trafficPolicy"), why)
    if services(manifest) and mesh.row(manifest.ref).destinationRules:
        inside = mesh.is_inside(manifest.ref)
        never = "never-inside-the-mesh" if inside else "never-outside-the-mesh"
        yield Skip(manifest.ref, (), [reason(never)])


def _hidden(manifest: Manifest, one: Wanted, mesh: Mesh) -> Iterator[Refusal]:
    """Wildcard rules in namespaces that have clients: Istio looks in a client's own namespace
    first, and uses nothing else then (pilot/pkg/model/push_context.go, destinationRule)."""
    mode = text(one.policy, ("tls", "mode"))
    if one.named.service.role != "http" or not mode:
        return
    for other in mesh.rules_by_host.wildcards_for(one.host):
        where = other.ref.namespace
        if where == manifest.ref.namespace or where not in mesh.client_namespaces:
            continue
        tls = rule_tls(other.body.get("spec"))
        if any(tls.mode(port) != mode for port in one.named.ports):
            why = reason("wildcard-takes-precedence", host=one.host, namespace=where, mode=mode)
            yield Refusal(other.ref, ("spec", "host"), why)


def _wanted(manifest: Manifest, mesh: Mesh) -> Iterator[Wanted]:
    """Each Service with its traffic policy. An entry for a port replaces the rest for that port, so
    that each has its own tls."""
    rows = {row.role: row for row in mesh.row(manifest.ref).destinationRules}
    every = services(manifest)
    remote = next((n.service for n in every if n.service.role == "remote-cluster"), None)
    for named in every:
        row = rows.get(named.service.role)
        policy: Body = {"tls": {"mode": row.tls}} if row else {}
        reasons = [reason(row.because)] if row else []
        if named.nodeSet and remote and remote.role in rows:
            port = {"port": {"number": remote.port}, "tls": {"mode": rows[remote.role].tls}}
            policy["portLevelSettings"] = [port]
            reasons.append(reason("node-set-lists-remote-port"))
        if policy:
            tuning = mesh.settings[manifest.ref].trafficPolicy
            policy = tuned_policy(policy, tuning, service_port_numbers(manifest, named))
            reasons += [reason("adds-traffic-policy", keys=", ".join(tuning))] if tuning else []
            yield Wanted(named, mesh.host(manifest.ref, named.name), policy, reasons)
