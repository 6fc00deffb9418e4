"""Who uses the Secrets and files of a resource's certificates, which ECK removes with its TLS.

Sources: pkg/controller/common/certificates/reconcile.go (GarbageCollectSecrets; Elasticsearch keeps
its Secrets), and the folders in the pods of each kind for the copies that
pkg/controller/association/ca.go makes.
"""

from __future__ import annotations

from eck_mesh.eck.kinds import KINDS
from eck_mesh.eck.references import references
from eck_mesh.eck.resource import is_known, kind_of, object_name
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import strings
from eck_mesh.record import NamedTuple
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh

_PARTS = ("http-certs-public", "http-certs-internal", "http-ca-internal")
_FOLDER = r"\b(?:elastic-internal|config)/([a-z]+)-certs/(?:ca|tls)\.crt"
_ASSOCIATION = r"\b([a-z]+)-association/([^/\s]+)/([^/\s]+)/certs/(?:ca|tls)\.crt"
_KINDS = {kind.association: name for name, kind in KINDS.items() if kind.association}


class CertificateUser(NamedTuple):
    """A resource with the path at which it names a Secret or a file of certificates."""

    client: Ref
    path: Path
    what: str


def certificate_users(mesh: Mesh) -> dict[Ref, list[CertificateUser]]:
    """The users of the certificates of each resource in the mesh that loses them with its TLS."""
    targets = {m.ref: m for m in mesh.treated() if mesh.is_inside(m.ref) and _loses_them(m)}
    secrets = {
        (ref.namespace, f"{object_name(manifest)}-{part}"): ref
        for ref, manifest in targets.items()
        for part in _PARTS
    }
    found: dict[Ref, list[CertificateUser]] = {}
    for ref, client in mesh.manifests.items() if targets else ():
        for target, user in _uses(client, secrets) if is_known(ref) else ():
            if target in targets:
                found.setdefault(target, []).append(user)
    return found


def _loses_them(manifest: Manifest) -> bool:
    kind = kind_of(manifest)
    return bool(kind.httpTls) and not kind.keepsCertificates


def _uses(
    client: Manifest, secrets: Mapping[tuple[str, str], Ref]
) -> Iterator[tuple[Ref, CertificateUser]]:
    for path, value in strings(client.body.get("spec"), ("spec",)):
        secret = secrets.get((client.ref.namespace, value))
        if secret and path[-1] in ("secretName", "name"):
            yield secret, CertificateUser(client.ref, path, f"Secret {value}")
        elif ".crt" in value:
            for target, file in _files(client, value):
                yield target, CertificateUser(client.ref, path, file)


def _files(client: Manifest, value: str) -> Iterator[tuple[Ref, str]]:
    """The resources whose CA a string names, with the file."""
    for found in re.finditer(_ASSOCIATION, value):
        kind = _KINDS.get(found[1])
        if kind:
            yield Ref(KINDS[kind].group, kind, found[2], found[3]), found[0]
    for found in re.finditer(_FOLDER, value):
        for one in references(client):
            if one.row.kind == _KINDS.get(found[1]):
                yield one.target, found[0]
