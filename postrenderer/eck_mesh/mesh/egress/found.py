"""Everything that a resource needs to reach: the answer that rules and reports ask for."""

from __future__ import annotations

from eck_mesh.eck.egress_table import EGRESS
from eck_mesh.eck.resource import kind_of, pod_templates
from eck_mesh.eck.services import bypass_ports
from eck_mesh.eck.written_addresses import addresses_of
from eck_mesh.istio.service_entry import TCP, OutsideHost, is_address
from eck_mesh.manifests.paths import expand, show, text
from eck_mesh.mesh.egress.fixed import cluster_services, fixed_hosts
from eck_mesh.mesh.egress.needs import Inside, Need, Needs, Unknown
from eck_mesh.mesh.egress.services import service_of_cluster, target_services
from eck_mesh.mesh.egress.snapshots import snapshot_hosts
from eck_mesh.mesh.egress.texts import all_texts, program_texts
from eck_mesh.messages.reason import reason
from eck_mesh.settings.egress_hosts import declared_hosts, is_host

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.written_addresses import Written
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh


def needs_of(manifest: Manifest, mesh: Mesh) -> Needs:
    """What a resource connects to, each host with the first reason for it."""
    own = mesh.settings[manifest.ref]
    found = Needs([*target_services(manifest, mesh)], [], [])
    every = list(program_texts(manifest, mesh))
    values = {one.key: str(one.value) for one in every if one.value is not None}
    found.outside.extend(fixed_hosts(manifest, values))
    declared = declared_hosts(own.egressHosts)
    for one in (*snapshot_hosts(manifest, values, mesh), *_written(manifest, mesh)):
        _add(one, found)
    outside = _limited(found.outside, declared, _bypass_ports(manifest))
    outside += [Need(host, reason("egress-declared", host=host)) for host in declared]
    found.unknown.extend(_unseen(manifest, mesh))
    found.inside.extend(cluster_services(manifest, own.clusterDomain))
    beyond = []
    for one in outside:
        service = _service(one.host, manifest, mesh)
        if service:
            found.inside.append(Inside(service, one.because))
        else:
            beyond.append(one)
    inside = {one.entry: one for one in reversed(found.inside)}
    each = {one.host: one for one in reversed(beyond)}
    unknown = [one for one in found.unknown if not _may_be_declared(one, declared)]
    return Needs([*reversed(inside.values())], [*reversed(each.values())], unknown)


def _add(one: Need | Unknown, found: Needs) -> None:
    if isinstance(one, Need):
        found.outside.append(one)
    else:
        found.unknown.append(one)


def _limited(outside: list[Need], declared: list[OutsideHost], bypass: set[int]) -> list[Need]:
    """The hosts that the sidecar limits, and that users do not declare themselves."""
    return [
        one
        for one in outside
        if is_host(one.host.host)
        and not (_is_declared(one.host, declared) or bypass.issuperset(one.host.ports))
    ]


def _service(host: OutsideHost, manifest: Manifest, mesh: Mesh) -> str:
    """The Service of the cluster that a host is, as a Sidecar lists it; "" for no Service."""
    return "" if host.is_address else service_of_cluster(host.host, manifest, mesh)


def _bypass_ports(manifest: Manifest) -> set[int]:
    """The ports that bypass the sidecar of every pod, whatever it would allow."""
    templates = pod_templates(manifest)
    found = [set(bypass_ports(manifest, "outbound", template)) for template in templates]
    return set.intersection(*found) if found else set()


def _is_declared(host: OutsideHost, declared: list[OutsideHost]) -> bool:
    """Whether users declare a host themselves, or, for TCP, addresses for its port: these win."""
    for one in declared:
        if set(host.ports) <= set(one.ports):
            same = one.host == host.host
            if same or (one.is_address and host.protocol == TCP and not host.is_address):
                return True
    return False


def _may_be_declared(one: Unknown, declared: list[OutsideHost]) -> bool:
    """Whether a declared host may be the one that no manifest shows."""
    return any(host.is_address or host.host.endswith(one.domain) for host in declared)


def without_port(manifest: Manifest, mesh: Mesh) -> Iterator[tuple[str, str]]:
    """The hosts outside that users wrote without a port that anything shows, with their places."""
    declared = {one.host for one in declared_hosts(mesh.settings[manifest.ref].egressHosts)}
    for one in _addresses(manifest, mesh):
        inside = not is_host(one.host) or service_of_cluster(one.host, manifest, mesh)
        if not (one.port or inside or one.host in declared):
            yield _place(one, mesh), one.host


def _written(manifest: Manifest, mesh: Mesh) -> Iterator[Need]:
    """The addresses that users wrote, wherever they lead."""
    for one in _addresses(manifest, mesh):
        if one.port or service_of_cluster(one.host, manifest, mesh):
            protocol = TCP if is_address(one.host) else one.protocol
            why = reason("egress-written", host=_named(one), where=_place(one, mesh))
            yield Need(OutsideHost(one.host, (one.port,), protocol), why)


def _addresses(manifest: Manifest, mesh: Mesh) -> Iterator[Written]:
    every = list(all_texts(manifest, mesh))
    ports = {one.key: one.value for one in every if one.key.endswith(".port")}
    for setting in every:
        yield from addresses_of(setting, ports)


def _place(one: Written, mesh: Mesh) -> str:
    return f"{one.ref}: {show(one.path, mesh.manifests[one.ref].body)}"


def _named(one: Written) -> str:
    return f"{one.host}:{one.port}" if one.port else one.host


def _unseen(manifest: Manifest, mesh: Mesh) -> Iterator[Unknown]:
    """The fields that name a Secret with an address, where the stream does not have the Secret."""
    known = {secret.ref.name for secret in mesh.addresses.secrets_of(manifest)}
    fields = [f"{row.path}.secretName" for row in kind_of(manifest).references]
    fields += [row.field for row in EGRESS.unseen if manifest.ref.kind in row.kinds]
    for field in dict.fromkeys(fields):
        for path in expand(manifest.body, field):
            name = text(manifest.body, path)
            if name and name not in known:
                why = reason("egress-host-in-secret", field=show(path[:-1]), secret=name)
                yield Unknown(manifest.ref, path, "", why)
