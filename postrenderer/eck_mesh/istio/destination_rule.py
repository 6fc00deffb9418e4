"""DestinationRules: for which hosts, and what they say of TLS (pilot/pkg/model/push_context.go)."""

from __future__ import annotations

from eck_mesh.manifests.paths import integer, mappings, text
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body


class RuleTls(NamedTuple):
    """What a rule says of TLS: for the host, ports and subsets; "" where Istio decides."""

    host: str
    ports: dict[int, str]
    subsets: list[Body]

    def mode(self, port: int) -> str:
        """The mode for a port of the Service: an entry for a port replaces the rest for it."""
        return self.ports.get(port, self.host)


def rule_tls(spec: object) -> RuleTls:
    """What the spec of a rule says of TLS."""
    entries = mappings(spec, ("trafficPolicy", "portLevelSettings"))
    ports = {integer(one, ("port", "number")): text(one, ("tls", "mode")) for one in entries}
    subsets = [one for one in mappings(spec, ("subsets",)) if one.get("trafficPolicy")]
    return RuleTls(text(spec, ("trafficPolicy", "tls", "mode")), ports, subsets)


def tls_mode(rule: Manifest, ports: Iterable[int]) -> str:
    """The TLS mode that a rule sets for a Service: of the first port with an entry, or all."""
    tls = rule_tls(rule.body.get("spec"))
    return next((tls.ports[port] for port in ports if port in tls.ports), tls.host)


def is_wildcard(rule: Manifest) -> bool:
    """Whether the host of a rule begins with a star."""
    return text(rule.body, ("spec", "host")).startswith("*")


def matches_host(rule: Manifest, host: str) -> bool:
    """Whether a rule is for a full host; Istio completes a short host with the rule's namespace."""
    own = text(rule.body, ("spec", "host"))
    if is_wildcard(rule):
        return host.endswith(own[1:])
    service, namespace, _ = host.split(".", 2)
    short = own == service and rule.ref.namespace == namespace
    return short or own in (host, f"{service}.{namespace}", f"{service}.{namespace}.svc")


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
        candidates = self._by_service.get(host.partition(".")[0], ())
        return [rule for rule in candidates if matches_host(rule, host)]

    def wildcards_for(self, host: str) -> list[Manifest]:
        """The rules with a wildcard that includes the host."""
        return [rule for rule in self.wildcards if matches_host(rule, host)]
