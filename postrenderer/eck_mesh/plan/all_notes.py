"""The notes on a plan: what users should know although nothing is refused."""

from __future__ import annotations

from eck_mesh.plan.row import About, load
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason

API_ROUTES = ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute")
ROUTES = ("VirtualService", "Ingress", *API_ROUTES)
MONITORS = ("PodMonitor", "ServiceMonitor")
CILIUM = ("CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy")
CALICO = ("NetworkPolicy", "GlobalNetworkPolicy")
PODS = (
    "istio.io/",
    "elastic.co/managed",
    "elastic.co/pause",
    "securityContext",
    "hostAliases",
    "selector",
)
PROXIES = (  # mesh/notes/proxy_changes.py
    "AuthorizationPolicy",
    "EnvoyFilter",
    "ProxyConfig",
    "RequestAuthentication",
    "ServiceEntry",
    "Sidecar",
    "TrafficExtension",
    "WasmPlugin",
    "WorkloadEntry",
)


class Note(NamedTuple):
    """A function that finds notes. before: in the mesh before the plan, otherwise in that after it.

    about: what the stream must have for the note to be given.
    """

    module: str
    function: str
    about: About
    before: bool = False

    def found(self, before: Mesh, after: Mesh) -> Iterator[Reason]:
        """The notes on a plan."""
        mesh = before if self.before else after
        if self.about.is_in(mesh):
            yield from load(self.module, self.function)(mesh)


ON_RESOURCES = (
    Note(
        "mesh.notes.leftovers", "leftovers_of_sidecars", About(settings=("dataPlane",)), before=True
    ),
    Note("mesh.notes.pod_notes", "pod_notes", About(settings=("proxy",), words=PODS)),
    Note(
        "mesh.notes.network_policies", "blocked_ports", About(kinds=("NetworkPolicy",)), before=True
    ),
    Note(
        "mesh.notes.plugin_policies", "plugin_policies", About(kinds=CILIUM + CALICO), before=True
    ),
    Note("plan.rules.policies.egress", "egress_notes", About(settings=("egress",))),
    Note(
        "mesh.authorization.authorization_notes",
        "authorization_notes",
        About(kinds=("AuthorizationPolicy",)),
    ),
    Note("mesh.notes.proxy_changes", "proxy_changes", About(kinds=PROXIES)),
    Note("mesh.notes.scrapers", "scraper_notes", About(kinds=MONITORS, words=("prometheus.io/",))),
    Note(
        "mesh.notes.installation_notes",
        "installation_notes",
        About(kinds=("Namespace", "Subscription")),
    ),
)
ON_ROUTES = (
    Note("mesh.routes.unknown_gateways", "notes_on_unknown_gateways", About(kinds=API_ROUTES)),
    Note("mesh.routes.http_routes", "http_route_notes", About(kinds=ROUTES)),
    Note("mesh.routes.grpc_routes", "grpc_notes", About(kinds=ROUTES)),
    Note("mesh.routes.http_routes", "unfinished_hosts", About(kinds=ROUTES)),
)
