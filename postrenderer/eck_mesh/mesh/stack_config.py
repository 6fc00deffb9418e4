"""The StackConfigPolicies of a stream, and the settings of programs with theirs."""

from __future__ import annotations

from eck_mesh.eck.program_settings import own_settings, program_settings, selecting_policies
from eck_mesh.eck.resource import kind_of
from eck_mesh.settings.settings import operator_namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.program_settings import Setting
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh


class StackConfig:
    """Answers which policies select a resource, and which settings its program gets."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._policies = mesh.of_kind("StackConfigPolicy")

    def policies_for(self, manifest: Manifest) -> list[Manifest]:
        """The policies that select a resource, lightest first.

        The operator's namespace is in the settings of a resource; without settings only the
        policies of its own namespace count.
        """
        if not self._policies:
            return []
        own = self._mesh.settings.get(manifest.ref)
        namespace = operator_namespace(own) if own else manifest.ref.namespace
        return selecting_policies(manifest, self._policies, namespace)

    def program_settings(self, manifest: Manifest) -> Iterator[Setting]:
        """The settings of a resource's program, those of policies included."""
        return program_settings(manifest, self.policies_for(manifest))

    def cluster_settings(self, manifest: Manifest) -> Iterator[Setting]:
        """The settings that policies give a running cluster, which win over those of its nodes."""
        place = f"{kind_of(manifest).policy}.clusterSettings"
        for policy in self.policies_for(manifest):
            yield from own_settings(policy, place)
