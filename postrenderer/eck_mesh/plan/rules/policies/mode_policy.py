"""The traffic policy that the mode means for one Service of a resource."""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, tls_is_off
from eck_mesh.eck.services import services
from eck_mesh.istio.traffic_policy import ENTRIES, http_pool, idle_timeout
from eck_mesh.mesh.routes.grpc_routes import keeps_http2
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.eck.services import NamedService
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason


def policy_of_mode(
    manifest: Manifest, named: NamedService, mesh: Mesh
) -> tuple[Body, list[Reason]]:
    """What the mode says for one Service, without what users add; {} where it wants no rule.

    An entry for a port replaces the rest for that port, so that each has its own tls.
    """
    rows = {row.role: row for row in mesh.row(manifest.ref).destinationRules}
    row = rows.get(named.service.role)
    policy: Body = {"tls": {"mode": row.tls}} if row else {}
    reasons = [reason(row.because)] if row else []
    http: Body = {}
    if row and (closes := _closes_idle(manifest, named, mesh)):
        http |= idle_timeout(closes)
        reasons.append(reason("sidecar-closes-first", idle=closes // 2, closes=closes))
    if row and named.service.role == "http" and _is_http2_kept(manifest, mesh):
        http["useClientProtocol"] = True
        reasons.append(reason("keeps-grpc"))
    policy |= http_pool(http)
    every = services(manifest) if named.nodeSet else []
    remote = next((n.service for n in every if n.service.role == "remote-cluster"), None)
    if remote and remote.role in rows:
        port = {"port": {"number": remote.port}, "tls": {"mode": rows[remote.role].tls}}
        policy[ENTRIES] = [port]
        reasons.append(reason("node-set-lists-remote-port"))
    return policy, reasons


def _closes_idle(manifest: Manifest, named: NamedService, mesh: Mesh) -> int:
    """Seconds after which the program closes an idle connection; 0 where it does not, and where
    sidecars forward TLS: only a sidecar that reads HTTP keeps connections of its own."""
    reads = mesh.is_inside(manifest.ref) and manifest.ref in mesh.without_tls
    return kind_of(manifest).closesIdle if reads and named.service.role == "http" else 0


def _is_http2_kept(manifest: Manifest, mesh: Mesh) -> bool:
    """Whether the rule must make proxies keep HTTP/2: they read it where ECK's TLS is off."""
    kind = kind_of(manifest)
    return kind.grpc and tls_is_off(manifest.body, kind.httpTls) and keeps_http2(manifest, mesh)
