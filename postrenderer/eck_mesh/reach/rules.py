"""The DestinationRule that a client's proxy applies to a Service."""

from __future__ import annotations

from eck_mesh.istio.destination_rule import ISTIO_MUTUAL, rule_tls
from eck_mesh.istio.names import has_revision
from eck_mesh.istio.rule_search import has_selector, rank_of_rule, selected_labels
from eck_mesh.manifests.selectors import labels_match
from eck_mesh.reach.facts import Choice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.istio.destination_rule import RuleTls
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.reach.listings import Listing
    from eck_mesh.reach.pods import PodSet
    from eck_mesh.reach.target import TargetResource

NO_RULE = Choice("none")


def rule_choices(
    listing: Listing, client: PodSet, target: TargetResource, mesh: Mesh
) -> list[Choice]:
    """The TLS mode of the rule for a port of a Service; several where labels of unknown values
    decide."""
    host = mesh.host(target.ref, listing.service)
    every = [*mesh.rules_by_host.exactly_for(host), *mesh.rules_by_host.wildcards_for(host)]
    revision = mesh.settings[target.ref].revision
    read = [rule for rule in every if has_revision(rule.body, revision)]
    found = []
    for rule in _applied(_found(read, client.namespace, listing.namespace), client):
        mode = _mode(rule_tls(rule.body.get("spec")), listing) if rule else ""
        found.append(Choice(mode, rule.ref) if rule and mode else NO_RULE)
    return found


def _mode(tls: RuleTls, listing: Listing) -> str:
    """The mode for the port of a Service.

    Of an entry for the port without tls the proxy's cluster inherits nothing, and each endpoint of
    it the rest of the rule: mutual TLS or none (mtls_checker.go). A headless Service has none.
    """
    mode = tls.mode(listing.number)
    if mode or listing.is_headless or not tls.host:
        return mode
    return tls.host if tls.host == ISTIO_MUTUAL else "DISABLE"


def _found(rules: Iterable[Manifest], client: str, service: str) -> list[Manifest]:
    """The rules that Istio finds for clients of a namespace."""
    ranks = [(rank, rule) for rule in rules if (rank := rank_of_rule(rule, client, service))]
    first = min((rank for rank, _ in ranks), default=None)
    return [rule for rank, rule in ranks if rank == first]


def _applied(rules: list[Manifest], client: PodSet) -> list[Manifest | None]:
    """Of these the oldest that selects the client, otherwise the oldest without a selector; None
    for none. A stream shows no ages, so there may be several."""
    selecting = [rule for rule in rules if has_selector(rule)]
    surely = [one for one in selecting if labels_match(selected_labels(one), client.labels)]
    if surely:
        return list(surely)
    found: list[Manifest | None] = [
        one
        for one in selecting
        if labels_match(selected_labels(one), client.labels, client.unknown)
    ]
    whole = [one for one in rules if not has_selector(one)]
    return [*found, *whole] if whole else [*found, None]
