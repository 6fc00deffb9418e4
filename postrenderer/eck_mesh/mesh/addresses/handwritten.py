"""The addresses in the specs of ECK's resources that lead to resources in the mesh."""

from __future__ import annotations

from eck_mesh.eck.resource import is_known, kind_of
from eck_mesh.manifests.kinds import SECRET
from eck_mesh.manifests.paths import mapping, strings, text
from eck_mesh.record import NamedTuple
from eck_mesh.standard import cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.addresses import Address
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.addresses.address_targets import AddressTargets
    from eck_mesh.mesh.addresses.certificate_users import CertificateUser
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.mesh.services.served import ByService

# What the names of ECK's Secrets of certificates have, and their files.
CERTIFICATES = ("-http-certs-", "-http-ca-internal", ".crt")
FLEET = "xpack.fleet"  # settings of Kibana that Agents use, and Kibana itself does not


class Handwritten(NamedTuple):
    """An address that a user wrote for a client, and the resource that it leads to.

    holder: where it is written: the client itself, or a StackConfigPolicy that selects the client.
    is_http: whether it leads to the port that ECK's TLS is about, and not to one next to it.
    module: of Beats, next to an address that autodiscovery finds; "" where none is given.
    """

    client: Ref
    holder: Ref
    address: Address
    target: Ref
    is_http: bool = True
    module: str = ""

    @property
    def is_for_agents(self) -> bool:
        """Whether Agents connect to it, and the resource that holds it does not."""
        return FLEET in self.address.key


class Addresses:
    """Answers which addresses lead to the HTTP port of which resource, with a mode or without."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh

    @cached_property
    def _targets(self) -> AddressTargets:
        from eck_mesh.mesh.addresses.address_targets import AddressTargets

        return AddressTargets(self._mesh)

    def of_client(self, client: Ref) -> list[Handwritten]:
        """The addresses in one resource."""
        return self._by_client.get(client, [])

    @cached_property
    def by_target(self) -> dict[Ref, list[Handwritten]]:
        """The addresses by the resource that they lead to."""
        found: dict[Ref, list[Handwritten]] = {}
        for handwritten in self._by_client.values():
            for one in handwritten:
                found.setdefault(one.target, []).append(one)
        return found

    @cached_property
    def by_place(self) -> dict[tuple[Ref, Path], list[Handwritten]]:
        """The addresses by where they are written, of every client that uses them."""
        found: dict[tuple[Ref, Path], list[Handwritten]] = {}
        for handwritten in self._by_client.values():
            for one in handwritten:
                found.setdefault((one.holder, one.address.path), []).append(one)
        return found

    @property
    def http_services(self) -> ByService:
        """The resources in the mesh by the Services for their HTTP ports."""
        return self._targets.http_services

    @cached_property
    def certificate_users(self) -> dict[Ref, list[CertificateUser]]:
        """Who uses the certificates of each resource that loses them with its TLS."""
        if not any(map(self._mesh.written.has, CERTIFICATES)):
            return {}
        from eck_mesh.mesh.addresses.certificate_users import certificate_users

        return certificate_users(self._mesh)

    @cached_property
    def _by_client(self) -> dict[Ref, list[Handwritten]]:
        if not self._mesh.may_have_addresses or not self.http_services:
            return {}
        return {
            ref: list(self._found(manifest))
            for ref, manifest in self._mesh.manifests.items()
            if is_known(ref) and kind_of(manifest).podTemplateHolders
        }

    def _found(self, client: Manifest) -> Iterator[Handwritten]:
        yield from self._in(client, ("spec",), client)
        for policy in self._mesh.stack_config.policies_for(client):
            yield from self._in(policy, tuple(kind_of(client).policy.split(".")), client)
        for secret in self.secrets_of(client):
            for part in "data", "stringData":
                yield from self._in(secret, (part,), client)

    def secrets_of(self, client: Manifest) -> Iterator[Manifest]:
        """The Secrets of the stream that a resource names, decoded: configuration, or a URL."""
        for path, name in strings(client.body.get("spec"), ("spec",)) if self._secrets else ():
            secret = self._secrets.get((client.ref.namespace, name))
            if secret and path[-1] == "secretName":
                yield secret

    @cached_property
    def _secrets(self) -> dict[tuple[str, str], Manifest]:
        """The Secrets by namespace and name."""
        from eck_mesh.manifests.secrets import decoded  # few streams have any

        secrets = self._mesh.of_kind(SECRET.kind)
        return {(secret.ref.namespace, secret.ref.name): decoded(secret) for secret in secrets}

    def _in(self, holder: Manifest, start: Path, client: Manifest) -> Iterator[Handwritten]:
        """The addresses below a path of one manifest, by which a client connects."""
        from eck_mesh.eck.addresses import addresses_in

        for address in addresses_in(holder, start):
            is_found = address.host.is_discovered
            module = _module(holder.body, address.path) if is_found else ""
            for target in self._targets.of_address(address, client, module):
                is_http = self._targets.is_http(address.host, client.ref.namespace, target)
                yield Handwritten(client.ref, holder.ref, address, target, is_http, module)


def _module(body: object, path: Path) -> str:
    """The module in the innermost mapping around a path that names one."""
    for end in range(len(path) - 1, 0, -1):
        if "module" in mapping(body, path[:end]):
            return text(body, (*path[:end], "module"))
    return ""
