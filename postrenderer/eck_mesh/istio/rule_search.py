"""Which DestinationRule Istio finds for a client: by the client's namespace, exportTo and labels.

Istio looks in the client's namespace, then in the Service's, then in the root namespace, and uses
nothing else once it has found a rule. In one namespace the most specific host decides. Of the rules
found the one that selects the pod applies, otherwise one without a selector
(pilot/pkg/model/push_context.go, setDestinationRules and destinationRule; sidecar.go,
DestinationRule).
"""

from __future__ import annotations

from eck_mesh.istio.annotations import ROOT
from eck_mesh.istio.destination_rule import is_wildcard
from eck_mesh.istio.scoping import OWN, is_exported_to
from eck_mesh.manifests.paths import get, items, text, texts
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest

EXACT = -1000  # an exact host comes before every wildcard


class Rank(NamedTuple):
    """The place of a rule in Istio's search: smaller is earlier, equal ranks are found together."""

    step: int
    specificity: int


def has_selector(rule: Manifest) -> bool:
    """Whether a rule is for some pods of its own namespace; an empty selector is one too."""
    return get(rule.body, ("spec", "workloadSelector")) is not None


def selected_labels(rule: Manifest) -> dict[str, str]:
    """The labels by which a rule selects the pods of clients."""
    return texts(rule.body, ("spec", "workloadSelector", "matchLabels"))


def is_rule_shown(rule: Manifest, namespace: str) -> bool:
    """Whether clients of a namespace see a rule: one with a selector only those of its own."""
    exported = [OWN] if has_selector(rule) else items(rule.body, ("spec", "exportTo"))
    return is_exported_to(exported, rule.ref.namespace, namespace)


def rank_of_rule(rule: Manifest, client: str, service: str) -> Rank | None:
    """When a rule is found for clients of one namespace; None if never.

    client, service: the namespaces of the client and of the Service.
    """
    if not is_rule_shown(rule, client):
        return None
    step = _step(rule, client, service)
    host = text(rule.body, ("spec", "host"))
    return None if step is None else Rank(step, -len(host) if is_wildcard(rule) else EXACT)


def rank_of_own_rule(client: str, service: str) -> Rank:
    """The same for eck-mesh's rule: in the Service's namespace, for its full host."""
    return Rank(0 if client == service != ROOT else 1, EXACT)


def _step(rule: Manifest, client: str, service: str) -> int | None:
    """Where it is found: first, second or third. In the root namespace clients look
    first only for rules that are private to it."""
    where = rule.ref.namespace
    if where == client and (client != ROOT or _is_private(rule)):
        return 0
    if where == service:
        return 1
    return 2 if where == ROOT else None


def _is_private(rule: Manifest) -> bool:
    exported = items(rule.body, ("spec", "exportTo"))
    return has_selector(rule) or exported in (["."], [rule.ref.namespace])
