"""The resources of a stream, and the mode that is true of each."""

from __future__ import annotations

from eck_mesh.eck.resource import pod_templates
from eck_mesh.eck.services import is_host_network_client
from eck_mesh.errors import UserError
from eck_mesh.istio.injection import requests_sidecar
from eck_mesh.istio.modes import INSIDE, PLANES, DataPlane, Mode
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.manifests.paths import mapping
from eck_mesh.settings.settings import Settings, meshed_operator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

NONE = Mode()  # what mode disabled asks for: nothing


class Modes:
    """The working copy of a plan: manifests by identity, the settings of those that are treated.

    manifests are all ECK resources, PeerAuthentications and DestinationRules of the stream, and what rules
    created; a resource without settings is left alone, but counts as a client or a target. foreseen are the manifests of a
    first plan, where rules of users look for places that are not there yet.
    """

    def __init__(
        self,
        manifests: Iterable[Manifest],
        settings: dict[Ref, Settings],
        foreseen: dict[Ref, Manifest] | None = None,
    ) -> None:
        self.settings = settings
        self.foreseen = foreseen or {}
        self.manifests: dict[Ref, Manifest] = {}
        for manifest in manifests:
            first = self.manifests.setdefault(manifest.ref, manifest)
            if first is not manifest:
                raise UserError(
                    f"stands twice in the stream, in documents {first.number} and {manifest.number}.",
                    where=str(manifest.ref),
                    hint="Give one of them another name (in values: `name`, or another key).",
                )

    def treated(self) -> list[Manifest]:
        """The resources that rules are asked about, in the order of the stream."""
        return [manifest for ref, manifest in self.manifests.items() if ref in self.settings]

    def mode(self, ref: Ref) -> str:
        """The mode that is true of a resource: a pure client on the host network gets no sidecar, whatever it asks, and
        an operator that is said to be outside the mesh is left there."""
        settings = self.settings.get(ref)
        if settings is None or (self.manifests[ref].is_operator and not meshed_operator(settings)):
            return "disabled"
        return "excluded" if self.outside(self.manifests[ref]) else settings.mode

    def is_inside(self, ref: Ref) -> bool:
        """Whether a resource is part of the mesh: in mode permissive or strict."""
        return self.mode(ref) in INSIDE

    def plane(self, ref: Ref) -> DataPlane:
        """The data plane of a resource that has settings, and what it can do."""
        return PLANES[self.settings[ref].dataPlane]

    def row(self, ref: Ref) -> Mode:
        """What the mode of a resource asks for, by the table."""
        return self.plane(ref).modes.get(self.mode(ref), NONE) if ref in self.settings else NONE

    def requests_sidecar(self, manifest: Manifest) -> bool:
        """Whether the pod labels of a resource, as they are now, request a sidecar."""
        templates = pod_templates(manifest)
        return any(requests_sidecar(mapping(manifest.body, path)) for path in templates)

    def outside(self, manifest: Manifest) -> bool:
        """Whether a resource asks for the mesh, but is a client without Services whose pods use the host's network."""
        inside = self.settings[manifest.ref].mode in INSIDE
        return inside and is_host_network_client(manifest)
