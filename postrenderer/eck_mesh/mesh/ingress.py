"""What leads to a Service from outside: Ingresses, OpenShift's Routes, Traefik's. Their controllers are rarely in the mesh.

HTTPRoutes and the like are not read: whether a Gateway's pods are in the mesh stands in no manifest of theirs (unsupported_routes.py).
"""

from __future__ import annotations

from eck_mesh.manifests.kinds import SERVICE
from eck_mesh.manifests.paths import expand, get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path

# Where each names a Service, of its own namespace if it says no other.
BACKENDS = {
    "Ingress": ("spec.defaultBackend.service", "spec.rules[*].http.paths[*].backend.service"),
    "Route": ("spec.to", "spec.alternateBackends[*]"),
    "IngressRoute": ("spec.routes[*].services[*]",),
    "IngressRouteTCP": ("spec.routes[*].services[*]",),
    "TraefikService": ("spec.weighted.services[*]", "spec.mirroring", "spec.mirroring.mirrors[*]"),
}
OLD_CLASS = "kubernetes.io/ingress.class"
PROTOCOL = "nginx.ingress.kubernetes.io/backend-protocol"


def backends(manifest: Manifest) -> Iterator[tuple[Path, str, str]]:
    """Each place where it names a Service, with the Service's namespace and name; none for an Ingress of Istio's own class,
    whose gateway is in the mesh."""
    old = get(manifest.body, ("metadata", "annotations", OLD_CLASS))
    if manifest.ref.kind not in BACKENDS or "istio" in (
        get(manifest.body, ("spec", "ingressClassName")),
        old,
    ):
        return
    for place in BACKENDS[manifest.ref.kind]:
        for path in expand(manifest.body, place):
            name = get(manifest.body, (*path, "name"))
            if (
                isinstance(name, str)
                and get(manifest.body, (*path, "kind"), SERVICE.kind) == SERVICE.kind
            ):
                yield (
                    path,
                    str(get(manifest.body, (*path, "namespace"), manifest.ref.namespace)),
                    name,
                )


def dials_tls(manifest: Manifest, path: Path) -> Path | None:
    """Where it says that this backend speaks TLS; None if nowhere.

    By its port's name (Traefik takes any that begins so), by ingress-nginx's annotation, by Traefik's scheme, or because it
    passes on the TLS that comes in.
    """
    protocol, kind = ("metadata", "annotations", PROTOCOL), manifest.ref.kind
    if kind == "Ingress" and str(get(manifest.body, protocol, "")).upper() in ("HTTPS", "GRPCS"):
        return protocol
    ports = {"Ingress": (*path, "port", "name"), "Route": ("spec", "port", "targetPort")}
    says = [
        (ports.get(kind, (*path, "port")), "https"),
        ((*path, "scheme"), "https"),
        ((*path, "tls"), True),
    ]
    if kind in ("Route", "IngressRouteTCP"):
        says += [(("spec", "tls", "termination"), word) for word in ("passthrough", "reencrypt")]
        says += [(("spec", "tls", "passthrough"), True)]
    return next((place for place, word in says if get(manifest.body, place) == word), None)
