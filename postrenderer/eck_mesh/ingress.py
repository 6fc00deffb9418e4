"""Ingresses and OpenShift's Routes: they let people in from outside, and their controllers are rarely in the mesh.

HTTPRoutes and the like are not read: whether a Gateway's pods are in the mesh stands in no manifest of theirs.
"""

from __future__ import annotations

from eck_mesh.manifest import get
from eck_mesh.resource import expand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.change import Path
    from eck_mesh.manifest import Manifest

# Where each names a Service of its namespace.
BACKENDS = {
    "Ingress": ("spec.defaultBackend.service", "spec.rules[*].http.paths[*].backend.service"),
    "Route": ("spec.to", "spec.alternateBackends[*]"),
}
OLD_CLASS = "kubernetes.io/ingress.class"
PROTOCOL = "nginx.ingress.kubernetes.io/backend-protocol"


def backends(manifest: Manifest) -> Iterator[tuple[Path, str]]:
    """Each place where it names a Service, and the name; none for an Ingress of Istio's own class, whose gateway is in
    the mesh."""
    old = get(manifest.body, ("metadata", "annotations", OLD_CLASS))
    if manifest.ref.kind not in BACKENDS or "istio" in (get(manifest.body, ("spec", "ingressClassName")), old):
        return
    for place in BACKENDS[manifest.ref.kind]:
        for path in expand(manifest.body, place):
            name = get(manifest.body, (*path, "name"))
            if isinstance(name, str):
                yield path, name


def dials_tls(manifest: Manifest, path: Path) -> Path | None:
    """Where it says that this backend speaks TLS: by its port's name, or by ingress-nginx's annotation; None if nowhere."""
    protocol = ("metadata", "annotations", PROTOCOL)
    if str(get(manifest.body, protocol, "")).upper() in ("HTTPS", "GRPCS"):
        return protocol
    port = (*path, "port", "name") if manifest.ref.kind == "Ingress" else ("spec", "port", "targetPort")
    return port if get(manifest.body, port) == "https" else None
