"""The DestinationRule that a client's proxy applies to a Service."""

from __future__ import annotations

from eck_mesh.istio.destination_rule import rule_tls
from eck_mesh.istio.names import has_revision
from eck_mesh.istio.peer_authentication import policy_age
from eck_mesh.istio.rule_search import has_selector, rank_of_rule, selected_labels
from eck_mesh.manifests.selectors import labels_match
from eck_mesh.reach.facts import Choice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

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
        mode = rule_tls(rule.body.get("spec")).mode(listing.number) if rule else ""
        found.append(Choice(mode, rule.ref) if rule and mode else NO_RULE)
    return found


def _found(rules: Iterable[Manifest], client: str, service: str) -> list[Manifest]:
    """The rules that Istio finds for clients of a namespace, the oldest first."""
    ranks = [(rank, rule) for rule in rules if (rank := rank_of_rule(rule, client, service))]
    first = min((rank for rank, _ in ranks), default=None)
    return sorted((rule for rank, rule in ranks if rank == first), key=policy_age)


def _applied(rules: list[Manifest], client: PodSet) -> list[Manifest | None]:
    """Of these the one that selects the client, otherwise one without a selector; None for none."""
    found: list[Manifest | None] = []
    for rule in filter(has_selector, rules):
        labels = selected_labels(rule)
        if labels_match(labels, client.labels, client.unknown):
            found.append(rule)
            if labels_match(labels, client.labels):
                return found
    whole = [rule for rule in rules if not has_selector(rule)]
    return [*found, *whole[:1]] if whole else [*found, None]
