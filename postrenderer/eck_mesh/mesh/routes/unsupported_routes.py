"""Routes of kinds that eck-mesh does not read, as far as they name a Service of the stream.

No manifest of a route says whether its controller has a sidecar. Of the Gateway API's routes a
Gateway of the stream may say it (unknown_gateways.py). Istio's own kinds lead through gateways of
the mesh.
"""

from __future__ import annotations

from eck_mesh.eck.resource import is_known
from eck_mesh.manifests.documents.objects import objects_in
from eck_mesh.manifests.documents.prefilter import may_have_kind
from eck_mesh.manifests.kinds import READ
from eck_mesh.manifests.paths import strings, text
from eck_mesh.messages.reason import reason
from eck_mesh.settings.own_settings import OwnSettings
from eck_mesh.settings.settings import meshed_ingress
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.manifests.documents.stream import Document
    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.manifests.paths import Body
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason

# Contour's, Emissary's, NGINX's own, Kong's, APISIX', Gloo's, Cilium's, Kyma's; what a controller
# of AWS binds to a load balancer; what other clusters of several reach.
KINDS = (
    "Route",
    "HTTPProxy",
    "Mapping",
    "VirtualServer",
    "TransportServer",
    "Ingress",
    "VirtualService",
    "RouteTable",
    "Upstream",
    "EnvoyConfig",
    "APIRule",
    "TargetGroupBinding",
    "ServiceExport",
)
_WORDS = r"[a-z0-9-]+"


def unsupported_routes(documents: Iterable[Document], mesh: Mesh) -> Iterator[Reason]:
    """A note for each such route and each Service in it that rejects clients without a sidecar."""
    known = {
        one.number for one in mesh.manifests.values() if is_known(one.ref) and one.item is None
    }
    others = (one for one in documents if one.number not in known)
    routing = [one for one in others if may_have_kind(one, KINDS)]
    if not routing:
        return
    closed = {name: ref for (name, _), ref in mesh.by_service.items() if is_closed(ref, mesh)}
    for document in routing if closed else ():
        for route in _routes(document, closed):
            name = text(route, ("metadata", "name")) or "?"
            for service in sorted(closed.keys() & _words(route)):
                yield reason(
                    "route-is-not-read",
                    route=f"{route['kind']}/{name}",
                    service=service,
                    target=closed[service],
                    settings=OwnSettings(closed[service], mesh.settings[closed[service]]),
                )


def _routes(document: Document, services: Iterable[str]) -> Iterator[Body]:
    """The routes in a document, which is not parsed unless it has the name of a Service."""
    if not any(name in document.text for name in services):
        return
    for _, body in objects_in(document):
        kind, group = text(body, ("kind",)), text(body, ("apiVersion",)).rpartition("/")[0]
        is_known = (group, kind) in READ or group.endswith("istio.io")
        if kind.endswith(KINDS) and not is_known:
            yield body


def _words(body: Body) -> set[str]:
    """Everything in an object that may be the name of a Service, or the first label of its host."""
    return {word for _, value in strings(body, ()) for word in re.findall(_WORDS, value)}


def is_closed(ref: Ref, mesh: Mesh) -> bool:
    """Whether the policies of a resource reject every client without a sidecar."""
    return (
        ref in mesh.settings
        and mesh.mode(ref) == "strict"
        and not meshed_ingress(mesh.settings[ref])
        and not mesh.outside.of_client_ports(ref)
    )
