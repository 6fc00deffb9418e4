"""Where Elasticsearch keeps snapshots, and what else its secure settings show.

Repositories are seen in StackConfigPolicies. Those that somebody registers by the API are not; the
entries of secureSettings then show that there is a client for them.
"""

from __future__ import annotations

from eck_mesh.eck.egress_table import EGRESS
from eck_mesh.eck.program_settings import Setting
from eck_mesh.eck.resource import kind_of
from eck_mesh.eck.written_addresses import addresses_of
from eck_mesh.istio.service_entry import TCP, OutsideHost, is_address
from eck_mesh.manifests.paths import mapping, text
from eck_mesh.mesh.egress.fixed import value_of
from eck_mesh.mesh.egress.needs import Need, Unknown
from eck_mesh.mesh.egress.secure_settings import secure_keys
from eck_mesh.mesh.egress.texts import variables
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.egress_table import Repository, Value
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Body, Path
    from eck_mesh.mesh.egress.fixed import Values
    from eck_mesh.mesh.model import Mesh

CLIENT = "default"  # of a repository that names none
HTTPS = (443,)


class Client(NamedTuple):
    """A client of repositories, by its name, and where it is written.

    own: the settings of the repository itself; {} where only secure settings show the client.
    """

    type: str
    name: str
    ref: Ref
    path: Path
    own: Body = {}


def snapshot_hosts(manifest: Manifest, settings: Values, mesh: Mesh) -> Iterator[Need | Unknown]:
    """The hosts of snapshot repositories, and those of notifications."""
    keys = dict(secure_keys(manifest, mesh))
    found = list(_repositories(manifest, mesh))
    seen = {(one.type, one.name) for one in found}
    for key, (ref, path) in keys.items():
        client = _client_of(key)
        if client and client not in seen:
            seen.add(client)
            found.append(Client(*client, ref, path))
        for row in EGRESS.secure:
            if key.startswith(row.key):
                for host in row.hosts:
                    why = reason(row.because, hosts=host, setting=key)
                    yield Need(OutsideHost(host, HTTPS, "TLS"), why)
    for one in found:
        of_type = EGRESS.repositories.get(one.type)
        yield from _of_client(one, of_type, manifest, settings) if of_type else ()


def _repositories(manifest: Manifest, mesh: Mesh) -> Iterator[Client]:
    """The repositories in policies that select an Elasticsearch."""
    place = kind_of(manifest).policy
    for policy in mesh.stack_config.policies_for(manifest):
        path = (*place.split("."), "snapshotRepositories")
        for name in mapping(policy.body, path):
            own = mapping(policy.body, (*path, name, "settings"))
            client = text(own, ("client",)) or CLIENT
            of_type = text(policy.body, (*path, name, "type"))
            yield Client(of_type, client, policy.ref, (*path, name), own)


def _of_client(
    client: Client, row: Repository, manifest: Manifest, settings: Values
) -> Iterator[Need | Unknown]:
    names = {"type": client.type, "client": client.name}
    every = settings | {key: str(value) for key, value in client.own.items()}
    for endpoint in row.endpoints:
        key = endpoint.format(client=client.name)
        value = value_of(key, every)
        if value:
            wanted = Setting(client.ref, client.path, f"{key}.endpoint", value)
            for one in addresses_of(wanted, {}):
                protocol = TCP if is_address(one.host) else one.protocol
                found_host = OutsideHost(one.host, (one.port,), protocol)
                yield Need(found_host, reason(row.because, host=found_host, **names))
            return
    found = {name: _value(one, client, every, manifest) for name, one in row.values.items()}
    if all(found.values()) and row.hosts:
        for host in row.hosts:
            found_host = OutsideHost(host.format(**found), HTTPS, "TLS")
            yield Need(found_host, reason(row.because, host=found_host, **names))
    elif row.domain:
        missing = ", ".join(name for name, value in found.items() if not value)
        unknown = reason("egress-host-of-repository", domain=row.domain, missing=missing, **names)
        yield Unknown(client.ref, client.path, row.domain, unknown)


def _value(value: Value, client: Client, every: Values, manifest: Manifest) -> str:
    """A part of a host: of a setting, of a variable, or the default."""
    for setting in value.settings:
        found = value_of(setting.format(client=client.name), every)
        if found:
            return found
    env = variables(manifest) if value.env else {}
    return next((env[name] for name in value.env if env.get(name)), value.default)


def _client_of(key: str) -> tuple[str, str] | None:
    """The type and the name of the client that an entry of secureSettings is for."""
    for of_type, row in EGRESS.repositories.items():
        pattern = re.escape(row.keys).replace(r"\{client\}", r"([^.]+)")
        found = re.match(pattern, key) if row.keys else None
        if found:
            return of_type, found[1]
    return None
