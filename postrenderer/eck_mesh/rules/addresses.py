"""Addresses that users wrote by hand: ECK rewrites only those it generates itself."""

from __future__ import annotations

import re

from eck_mesh.change import Refusal
from eck_mesh.ingress import dials_tls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.change import Path
    from eck_mesh.manifest import Manifest, Ref
    from eck_mesh.mesh import Mesh

RULE = "addresses"
_URL = re.compile(r"(https?)://(?:[^/@\s]*@)?([a-z0-9][a-z0-9.-]*)", re.IGNORECASE)


def addresses(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse an https address, anywhere in a resource's spec, of a port whose TLS this stream turns off."""
    if not mesh.plain:
        return
    yield from _ingresses(manifest, mesh)
    outside = mesh.mode(manifest.ref) == "excluded"
    for path, text in _strings(manifest.body.get("spec"), ("spec",)):
        for scheme, host in _URL.findall(text):
            target = _target(host.lower(), manifest.ref.namespace, mesh.plain)
            if target and outside and mesh.mode(target) == "strict":
                why = f"{host} is {target}, which lets in only clients with a sidecar. Refer to it by ECK's own reference, "
                yield Refusal(manifest.ref, path, RULE, f"{why}or set unmeshedClients: true on it: either lets this one in.")
            elif target and scheme.lower() == "https":
                why = f"https://{host} is {target}, which speaks plain HTTP to its sidecar. "
                yield Refusal(manifest.ref, path, RULE, f"{why}Write http://, or set mesh.tls: eck on it.")


def _ingresses(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse TLS towards a backend of an Ingress whose controller is in the mesh and whose target's TLS is off."""
    if manifest.ref in mesh.plain.values():
        for ingress, backend in mesh.ingresses(manifest.ref):
            place = dials_tls(ingress, backend)
            if place:
                why = f"leads to {manifest.ref}, which speaks plain HTTP to its sidecar. "
                yield Refusal(ingress.ref, place, RULE, f"{why}Name http, or set mesh.tls: eck on it.")


def _target(host: str, namespace: str, plain: dict[tuple[str, str], Ref]) -> Ref | None:
    """Whose Service a host names: SERVICE, SERVICE.NAMESPACE…, or one pod of a headless one in front of either."""
    labels = host.split(".")
    for first in range(min(2, len(labels))):
        where = labels[first + 1] if len(labels) > first + 1 else namespace
        if (labels[first], where) in plain:
            return plain[labels[first], where]
    return None


def _strings(body: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(body, str):
        yield path, body
    elif isinstance(body, dict):
        for key, value in body.items():
            yield from _strings(value, (*path, key))
    elif isinstance(body, list):
        for i, value in enumerate(body):
            yield from _strings(value, (*path, i))
