"""The stream with its settings, and what follows from several of its manifests at once."""

from __future__ import annotations

from eck_mesh.eck.references import dials, referrers
from eck_mesh.eck.resource import is_known
from eck_mesh.istio.modes import INSIDE, PLANES, DataPlane, Mode
from eck_mesh.mesh.addresses.handwritten import Addresses
from eck_mesh.mesh.clients.left_out import why_left_out
from eck_mesh.mesh.clients.mesh_clients import mesh_clients
from eck_mesh.mesh.clients.outside_clients import OutsideClients
from eck_mesh.mesh.routes.exposure import Exposure
from eck_mesh.mesh.routes.gateway_pods import named_gateways
from eck_mesh.mesh.services.served import by_service, without_tls
from eck_mesh.mesh.stack_config import StackConfig
from eck_mesh.mesh.stream import Stream
from eck_mesh.settings.settings import meshed_operator, operator_namespace
from eck_mesh.standard import cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.eck.references import Dialed
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.clients.mesh_clients import MeshClient
    from eck_mesh.mesh.egress.known_hosts import KnownHosts
    from eck_mesh.mesh.services.served import ByService

NO_MODE = Mode()  # the row of a resource in mode disabled


class Mesh(Stream):
    """The working copy of a plan, which never changes: rules make a new one."""

    @cached_property
    def _dialed(self) -> dict[Ref, list[Dialed]]:
        return {}

    @cached_property
    def _modes(self) -> dict[Ref, str]:
        return {}

    def with_manifests(self, manifests: dict[Ref, Manifest], same_modes: bool = False) -> Mesh:
        """The same mesh with other manifests. same_modes: whether no mode in effect is another."""
        made = Mesh(manifests, self.settings, self.foreseen, self.written)
        if same_modes:
            made._modes = self._modes
        return made

    def foreseeing(self, foreseen: dict[Ref, Manifest]) -> Mesh:
        """The same mesh with the manifests of a first plan."""
        return Mesh(self.manifests, self.settings, foreseen, self.written)

    def mode(self, ref: Ref) -> str:
        """The mode in effect: excluded for clients that no data plane takes; disabled without
        settings, and for an operator outside the mesh."""
        mode = self._modes.get(ref)
        if mode is None:
            mode = self._modes[ref] = self._mode(ref)
        return mode

    def _mode(self, ref: Ref) -> str:
        settings = self.settings.get(ref)
        if settings is None or (self.manifests[ref].is_operator and not meshed_operator(settings)):
            return "disabled"
        return "excluded" if why_left_out(self.manifests[ref], settings) else settings.mode

    def is_inside(self, ref: Ref) -> bool:
        """Whether a resource is part of the mesh: in mode permissive or strict."""
        return self.mode(ref) in INSIDE

    def plane(self, ref: Ref) -> DataPlane:
        """The data plane of a resource that has settings, and what it can do."""
        return PLANES[self.settings[ref].dataPlane]

    def row(self, ref: Ref) -> Mode:
        """What the table says for the mode of a resource."""
        modes = self.plane(ref).modes if ref in self.settings else {}
        return modes.get(self.mode(ref), NO_MODE)

    def host(self, ref: Ref, service: str) -> str:
        """The full DNS name of a Service of a resource."""
        return f"{service}.{ref.namespace}.svc.{self.settings[ref].clusterDomain}"

    def dials(self, manifest: Manifest) -> list[Dialed]:
        """The resources that one of the mesh connects to, as far as ECK and Fleet show it."""
        if manifest.ref not in self._dialed:
            settings = self.stack_config.program_settings
            named = self.by_service if manifest.ref.kind == "Agent" else {}
            found = dials(manifest, self.manifests, named, settings)
            self._dialed[manifest.ref] = found
        return self._dialed[manifest.ref]

    @cached_property
    def outside(self) -> OutsideClients:
        """The clients of resources that have no mesh identity."""
        return OutsideClients(self)

    @cached_property
    def exposure(self) -> Exposure:
        """The Services and Ingresses by which the resources are reached."""
        return Exposure(self.manifests, self.treated(), named_gateways(self.settings.values()))

    @cached_property
    def by_service(self) -> ByService:
        """The treated resources by the Services for their pods, user-defined ones included."""
        return by_service(self)

    @cached_property
    def addresses(self) -> Addresses:
        """The addresses that users wrote, and where they lead."""
        return Addresses(self)

    @cached_property
    def without_tls(self) -> dict[Ref, Manifest]:
        """The resources with a mode whose ECK TLS is off."""
        return without_tls(self)

    @cached_property
    def client_namespaces(self) -> set[str]:
        """The namespaces in which pods of the stream run, and the operator."""
        operators = {operator_namespace(settings) for settings in self.settings.values()}
        return operators.union(ref.namespace for ref in self.manifests if is_known(ref))

    @cached_property
    def clients(self) -> dict[str, list[MeshClient]]:
        """The clients in the mesh by their namespaces."""
        return mesh_clients(self)

    @cached_property
    def referrers(self) -> dict[Ref, list[tuple[Manifest, Path]]]:
        """The resources with a reference to each resource, with the paths of the references."""
        return referrers(self.manifests.values())

    @cached_property
    def stack_config(self) -> StackConfig:
        """The StackConfigPolicies, and the settings of programs with theirs."""
        return StackConfig(self)

    @cached_property
    def known_hosts(self) -> KnownHosts:
        """The hosts outside the cluster that ServiceEntries of the stream make known."""
        from eck_mesh.mesh.egress.known_hosts import KnownHosts  # few releases limit connections

        return KnownHosts(self)
