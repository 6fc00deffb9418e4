"""User-defined DestinationRules for Services of the stream: which clients use them, and how.

A rule that wraps what clients send in TLS (SIMPLE, MUTUAL) is for gateways that send plaintext.
What ECK configures uses ECK's TLS already, and a sidecar would wrap it once more.
"""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, tls_is_off
from eck_mesh.istio.destination_rule import ORIGINATES, RuleTls, is_wildcard, rule_tls
from eck_mesh.istio.rule_search import (
    has_selector,
    rank_of_own_rule,
    rank_of_rule,
    selected_labels,
)
from eck_mesh.json_text import json_of
from eck_mesh.mesh.policy_names import destination_rule_ref
from eck_mesh.mesh.routes.http_routes import rejects_all_but_mutual_tls
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal
from eck_mesh.settings.own_settings import OwnSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.clients.mesh_clients import MeshClient
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.plan.rules.policies.wanted_rules import Wanted

ISTIO_DECIDES = RuleTls("", {})


def refused_rule(
    rule: Manifest, wanted: Wanted, mesh: Mesh, rivals: Sequence[Manifest]
) -> Refusal | None:
    """The refusal of a user-defined rule by which the mode would not be true; None without one.

    `rivals`: all user-defined rules for the host.
    """
    own_namespace = rule.ref.namespace
    tls = rule_tls(rule.body.get("spec"))
    is_harmless = not has_selector(rule) and not wanted.wrong_modes(tls)
    for namespace, clients in mesh.clients.items() if wanted.is_http and not is_harmless else ():
        if not _is_found(rule, namespace, wanted, mesh, rivals):
            continue
        for client in clients:
            tls = _applied_tls(rule, client, namespace, wanted, mesh)
            for mode in wanted.wrong_modes(tls):
                if _counts(mode, client, wanted, mesh):
                    return _refusal_for_client(rule, wanted, mesh, (client, namespace, mode))
    if not wanted.is_http or is_wildcard(rule):
        return None
    found = _is_found(rule, own_namespace, wanted, mesh, rivals)
    return _refusal_for_others(rule, wanted, mesh) if found else None


def is_never(wanted: Wanted, mesh: Mesh) -> bool:
    """Whether users provide the rules for a resource."""
    return mesh.settings[wanted.owner.ref].destinationRules == "never"


def has_eck_tls(manifest: Manifest) -> bool:
    """Whether ECK's TLS is on, or may be: Logstash's ports have what users configure."""
    tls = kind_of(manifest).httpTls
    return not (tls and tls_is_off(manifest.body, tls))


def _is_found(
    rule: Manifest, client: str, wanted: Wanted, mesh: Mesh, rivals: Sequence[Manifest]
) -> bool:
    """Whether the proxies of one namespace find a rule, alone or among others."""
    service = wanted.owner.ref.namespace
    ranks = [found for rival in rivals if (found := rank_of_rule(rival, client, service))]
    if wanted.policy and not is_never(wanted, mesh):
        ranks.append(rank_of_own_rule(client, service))
    return bool(ranks) and rank_of_rule(rule, client, service) == min(ranks)


def _applied_tls(
    rule: Manifest, client: MeshClient, namespace: str, wanted: Wanted, mesh: Mesh
) -> RuleTls:
    """What a client that finds a rule does. A rule for other pods hides those of other namespaces,
    and leaves the decision to Istio; in the Service's namespace eck-mesh's rule then applies."""
    if not has_selector(rule) or client.is_selected_by(selected_labels(rule)):
        return rule_tls(rule.body.get("spec"))
    created = wanted.policy and not is_never(wanted, mesh)
    return wanted.tls if created and namespace == wanted.owner.ref.namespace else ISTIO_DECIDES


def _counts(mode: str, client: MeshClient, wanted: Wanted, mesh: Mesh) -> bool:
    """Whether a wrong mode breaks a client. Wrapping breaks those that use ECK's TLS; whether an
    operator outside the stream has a sidecar nobody knows while its resource is excluded."""
    if mode not in wanted.wrapping:
        return bool(mode) or not is_never(wanted, mesh)  # without rules Istio decides anyway
    if client.manifest is None and not mesh.is_inside(wanted.owner.ref):
        return False
    return client.connects_to(wanted.owner, wanted.named, mesh)


def _refusal_for_client(
    rule: Manifest, wanted: Wanted, mesh: Mesh, found: tuple[MeshClient, str, str]
) -> Refusal:
    client, namespace, mode = found
    if mode in wanted.wrapping:
        name = "rule-wraps-eck-tls" if has_eck_tls(wanted.owner) else "rule-wraps-plaintext"
        why = reason(name, client=client, mode=mode, host=wanted.host, settings=_own(wanted, mesh))
        return Refusal(rule.ref, ("spec", "trafficPolicy"), why)
    if is_never(wanted, mesh):
        needed = json_of(wanted.essential)
        state = mesh.mode(wanted.owner.ref)
        why = reason("rule-contradicts-mode", mode=state, host=wanted.host, needed=needed)
        return Refusal(rule.ref, ("spec", "trafficPolicy"), why)
    if rule.ref.namespace == wanted.owner.ref.namespace and not has_selector(rule):
        return second_rule(rule, wanted)
    needed = wanted.tls.host
    why = reason("rule-takes-precedence", host=wanted.host, namespace=namespace, mode=needed)
    return Refusal(rule.ref, ("spec", "host"), why)


def second_rule(rule: Manifest, wanted: Wanted) -> Refusal:
    """The refusal of a second rule for a host, or of another one with the name of eck-mesh's."""
    if rule.ref == destination_rule_ref(wanted.owner, wanted.named.name):
        return Refusal(rule.ref, (), reason("name-is-taken", owner=wanted.owner.ref))
    why = reason("second-destination-rule", host=wanted.host, mode=wanted.tls.host)
    return Refusal(rule.ref, ("spec", "host"), why)


def _refusal_for_others(rule: Manifest, wanted: Wanted, mesh: Mesh) -> Refusal | None:
    """The refusal of a rule for clients that are not in the stream, such as gateways, if the port
    rejects them."""
    wrong = wanted.wrong_modes(rule_tls(rule.body.get("spec")))
    wraps = [mode for mode in wrong if mode in ORIGINATES]
    why, own = None, _own(wanted, mesh)
    if wraps and not has_eck_tls(wanted.owner):
        client = f"clients in namespace {rule.ref.namespace}"
        why = reason(
            "rule-wraps-plaintext", client=client, mode=wraps[0], host=wanted.host, settings=own
        )
    elif any(wrong) and rejects_all_but_mutual_tls(wanted.owner, mesh):
        mode = next(filter(None, wrong))
        why = reason("rule-sends-what-is-rejected", host=wanted.host, mode=mode, settings=own)
    return Refusal(rule.ref, ("spec", "trafficPolicy"), why) if why else None


def _own(wanted: Wanted, mesh: Mesh) -> OwnSettings:
    return OwnSettings(wanted.owner.ref, mesh.settings[wanted.owner.ref])
