"""The StackConfigPolicies of a stream, and the settings of programs with theirs."""

from __future__ import annotations

from eck_mesh.eck.program_settings import own_settings, program_settings, selecting_policies
from eck_mesh.eck.resource import kind_of
from eck_mesh.manifests.paths import texts
from eck_mesh.mesh.selecting_objects import SelectingObjects
from eck_mesh.settings.settings import operator_namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.program_settings import Setting
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh


class StackConfig:
    """Answers which policies select a resource, and which settings its program gets."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        policies = mesh.of_kind("StackConfigPolicy")
        self._has_policies = bool(policies)
        place = ("spec", "resourceSelector", "matchLabels")
        self._policies = SelectingObjects(policies, place, known=None)
        self._found: dict[Ref, list[Manifest]] = {}

    def policies_for(self, manifest: Manifest) -> list[Manifest]:
        """The policies that select a resource, lightest first.

        The operator's namespace is in the settings of a resource; without settings only the
        policies of its own namespace count.
        """
        if not self._has_policies:
            return []
        known = self._mesh.manifests.get(manifest.ref) is manifest
        if known and manifest.ref in self._found:
            return self._found[manifest.ref]
        own = self._mesh.settings.get(manifest.ref)
        namespace = operator_namespace(own) if own else manifest.ref.namespace
        near = self._policies.that_select([texts(manifest.body, ("metadata", "labels"))])
        found = selecting_policies(manifest, near, namespace)
        if known:
            self._found[manifest.ref] = found
        return found

    def program_settings(self, manifest: Manifest) -> Iterator[Setting]:
        """The settings of a resource's program, those of policies included."""
        return program_settings(manifest, self.policies_for(manifest))

    def cluster_settings(self, manifest: Manifest) -> Iterator[Setting]:
        """The settings that policies give a running cluster, which win over those of its nodes."""
        place = f"{kind_of(manifest).policy}.clusterSettings"
        for policy in self.policies_for(manifest):
            yield from own_settings(policy, place)
