"""Live DestinationRules that Istio uses instead of eck-mesh's.

Istio looks in the client's namespace first, wildcards included, then in the Service's, then in the
root namespaces. In one namespace the most specific host decides, of equal ones the oldest rule
(pilot/pkg/model/push_context.go of Istio, destinationRule).
"""

from __future__ import annotations

from eck_mesh.istio.destination_rule import is_wildcard, matches_host, tls_mode
from eck_mesh.istio.peer_authentication import policy_age
from eck_mesh.istio.rule_search import has_selector
from eck_mesh.manifests.kinds import DESTINATION_RULE
from eck_mesh.manifests.paths import texts
from eck_mesh.mesh.policy_names import destination_rule_ref
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple
from eck_mesh.status.line import NOT_READY, NOTE, Line
from eck_mesh.status.policies.hosts import full_host

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.services import NamedService
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.status.desired import Desired

# Whose clients a rule is for, by its namespace.
CLIENT_NAMESPACE, SERVICE_NAMESPACE, ROOT_NAMESPACE = "client", "service", "root"


class Target(NamedTuple):
    """One Service of a checked resource, and the TLS mode that clients need to use for it.

    rule: the rule for its exact host that is planned, or live if there is no plan.
    has_rule: whether there will be such a rule: not with mesh.destinationRules: never.
    """

    manifest: Manifest
    named: NamedService
    host: str
    tls: str
    rule: Manifest | None
    has_rule: bool


def rival_rule_lines(
    manifest: Manifest, named: NamedService, tls: str, desired: Desired
) -> Iterator[Line]:
    """A line for each live rule by which clients of a Service would use another TLS mode."""
    host = full_host(manifest, named.name, desired)
    rule = _own_rule(manifest, named, host, desired)
    target = Target(manifest, named, host, tls, rule, desired.plan is None or rule is not None)
    for rival in desired.live.policies_of_kind(DESTINATION_RULE):
        if (rule and rival.ref == rule.ref) or not matches_host(rival, host):
            continue
        line = _rival_line(rival, target, desired) if tls_mode(rival, named.ports) != tls else None
        if line:
            yield line


def _own_rule(
    manifest: Manifest, named: NamedService, host: str, desired: Desired
) -> Manifest | None:
    """The rule of the plan for a full host, user-defined or not; without a plan the live one."""
    namespace = manifest.ref.namespace
    if desired.plan is None:
        return desired.policies.get(destination_rule_ref(manifest, named.name))
    for ref in desired.plan.manifests:
        if ref[:3] == (*DESTINATION_RULE.identity, namespace):
            rule = desired.policies[ref]
            if matches_host(rule, host) and not is_wildcard(rule) and not has_selector(rule):
                return rule
    return None


def _rival_line(rival: Manifest, target: Target, desired: Desired) -> Line | None:
    """What a rule does that does not set the needed TLS mode; None if it does not apply."""
    mode = tls_mode(rival, target.named.ports)
    if not mode and not target.has_rule:
        return None  # Istio's automatic mutual TLS decides
    scope = precedence(rival, target.manifest, desired.live.roots)
    if scope == CLIENT_NAMESPACE:
        return _client_namespace_line(rival, target, desired)
    if target.has_rule:
        same_host = scope == SERVICE_NAMESPACE and not is_wildcard(rival)
        return _same_host_line(rival, target) if same_host else None
    why = reason(
        "destination-rule-contradicts-strict", host=target.host, mode=mode, needed=target.tls
    )
    return Line(NOT_READY, str(rival.ref), why)


def precedence(rule: Manifest, manifest: Manifest, roots: list[str]) -> str:
    """Whose clients a rule is for: those of its own namespace, those of the Service, or all."""
    if has_selector(rule):
        return CLIENT_NAMESPACE  # never exported, and beside the rules without a selector
    if rule.ref.namespace == manifest.ref.namespace:
        return SERVICE_NAMESPACE
    return ROOT_NAMESPACE if rule.ref.namespace in roots else CLIENT_NAMESPACE


def _same_host_line(rival: Manifest, target: Target) -> Line:
    """A second rule for the exact host in the Service's namespace: the oldest decides."""
    state, message = NOT_READY, "older-destination-rule"
    if target.rule and policy_age(target.rule) <= policy_age(rival):
        state, message = NOTE, "younger-destination-rule"
    return Line(state, str(rival.ref), reason(message, host=target.host))


def _client_namespace_line(rival: Manifest, target: Target, desired: Desired) -> Line:
    """A rule in another namespace: it decides for the clients there."""
    client = _client_in(rival, target, desired)
    values = {"host": target.host, "namespace": rival.ref.namespace}
    if not client:
        return Line(NOTE, str(rival.ref), reason("namespace-rule-without-client", **values))
    mode = tls_mode(rival, target.named.ports) or "unset"
    why = reason("client-namespace-rule", client=client, mode=mode, needed=target.tls, **values)
    return Line(NOT_READY, str(rival.ref), why)


def _client_in(rule: Manifest, target: Target, desired: Desired) -> str:
    """The first client of a Service that a rule in the client's namespace applies to, as a text."""
    if target.named.service.role != "http":
        return ""
    namespace = rule.ref.namespace
    selector = texts(rule.body, ("spec", "workloadSelector", "matchLabels"))
    for pod in desired.live.operators:
        if pod.namespace == namespace and pod.has_labels(selector):
            return "the operator"
    for client in (*desired.other_clients, *desired.resources):
        if client.ref.namespace != namespace or target.manifest.ref not in desired.http_targets(
            client
        ):
            continue
        if not selector or any(pod.has_labels(selector) for pod in desired.pods(client)):
            return str(client.ref)
    return ""
