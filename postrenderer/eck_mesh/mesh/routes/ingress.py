"""Ingresses, OpenShift's Routes and Traefik's kinds: the Services that they lead to, and how.

Their controllers are rarely in the mesh.
"""

from __future__ import annotations

from eck_mesh.manifests.kinds import SERVICE
from eck_mesh.manifests.paths import expand, get, text, texts
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body, Path
    from eck_mesh.mesh.services.external_names import Aliases

# The fields that name a Service, by default of the object's own namespace.
BACKENDS = {
    "Ingress": ("spec.defaultBackend.service", "spec.rules[*].http.paths[*].backend.service"),
    "Route": ("spec.to", "spec.alternateBackends[*]"),
    "IngressRoute": ("spec.routes[*].services[*]",),
    "IngressRouteTCP": ("spec.routes[*].services[*]",),
    "TraefikService": ("spec.weighted.services[*]", "spec.mirroring", "spec.mirroring.mirrors[*]"),
}
ANNOTATIONS = ("metadata", "annotations")
OLD_CLASS = (*ANNOTATIONS, "kubernetes.io/ingress.class")
# What annotations of Ingresses and Services say of connections to a backend that use TLS, by the
# part behind the slash: ingress-nginx, HAProxy's two, AWS, Azure, Kong, Traefik.
TLS_ANNOTATIONS = {
    "backend-protocol": ("https", "grpcs", "h1-ssl", "h2-ssl", "ssl"),
    "ssl-passthrough": ("true",),
    "secure-backends": ("true",),
    "server-ssl": ("true",),
    "protocol": ("https", "grpcs", "tls"),
    "service.serversscheme": ("https",),
}
LISTED = "nginx.org/ssl-services"  # lists the Services
GATEWAY_CLASS = "istio"  # Ingresses of this class lead through a gateway, which is in the mesh


class Backend(NamedTuple):
    """A Service that an Ingress or Route leads to, and the path of the field that names it."""

    path: Path
    namespace: str
    service: str


def is_of_istio(manifest: Manifest) -> bool:
    """Whether this is an Ingress of Istio's own class, whose controller is in the mesh."""
    body = manifest.body
    return GATEWAY_CLASS in (get(body, ("spec", "ingressClassName")), get(body, OLD_CLASS))


def backends(manifest: Manifest) -> Iterator[Backend]:
    """The Services that an Ingress or Route leads to."""
    body = manifest.body
    for field in BACKENDS.get(manifest.ref.kind, ()):
        for path in expand(body, field):
            name = text(body, (*path, "name"))
            if name and text(body, (*path, "kind"), SERVICE.kind) == SERVICE.kind:
                namespace = text(body, (*path, "namespace"), manifest.ref.namespace)
                yield Backend(path, namespace, name)


def backends_by_service(
    manifests: Iterable[Manifest], aliases: Aliases
) -> dict[tuple[str, str], list[tuple[Manifest, Backend]]]:
    """The places that name a Service, by its name and namespace; not those of Istio's class."""
    found: dict[tuple[str, str], list[tuple[Manifest, Backend]]] = {}
    for manifest in manifests:
        if manifest.ref.kind not in BACKENDS or is_of_istio(manifest):
            continue
        for backend in backends(manifest):
            key = (backend.service, backend.namespace)
            found.setdefault(aliases.get(key, key), []).append((manifest, backend))
    return found


def tls_annotation(body: Body, annotations: Path) -> Path | None:
    """The path of an annotation by which an ingress controller connects by TLS; None without."""
    for key, value in texts(body, annotations).items():
        if value.lower() in TLS_ANNOTATIONS.get(key.rpartition("/")[2], ()):
            return (*annotations, key)
    return None


def dials_tls(manifest: Manifest, path: Path) -> Path | None:
    """The path that says that connections to a backend use TLS; None if nothing says so.

    By an annotation, the name of the port (Traefik takes any with this beginning), Traefik's
    scheme, or TLS that is passed through.
    """
    body, kind = manifest.body, manifest.ref.kind
    if kind == "Ingress":
        listed = text(body, (*ANNOTATIONS, LISTED)).replace(" ", "").split(",")
        if text(body, (*path, "name")) in listed:
            return (*ANNOTATIONS, LISTED)
        place = tls_annotation(body, ANNOTATIONS)
        if place:
            return place
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
