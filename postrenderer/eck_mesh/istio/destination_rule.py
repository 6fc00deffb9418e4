"""DestinationRules: for which hosts, and what they say of TLS (pilot/pkg/model/push_context.go)."""

from __future__ import annotations

from eck_mesh.istio.scoping import is_host
from eck_mesh.manifests.paths import get, integer, mapping, mappings, text
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body

ISTIO_MUTUAL = "ISTIO_MUTUAL"
ORIGINATES = ("SIMPLE", "MUTUAL")  # the modes by which a proxy wraps what a client sends in TLS


class RuleTls(NamedTuple):
    """What a rule says of TLS: for the host, ports and subsets; "" where Istio decides.

    subsets: of those that have a traffic policy, each complete.
    """

    host: str
    ports: dict[int, str]
    subsets: tuple[RuleTls, ...] = ()

    def mode(self, port: int) -> str:
        """The mode for a port of the Service: an entry for a port replaces the rest for it."""
        return self.ports.get(port, self.host)

    def modes(self, ports: Iterable[int]) -> set[str]:
        """The modes for these ports of the Service, those of subsets included."""
        return {one.mode(port) for port in ports for one in (self, *self.subsets)}


def rule_tls(spec: object) -> RuleTls:
    """What the spec of a rule says of TLS."""
    whole = _policy_tls(mapping(spec, ("trafficPolicy",)))
    subsets = [_policy_tls(one) for one in _subset_policies(spec)]
    return whole._replace(subsets=tuple(_merged(whole, one) for one in subsets))


def _subset_policies(spec: object) -> list[Body]:
    policies = [mapping(subset, ("trafficPolicy",)) for subset in mappings(spec, ("subsets",))]
    return [policy for policy in policies if policy]


def _policy_tls(policy: Body) -> RuleTls:
    entries = mappings(policy, ("portLevelSettings",))
    ports = {integer(entry, ("port", "number")): _tls_mode(entry) for entry in entries}
    return RuleTls(_tls_mode(policy), ports)


def _tls_mode(policy: Body) -> str:
    """`tls` without a mode is DISABLE, the first value of Istio's enum."""
    tls = get(policy, ("tls",))
    return "" if tls is None else text(tls, ("mode",), "DISABLE")


def _merged(whole: RuleTls, subset: RuleTls) -> RuleTls:
    """A subset's policy over that of its rule (MergeTrafficPolicy in
    pilot/pkg/model/destination_rule.go)."""
    ports = {port: subset.host or mode for port, mode in whole.ports.items()}
    return RuleTls(subset.host or whole.host, {**ports, **subset.ports})


def tls_mode(rule: Manifest, ports: Iterable[int]) -> str:
    """The TLS mode that a rule sets for a Service: of the first port with an entry, or all."""
    tls = rule_tls(rule.body.get("spec"))
    return next((tls.ports[port] for port in ports if port in tls.ports), tls.host)


def is_wildcard(rule: Manifest) -> bool:
    """Whether the host of a rule begins with a star."""
    return text(rule.body, ("spec", "host")).startswith("*")


def matches_host(rule: Manifest, host: str) -> bool:
    """Whether a rule is for a full host."""
    return is_host(text(rule.body, ("spec", "host")), rule.ref.namespace, host)


class RulesByHost:
    """The rules of a stream, found by host without looking at each one."""

    def __init__(self, rules: Iterable[Manifest]) -> None:
        self.wildcards: list[Manifest] = []
        self._by_service: dict[str, list[Manifest]] = {}
        for rule in rules:
            if is_wildcard(rule):
                self.wildcards.append(rule)
            else:
                service = text(rule.body, ("spec", "host")).partition(".")[0]
                self._by_service.setdefault(service, []).append(rule)

    def exactly_for(self, host: str) -> list[Manifest]:
        """The rules for this very host."""
        return [rule for rule in self._candidates(host) if matches_host(rule, host)]

    def wildcards_for(self, host: str) -> list[Manifest]:
        """The rules with a wildcard that includes the host."""
        return [rule for rule in self.wildcards if matches_host(rule, host)]

    def half_named_for(self, host: str) -> list[Manifest]:
        """The rules whose host is `SERVICE.NAMESPACE` or ends in `.svc`, which matches nothing."""
        service, namespace, _ = host.split(".", 2)
        names = (f"{service}.{namespace}", f"{service}.{namespace}.svc")
        candidates = self._candidates(host)
        return [rule for rule in candidates if text(rule.body, ("spec", "host")) in names]

    def _candidates(self, host: str) -> list[Manifest]:
        return self._by_service.get(host.partition(".")[0], [])
