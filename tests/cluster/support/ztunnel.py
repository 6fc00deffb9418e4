"""What ztunnel does to a connection by the policies that istiod gives it (src/rbac.rs of ztunnel)."""

from __future__ import annotations

from typing import Any, NamedTuple

Object = dict[str, Any]
DOMAIN = "td.example"  # nobody's: policies must not depend on it


class Client(NamedTuple):
    """Who connects; without a namespace somebody without a mesh identity."""

    namespace: str = ""
    account: str = ""

    @property
    def principal(self) -> str:
        """Its identity, without the scheme."""
        return f"{DOMAIN}/ns/{self.namespace}/sa/{self.account}" if self.namespace else ""


def rejects(policies: list[Object], client: Client, port: int) -> bool:
    """Whether a connection is closed: a policy of action DENY matches, or there are some of ALLOW and none does."""
    deny = [one for one in policies if one.get("action") == "DENY"]
    allow = [one for one in policies if one not in deny]
    if any(_matches_policy(one, client, port) for one in deny):
        return True
    return bool(allow) and not any(_matches_policy(one, client, port) for one in allow)


def _matches_policy(policy: Object, client: Client, port: int) -> bool:
    """Groups are OR-ed, rules AND-ed, matches OR-ed (pkg/workloadapi/security/authorization.proto of Istio)."""
    return any(
        all(any(_matches(one, client, port) for one in rule["matches"]) for rule in group["rules"])
        for group in policy.get("groups", [])
    )


def _matches(match: Object, client: Client, port: int) -> bool:
    """Conditions of one match are AND-ed."""
    found = {
        "principals": _any(match.get("principals", ()), client.principal),
        "notPrincipals": not _any(match.get("notPrincipals", ()), client.principal),
        "namespaces": _any(match.get("namespaces", ()), client.namespace),
        "destinationPorts": port in match.get("destinationPorts", ()),
        "notDestinationPorts": port not in match.get("notDestinationPorts", ()),
    }
    return all(found[key] for key in match)


def _any(strings: list[Object], value: str) -> bool:
    """Whether one of these fits; nothing fits an identity that is not there."""
    return bool(value) and any(_fits(*string.popitem(), value) for string in map(dict, strings))


def _fits(how: str, text: object, value: str) -> bool:
    ends = {"exact": value.__eq__, "prefix": value.startswith, "suffix": value.endswith}
    return how == "presence" or bool(ends[how](text))  # type: ignore[operator]
