"""Rules of AuthorizationPolicies: whether one matches a client at a port.

True and False are certain, None is what no manifest shows. On a port that no proxy parses as HTTP,
a rule about HTTP never matches in ALLOW, and counts without these fields in DENY
(pilot/pkg/security/authz/model and pilot/pkg/serviceregistry/ambient/authorization.go of Istio).
"""

from __future__ import annotations

from eck_mesh.manifests.paths import items, mapping, mappings, text
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body

HTTP = ("hosts", "methods", "paths", "requestPrincipals")  # fields about HTTP requests
# Keys of conditions that are fields of a source or an operation too; other keys are about HTTP if
# they begin with "request.".
CONDITIONS = {
    "source.principal": "principals",
    "source.namespace": "namespaces",
    "source.serviceAccount": "serviceAccounts",
    "destination.port": "ports",
}


class Access(NamedTuple):
    """One client at one port of a pod.

    namespace, account: its identity; "" without one.
    is_http: whether a proxy parses the port as HTTP.
    """

    namespace: str
    account: str
    port: int
    is_http: bool

    @property
    def principal(self) -> str:
        """Its identity as rules write it."""
        return f"cluster.local/ns/{self.namespace}/sa/{self.account}" if self.account else ""


class Policy(NamedTuple):
    """What the rules of a policy depend on."""

    namespace: str
    action: str


def rules_match(manifest: Manifest, action: str, access: Access) -> list[bool | None]:
    """Whether each rule of a policy matches."""
    policy = Policy(manifest.ref.namespace, action)
    return [_rule(rule, policy, access) for rule in mappings(manifest.body, ("spec", "rules"))]


def _rule(rule: Body, policy: Policy, access: Access) -> bool | None:
    sources = [mapping(one, ("source",)) for one in mappings(rule, ("from",))]
    operations = [mapping(one, ("operation",)) for one in mappings(rule, ("to",))]
    parts = [any_of(_block(block, policy, access) for block in sources)] if sources else []
    parts += [any_of(_block(block, policy, access) for block in operations)] if operations else []
    for row in mappings(rule, ("when",)):
        key = text(row, ("key",))
        name = CONDITIONS.get(key, "hosts" if key.startswith("request.") else key)
        block = {name: row.get("values"), _negated(name): row.get("notValues")}
        parts.append(_block(block, policy, access))
    return _all(parts)


def _block(block: Body, policy: Policy, access: Access) -> bool | None:
    """Whether all fields of a source, an operation or a condition match."""
    outcomes = []
    for key in filter(block.get, block):  # an empty list is none
        is_negated = key.startswith("not")
        name = key[3:4].lower() + key[4:] if is_negated else key
        found = _field(name, block[key], policy, access)
        if is_negated and found is not None and name not in HTTP:
            found = not found
        outcomes.append(found)
    return _all(outcomes)


def _field(name: str, values: object, policy: Policy, access: Access) -> bool | None:
    if name in HTTP:
        return None if access.is_http else policy.action == "DENY"
    account = f"{access.namespace}/{access.account}" if access.account else ""
    known = {
        "principals": access.principal,
        "namespaces": access.namespace if access.account else "",
        "serviceAccounts": account,
        "ports": str(access.port),
    }
    if name not in known:
        return None
    patterns = [str(value) for value in items(values)]
    if name == "serviceAccounts":
        own = policy.namespace
        patterns = [one if "/" in one else f"{own}/{one}" for one in patterns]
    return any(_fits(pattern, known[name]) for pattern in patterns)


def _fits(pattern: str, value: str) -> bool:
    """Whether a pattern with a star at its begin or end matches; of any trust domain."""
    if not value:
        return False
    if pattern.endswith("*"):
        return value.startswith(pattern[:-1])
    if pattern.startswith("*"):
        return value.endswith(pattern[1:])
    domain, slash, rest = pattern.partition("/ns/")
    return value in (pattern, f"cluster.local/ns/{rest}" if slash and domain else "")


def _negated(name: str) -> str:
    return f"not{name[:1].upper()}{name[1:]}"


def _all(outcomes: Iterable[bool | None]) -> bool | None:
    found = list(outcomes)
    return False if False in found else None if None in found else True


def any_of(outcomes: Iterable[bool | None]) -> bool | None:
    """True if one of them is, otherwise None if one of them is."""
    found = list(outcomes)
    return True if True in found else None if None in found else False
