"""Who a client is for an AuthorizationPolicy: a service account, any pod of a namespace, or nobody.

No field names a trust domain: which one a mesh has no manifest shows. A star stands for it, because
`cluster.local` is a pointer to the mesh's own for sidecars (pilot/pkg/security/trustdomain/bundle.go
of Istio) but not for ztunnel (istio/ztunnel#1260), and the field serviceAccounts is newer than the
oldest Istio that eck-mesh supports.
"""

from __future__ import annotations

from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

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

    def __str__(self) -> str:
        if not self.namespace:
            return "without an identity"
        if not self.account:
            return f"any pod of namespace {self.namespace}"
        shared = ", which pods without an account of their own share" if self.is_shared else ""
        return f"account {self.namespace}/{self.account}{shared}"


UNIDENTIFIED = Identity()


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
