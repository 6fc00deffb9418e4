"""What decides a connection apart from the tables: AuthorizationPolicies, objects that change what
proxies do, and UDP, which no mesh carries."""

from __future__ import annotations

from eck_mesh.istio.authorization import guards_of, judge
from eck_mesh.istio.authorization_rules import Access
from eck_mesh.istio.modes import PLANES
from eck_mesh.manifests.kinds import AUTHORIZATION_POLICY
from eck_mesh.manifests.paths import items, mappings
from eck_mesh.mesh.notes.proxy_changes import changes_of
from eck_mesh.messages.reason import reason
from eck_mesh.reach.connection import SERVICE
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.istio.authorization import Guard, Judgment
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.reach.attempt import Attempt
    from eck_mesh.reach.departures import Ends
    from eck_mesh.reach.result import Judged
    from eck_mesh.reach.target import TargetResource

# The effects of objects (mesh/notes/proxy_changes.py) on what the proxies of a client do, of the
# target's pods, and of all clients of the target's Services.
OF_CLIENT = ("proxy-is-patched", "sidecar-listens-on-its-own")
OF_SERVER = ("proxy-is-patched", "sidecar-serves-port")
OF_SERVICE = ("host-is-redefined",)
# How a connection ends by what AuthorizationPolicies say, and the id of the message.
OUTCOMES = {
    "denied": ("refused", "authorization-policy-rejects"),
    "left out": ("refused", "no-authorization-policy-allows"),
    "unknown": ("unknown", "authorization-policy-not-evaluated"),
}
ANY_ACCOUNT = ("default", "some-account")  # of a client whose identity no manifest shows


class Objections(NamedTuple):
    """What may overrule the tables. client, server, service: the objects that change proxies."""

    attempt: Attempt
    policies: list[Manifest]
    client: Ref | None
    server: Ref | None
    service: Ref | None

    def applied(self, found: Judged, words: dict[str, str], ends: Ends) -> Judged:
        """The result with them."""
        if self.attempt.is_udp:
            return found.overruled("plain", reason("reach-of-udp"))
        for changing in self._changing(words):
            return found.overruled("unknown", reason("proxy-configured-by-others", object=changing))
        if found.how in ("refused", "unknown") or "arrives" not in self._captured(words):
            return found
        judgment = self._judged(found, words, ends)
        if judgment.outcome not in OUTCOMES:
            return found
        how, message = OUTCOMES[judgment.outcome]
        policy = judgment.policy.ref if judgment.policy else ""
        return found.overruled(how, reason(message, policy=policy))

    def _captured(self, words: dict[str, str]) -> list[str]:
        """The ends whose proxies see the connection, by their columns."""
        found = []
        if words["client"] in PLANES and words["leaves"] == "captured":
            found.append("leaves")
        if words["server"] in PLANES and words["arrives"] == "captured":
            found.append("arrives")
        return found

    def _changing(self, words: dict[str, str]) -> list[Ref]:
        """The objects that change what these proxies do; ztunnel reads none of them."""
        ends, found = self._captured(words), []
        if "leaves" in ends and PLANES[words["client"]].injects:
            found += [one for one in (self.client, self.service) if one]
        if "arrives" in ends and PLANES[words["server"]].injects and self.server:
            found.append(self.server)
        return found

    def _judged(self, found: Judged, words: dict[str, str], ends: Ends) -> Judgment:
        """What the AuthorizationPolicies of the stream say, of every identity that may be."""
        pods, port = ends.server, self.attempt.pod_port
        guards = list(guards_of(self.policies, pods.namespace, [pods.labels], pods.unknown))
        accounts: tuple[str, ...] = ("",)
        if "mTLS" in found.how:
            accounts = self.attempt.origin.accounts or ANY_ACCOUNT
        namespace, is_http = ends.client.namespace, words["protocol"] == "HTTP"
        every = [
            judge(guards, Access(namespace if one else "", one, port, is_http)) for one in accounts
        ]
        outcomes, first = {one.outcome for one in every}, every[0]
        by_identity = accounts == ANY_ACCOUNT and any(map(_asks_who, guards))
        if len(outcomes) == 1 and not (by_identity and first.outcome == "left out"):
            return first
        return next(one for one in every if one.policy)._replace(outcome="unknown")


def _asks_who(guard: Guard) -> bool:
    """Whether a policy tells clients apart."""
    rules = mappings(guard.policy.body, ("spec", "rules"))
    return any(items(rule, ("from",)) or items(rule, ("when",)) for rule in rules)


def objections_to(attempt: Attempt, target: TargetResource, mesh: Mesh) -> Objections:
    """What the stream has against an attempt."""
    changes = list(changes_of(target.manifest, mesh))
    ref, client = attempt.origin.client.ref, None
    if ref in mesh.manifests and attempt.origin.client.kind != "gateway":
        own = changes_of(mesh.manifests[ref], mesh)
        client = next((one.ref for one, effect in own if effect in OF_CLIENT), None)
    server = next((one.ref for one, effect in changes if effect in OF_SERVER), None)
    service = next((one.ref for one, effect in changes if effect in OF_SERVICE), None)
    if attempt.via != SERVICE:
        service = None
    return Objections(attempt, mesh.of_kind(AUTHORIZATION_POLICY.kind), client, server, service)
