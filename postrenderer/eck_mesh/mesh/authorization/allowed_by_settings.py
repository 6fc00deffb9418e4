"""The clients that mesh.allow names for one resource, and what is wrong with its entries."""

from __future__ import annotations

from eck_mesh.eck.resource import is_known, pod_templates
from eck_mesh.mesh.authorization.allowed_clients import Allowed, guarded_ports
from eck_mesh.mesh.authorization.identities import Identity
from eck_mesh.mesh.clients.callers import client_in_words, service_accounts
from eck_mesh.messages.enumeration import first_of
from eck_mesh.messages.reason import reason
from eck_mesh.settings.allow import SETTING, allowed_names, allowed_ports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason


def allowed_by_settings(target: Manifest, mesh: Mesh) -> Iterator[Allowed]:
    """The clients of all entries; without ports in an entry, for all ports of the resource."""
    known = guarded_ports(target, mesh)
    for entry in mesh.settings[target.ref].allow:
        wanted = allowed_ports(entry)
        ports = tuple(port for port in known if not wanted or port in wanted)
        for words, identity in _clients(entry, target, mesh) if ports else ():
            yield Allowed(words, identity, ports)


def _clients(entry: Body, target: Manifest, mesh: Mesh) -> Iterator[tuple[str, Identity]]:
    for name in allowed_names(entry, "namespaces"):
        yield SETTING, Identity(name)
    for name in allowed_names(entry, "serviceAccounts"):
        namespace, _, account = name.partition("/")
        yield SETTING, Identity(namespace, account)
    for name in allowed_names(entry, "resources"):
        for client in _named(name, target, mesh)[:1]:
            words = f"{client_in_words(client.ref, target.ref)}, by {SETTING}"
            for account in service_accounts(client):
                yield words, Identity(client.ref.namespace, account)


def wrong_entries(mesh: Mesh) -> Iterator[tuple[Manifest, Reason]]:
    """Each entry that names no client or no port of the stream, once, with the first resource that
    has it."""
    served: dict[str, set[int]] = {}
    holders: dict[str, tuple[Manifest, Body]] = {}
    for target in mesh.treated():
        settings = mesh.settings[target.ref]
        if not settings.authorization or settings.fromEarlierPass:
            continue
        for entry in settings.allow:
            holders.setdefault(str(entry), (target, entry))
            served.setdefault(str(entry), set()).update(guarded_ports(target, mesh))
    for key, (target, entry) in holders.items():
        for why in _problems(entry, target, mesh):
            yield target, why
        for port in allowed_ports(entry):
            if port not in served[key]:
                known = ", ".join(map(str, sorted(served[key]))) or "none"
                yield target, reason("allow-names-unserved-port", port=port, known=known)


def _problems(entry: Body, target: Manifest, mesh: Mesh) -> Iterator[Reason]:
    for name in allowed_names(entry, "resources"):
        found = _named(name, target, mesh)
        if not found:
            every = [one.ref for one in mesh.manifests.values() if _has_pods(one)]
            yield reason("allow-names-no-resource", name=name, known=first_of(every))
        elif len(found) > 1:
            refs = first_of([one.ref for one in found])
            yield reason("allow-names-several", name=name, found=refs)
        elif mesh.mode(found[0].ref) == "excluded":
            yield reason("allow-names-excluded", name=name)


def _named(name: str, target: Manifest, mesh: Mesh) -> list[Manifest]:
    """The resources that a name may mean; one of the target's own namespace comes first."""
    kind, *rest = name.split("/")
    found = [
        one
        for one in mesh.manifests.values()
        if one.ref.kind == kind and rest in ([one.ref.name], [one.ref.namespace, one.ref.name])
    ]
    found = [one for one in found if _has_pods(one)]
    near = [one for one in found if one.ref.namespace == target.ref.namespace]
    return near or found


def _has_pods(manifest: Manifest) -> bool:
    return is_known(manifest.ref) and bool(pod_templates(manifest))
