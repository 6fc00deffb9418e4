"""Routes of kinds that are not read: all that is known of them is that they name a Service of ours.

Whether their controller, or the pods of their Gateway, have a sidecar stands in no manifest of theirs. Istio's own kinds
lead through gateways of the mesh.
"""

from __future__ import annotations

import re

from eck_mesh.settings.settings import meshed_ingress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.manifests.stream import Document
    from eck_mesh.mesh.model import Mesh

# The Gateway API's, Contour's, Emissary's, NGINX's own, Kong's, APISIX', Gloo's.
KINDS = (
    "Route",
    "HTTPProxy",
    "Mapping",
    "VirtualServer",
    "TransportServer",
    "Ingress",
    "VirtualService",
    "RouteTable",
)
_NAME = re.compile(r"^  name:[ \t]*[\"']?([^\"'\s]+)", re.MULTILINE)
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


def unread(documents: Iterable[Document], read: Iterable[int], mesh: Mesh) -> Iterator[str]:
    """A sentence for each such route, and each resource that it names and whose policy would refuse who comes by it; read:
    the numbers of the documents that were."""
    known = set(read)
    routes = [
        (kind, doc.text)
        for doc in documents
        if doc.number not in known and (kind := _kind(doc.text)).endswith(KINDS)
    ]
    shut = (
        {manifest.ref for manifest in mesh.treated() if _is_shut(manifest.ref, mesh)}
        if routes
        else set()
    )
    named = {name: ref for (name, _), ref in mesh.by_service.items() if ref in shut} if shut else {}
    for kind, text in routes if named else ():
        name = _NAME.search(text)
        for service in sorted(named.keys() & set(_WORD.findall(text))):
            why = f"{kind}/{name.group(1) if name else '?'} leads to {service}, and its kind is not read. What comes by it "
            why += f"without a sidecar, {named[service]} refuses: set unmeshedClients: true there, or mesh.ingress.meshed: true "
            yield why + "where it has one"


def _is_shut(ref: Ref, mesh: Mesh) -> bool:
    """Whether a resource lets nobody in who comes from outside."""
    return (
        mesh.mode(ref) == "strict"
        and not meshed_ingress(mesh.settings[ref])
        and not mesh.unmeshed_clients(ref)
    )


def _kind(text: str) -> str:
    """The kind of a document that writes it at the left margin, but for Istio's."""
    begin = text.find("\nkind:")
    return (
        ""
        if begin < 0 or "istio.io/" in text
        else text[begin + 6 : text.find("\n", begin + 1)].strip(" \t\r\"'")
    )
