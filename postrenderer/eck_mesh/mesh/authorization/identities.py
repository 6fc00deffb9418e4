"""Who a client is for an AuthorizationPolicy: a service account, any pod of a namespace, or nobody.

Which trust domain a mesh has, no manifest shows, so a star stands for it: `cluster.local` is a
pointer to the mesh's own for sidecars (pilot/pkg/security/trustdomain/bundle.go of Istio), but not
for ztunnel (istio/ztunnel#1260), and the field serviceAccounts is newer than the oldest Istio that
eck-mesh supports.
"""

from __future__ import annotations

from eck_mesh.manifests.paths import items, mapping, mappings
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body

DEFAULT_ACCOUNT = "default"  # of every pod that names none


class Identity(NamedTuple):
    """One identity.

    namespace: "" for a client without a mesh identity.
    account: "" for every pod of the namespace.
    """

    namespace: str = ""
    account: str = ""

    @property
    def is_shared(self) -> bool:
        """Whether other pods of the namespace may have it too."""
        return bool(self.namespace) and self.account in ("", DEFAULT_ACCOUNT)

    @property
    def pattern(self) -> str:
        """The identity as a policy matches it: a principal, or a namespace."""
        return f"*/ns/{self.namespace}/sa/{self.account}" if self.account else self.namespace

    @property
    def short(self) -> str:
        """The identity in words."""
        if not self.account:
            return f"any pod of namespace {self.namespace}"
        return f"account {self.namespace}/{self.account}"

    def __str__(self) -> str:
        is_default = self.account == DEFAULT_ACCOUNT
        return f"{self.short}, which every pod without its own has" if is_default else self.short


UNIDENTIFIED = Identity()


def allowed_identities(policy: Manifest) -> list[Identity]:
    """The identities that a policy of eck-mesh allows."""
    found: dict[Identity, None] = {}
    for rule in mappings(policy.body, ("spec", "rules")):
        for one in mappings(rule, ("from",)):
            source = mapping(one, ("source",))
            for principal in map(str, items(source, ("principals",))):
                _, _, name = principal.partition("/ns/")
                namespace, _, account = name.partition("/sa/")
                found[Identity(namespace, account)] = None
            for namespace in map(str, items(source, ("namespaces",))):
                found[Identity(namespace)] = None
    return list(found)


def sources(identities: Iterable[Identity]) -> list[Body]:
    """The sources of a rule that match any of the identities."""
    every = set(identities)
    principals = sorted(one.pattern for one in every if one.account)
    namespaces = sorted(one.pattern for one in every if one.namespace and not one.account)
    found: list[Body] = []
    if principals:
        found.append({"source": {"principals": principals}})
    if namespaces:
        found.append({"source": {"namespaces": namespaces}})
    if UNIDENTIFIED in every:
        found.append({"source": {"notPrincipals": ["*"]}})
    return found
