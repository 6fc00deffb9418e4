"""mesh.rules for the objects that the mode creates: DestinationRules and the other policies.

A rule reaches them only if its match names their kind. It may tune them and label them; what makes
the mode true (TLS, selectors, hosts) is not a rule's.
"""

from __future__ import annotations

from eck_mesh.istio.names import REVISION
from eck_mesh.istio.traffic_policy import ENTRIES, OF_PORTS
from eck_mesh.manifests.kinds import CREATED, DESTINATION_RULE
from eck_mesh.manifests.manifest import Manifest
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Change, Refusal, changed
from eck_mesh.plan.rules.user_defined.rule_places import IDENTITY, outcomes_of_rules, overlaps
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.manifests.paths import Body, Path
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason
    from eck_mesh.plan.rules.user_defined.rule_places import Outcome

KINDS = tuple(one.kind for one in CREATED)
METADATA: tuple[Path, ...] = (("metadata", "labels"), ("metadata", "annotations"))
POLICY: Path = ("spec", "trafficPolicy")
TUNABLE = (*METADATA, *((*POLICY, key) for key in (*OF_PORTS, "retryBudget")))
# Labels and annotations by which istiod or the cluster would not have the object: istiods of other
# revisions ignore it, and a hook of Helm or Argo CD is no part of the release.
HIDING = (REVISION, "helm.sh/hook", "argocd.argoproj.io/hook")
IN_WORDS = "labels and annotations, except those of revisions and hooks"
IN_WORDS_OF_KIND = {
    DESTINATION_RULE.kind: f"{IN_WORDS}, and connectionPool, loadBalancer, outlierDetection and "
    "retryBudget of spec.trafficPolicy"
}


class Ruled(NamedTuple):
    """An object after the rules: its body, the reasons of the rules that changed it, and what is
    refused."""

    body: Body
    reasons: list[Reason]
    refused: list[Refusal]


def ruled_object(ref: Ref, body: Body, owner: Ref, mesh: Mesh) -> Ruled:
    """The object that the mode creates for a resource, after the rules of the resource."""
    reasons: list[Reason] = []
    refused: list[Refusal] = []
    for _, decision in outcomes_of_created(Manifest(ref, body, 0), owner, mesh):
        if isinstance(decision, Change):
            body = changed(body, decision)
            reasons += decision.reasons
        elif decision is not None:
            refused.append(decision._replace(ref=owner))
    return Ruled(body, reasons, refused)


def outcomes_of_created(manifest: Manifest, owner: Ref, mesh: Mesh) -> Iterator[Outcome]:
    """What the rules of a resource decide about an object that the mode creates for it."""
    rules = [rule for rule in mesh.settings[owner].rules if names_created_kind(rule)]
    return outcomes_of_rules(rules, manifest, None, _forbidden)


def names_created_kind(rule: Body) -> bool:
    """Whether a rule is for objects that the mode creates."""
    match = rule.get("match")
    return isinstance(match, dict) and match.get("kind") in KINDS


def _forbidden(manifest: Manifest, path: Path, rule: str) -> Reason | None:
    """Rules set nothing but what is known to be harmless."""
    if any(overlaps(path, identity) for identity in IDENTITY):
        return reason("rule-changes-identity", rule=rule)
    kind = manifest.ref.kind
    tunable = TUNABLE if kind == DESTINATION_RULE.kind else METADATA
    entry = path[:3] == (*POLICY, ENTRIES) and path[4:5] and path[4] in OF_PORTS
    hides = path[:1] == ("metadata",) and str(path[-1]).startswith(HIDING)
    if hides or not (entry or any(path[: len(p)] == p for p in tunable)):
        words = IN_WORDS_OF_KIND.get(kind, IN_WORDS)
        return reason("rule-sets-policy", rule=rule, kind=kind, tunable=words)
    return None
