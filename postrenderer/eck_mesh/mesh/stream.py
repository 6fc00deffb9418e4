"""The manifests of a stream with their settings, and the words of its text."""

from __future__ import annotations

from eck_mesh.istio.destination_rule import RulesByHost
from eck_mesh.manifests.kinds import (
    DESTINATION_RULE,
    NETWORK_POLICY,
    PEER_AUTHENTICATION,
    SECRET,
)
from eck_mesh.manifests.manifest import by_kind, by_ref
from eck_mesh.mesh.selecting_objects import SelectingObjects
from eck_mesh.mesh.written import Written
from eck_mesh.settings.schema import BLOCK, NESTED
from eck_mesh.standard import cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.settings.settings import Settings

DEFAULTS = {**BLOCK, **NESTED, "fromEarlierPass": False}


class Stream:
    """Answers what is there at all.

    manifests: the manifests of the stream that are read, and those that rules created; by their
        identities where that is known.
    settings: of the resources that are treated. One without settings stays as it is, but counts as
        a client and as a target.
    foreseen: the manifests of a first plan: they show user-defined rules what the mode creates.
    written: the words of its text.
    """

    def __init__(
        self,
        manifests: Iterable[Manifest] | dict[Ref, Manifest],
        settings: dict[Ref, Settings],
        foreseen: dict[Ref, Manifest] | None = None,
        written: Written | None = None,
    ) -> None:
        self.settings = settings
        self.foreseen = foreseen or {}
        self.manifests: dict[Ref, Manifest] = (
            manifests if isinstance(manifests, dict) else by_ref(manifests)
        )
        self.written = written or Written()

    def treated(self) -> list[Manifest]:
        """The resources that have settings, in the order of the stream."""
        return self._treated

    @cached_property
    def _treated(self) -> list[Manifest]:
        return [manifest for ref, manifest in self.manifests.items() if ref in self.settings]

    def of_kind(self, kind: str) -> list[Manifest]:
        """The manifests of one kind, in their order."""
        return self._by_kind.get(kind, [])

    @cached_property
    def _by_kind(self) -> dict[str, list[Manifest]]:
        return by_kind(self.manifests.values())

    def differs(self, setting: str) -> bool:
        """Whether a setting has another value than the default in any resource."""
        none: tuple[object, ...] = (BLOCK.get(setting), DEFAULTS[setting])  # the chart writes all
        return any(getattr(one, setting) not in none for one in self.settings.values())

    @cached_property
    def may_have_addresses(self) -> bool:
        """Whether a user may have written an address: in the text, or in a Secret, which is not
        read as text."""
        return bool(self.of_kind(SECRET.kind)) or self.written.has_addresses()

    @cached_property
    def policies(self) -> list[Manifest]:
        """The PeerAuthentications."""
        return self.of_kind(PEER_AUTHENTICATION.kind)

    @cached_property
    def selecting_policies(self) -> SelectingObjects:
        """The same by the pods that they select."""
        return SelectingObjects(self.policies, ("spec", "selector", "matchLabels"))

    @cached_property
    def network_policies(self) -> SelectingObjects:
        """Kubernetes' NetworkPolicies by the pods that they select."""
        every = self.of_kind(NETWORK_POLICY.kind)
        found = [one for one in every if one.ref[:2] == NETWORK_POLICY.identity]
        return SelectingObjects(found, ("spec", "podSelector", "matchLabels"))

    @cached_property
    def rules_by_host(self) -> RulesByHost:
        """The DestinationRules by the host that they are for."""
        return RulesByHost(self.of_kind(DESTINATION_RULE.kind))
