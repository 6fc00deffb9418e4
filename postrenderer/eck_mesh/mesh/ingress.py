"""Ingresses, OpenShift's Routes and Traefik's kinds: the Services that they lead to, and how.

Their controllers are rarely in the mesh. HTTPRoutes and the like are not read: no manifest says
whether the pods of their Gateway are in the mesh (unsupported_routes.py).
"""

from __future__ import annotations

from eck_mesh.manifests.kinds import SERVICE
from eck_mesh.manifests.paths import expand, get, text
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path

# The fields that name a Service, by default of the object's own namespace.
BACKENDS = {
    "Ingress": ("spec.defaultBackend.service", "spec.rules[*].http.paths[*].backend.service"),
    "Route": ("spec.to", "spec.alternateBackends[*]"),
    "IngressRoute": ("spec.routes[*].services[*]",),
    "IngressRouteTCP": ("spec.routes[*].services[*]",),
    "TraefikService": ("spec.weighted.services[*]", "spec.mirroring", "spec.mirroring.mirrors[*]"),
}
OLD_CLASS = ("metadata", "annotations", "kubernetes.io/ingress.class")
PROTOCOL = ("metadata", "annotations", "nginx.ingress.kubernetes.io/backend-protocol")
GATEWAY_CLASS = "istio"  # Ingresses of this class lead through a gateway, which is in the mesh


class Backend(NamedTuple):
    """A Service that an Ingress or Route leads to, and the path of the field that names it."""

    path: Path
    namespace: str
    service: str


def backends(manifest: Manifest) -> Iterator[Backend]:
    """The Services that an Ingress or Route leads to; none for an Ingress of Istio's own class."""
    body = manifest.body
    if GATEWAY_CLASS in (get(body, ("spec", "ingressClassName")), get(body, OLD_CLASS)):
        return
    for field in BACKENDS.get(manifest.ref.kind, ()):
        for path in expand(body, field):
            name = text(body, (*path, "name"))
            if name and text(body, (*path, "kind"), SERVICE.kind) == SERVICE.kind:
                namespace = text(body, (*path, "namespace"), manifest.ref.namespace)
                yield Backend(path, namespace, name)


def dials_tls(manifest: Manifest, path: Path) -> Path | None:
    """The path that says that connections to a backend use TLS; None if nothing says so.

    By ingress-nginx's annotation, the name of the port (Traefik takes any with this beginning),
    Traefik's scheme, or TLS that is passed through.
    """
    body, kind = manifest.body, manifest.ref.kind
    if kind == "Ingress" and text(body, PROTOCOL).upper() in ("HTTPS", "GRPCS"):
        return PROTOCOL
    ports: dict[str, Path] = {
        "Ingress": (*path, "port", "name"),
        "Route": ("spec", "port", "targetPort"),
    }
    signs: list[tuple[Path, object]] = [
        (ports.get(kind, (*path, "port")), "https"),
        ((*path, "scheme"), "https"),
        ((*path, "tls"), True),
    ]
    if kind in ("Route", "IngressRouteTCP"):
        signs += [(("spec", "tls", "termination"), how) for how in ("passthrough", "reencrypt")]
        signs.append((("spec", "tls", "passthrough"), True))
    for place, value in signs:
        if get(body, place) == value:
            return place
    return None
