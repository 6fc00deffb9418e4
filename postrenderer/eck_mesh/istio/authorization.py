"""AuthorizationPolicies: which ones guard a pod, and what they say to a client.

Policies of action DENY come first. Where a policy of action ALLOW guards the pod, one of these has
to match (pilot/pkg/security/authz/builder of Istio).
"""

from __future__ import annotations

from eck_mesh.istio.annotations import ROOT, YES
from eck_mesh.istio.authorization_rules import any_of, rules_match
from eck_mesh.manifests.paths import mapping, text, texts
from eck_mesh.manifests.selectors import labels_match
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from eck_mesh.istio.authorization_rules import Access
    from eck_mesh.manifests.manifest import Manifest

DRY_RUN = ("metadata", "annotations", "istio.io/dry-run")


class Guard(NamedTuple):
    """A policy that guards pods. is_sure: whether labels that are known here select them."""

    policy: Manifest
    is_sure: bool

    @property
    def action(self) -> str:
        """ALLOW where the policy sets none."""
        return text(self.policy.body, ("spec", "action"), "ALLOW")

    def rules(self, access: Access) -> list[bool | None]:
        """Whether each rule matches; None also where the policy may not guard the pods."""
        found = rules_match(self.policy, self.action, access)
        return [one if self.is_sure or one is False else None for one in found]


class Judgment(NamedTuple):
    """What policies say to a client: "allowed", "denied", "left out" or "unknown".

    rule: the index of the rule that denies; of the others 0.
    """

    outcome: str
    policy: Manifest | None = None
    rule: int = 0


def guards_of(
    policies: Iterable[Manifest],
    namespace: str,
    pods: Sequence[dict[str, str]],
    assumed: Mapping[str, tuple[str, ...]],
) -> Iterator[Guard]:
    """The policies that guard any of these pods. `assumed`: as for labels_match."""
    for policy in policies:
        spec = mapping(policy.body, ("spec",))
        if policy.ref.namespace not in (namespace, ROOT) or "targetRef" in spec:
            continue
        if (
            "targetRefs" in spec
            or text(policy.body, DRY_RUN) in YES
            or spec.get("action") == "AUDIT"
        ):
            continue
        selector = texts(spec, ("selector", "matchLabels"))
        if any(labels_match(selector, labels) for labels in pods):
            yield Guard(policy, is_sure=True)
        elif any(labels_match(selector, labels, assumed) for labels in pods):
            yield Guard(policy, is_sure=False)


def judge(guards: Sequence[Guard], access: Access) -> Judgment:
    """What the policies of some pods say to a client."""
    unknown: list[Manifest] = []
    for guard in guards:
        for i, matches in enumerate(guard.rules(access) if guard.action != "ALLOW" else ()):
            if matches and guard.action == "DENY":
                return Judgment("denied", guard.policy, i)
            if matches is not False:
                unknown.append(guard.policy)
    allowing = [guard for guard in guards if guard.action == "ALLOW"]
    verdicts = [any_of(guard.rules(access)) for guard in allowing]
    if allowing and True not in verdicts:
        for guard, verdict in zip(allowing, verdicts, strict=True):
            if verdict is None or not guard.is_sure:
                unknown.append(guard.policy)
        if not unknown:
            return Judgment("left out", allowing[0].policy)
    return Judgment("unknown", unknown[0]) if unknown else Judgment("allowed")
