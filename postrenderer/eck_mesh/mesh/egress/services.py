"""The Services that a resource connects to: its own, and those of what it refers to."""

from __future__ import annotations

from eck_mesh.eck.egress_table import EGRESS
from eck_mesh.eck.kinds import KINDS
from eck_mesh.eck.references import references
from eck_mesh.eck.services import services
from eck_mesh.manifests.paths import text
from eck_mesh.mesh.egress.needs import Inside
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh

LABELS_OF_POD = 2  # before `svc` in POD.SERVICE.NAMESPACE.svc: what counts is the last two


def target_services(manifest: Manifest, mesh: Mesh) -> Iterator[Inside]:
    """The Services of each resource that one connects to by HTTP, and its own where it uses them.

    All of a target count, since clients that look for nodes come to pods by the headless ones.
    Users' own Sidecars may do without: hidden_targets refuses what a client cannot do without.
    """
    if manifest.ref.kind in EGRESS.ownServices:
        for name in _names(manifest.ref, mesh):
            own = _entry(name, manifest.ref.namespace, manifest, mesh)
            yield Inside(own, reason("egress-own-services"))
    for target in dict.fromkeys(_targets(manifest, mesh)):
        why = reason("egress-services", target=target)
        for name in _names(target, mesh):
            entry = _entry(name, target.namespace, manifest, mesh)
            yield Inside(entry, why, is_optional=True)
    for one in references(manifest):
        name = text(manifest.body, (*one.path, "serviceName"))
        if name:
            why = reason("egress-services", target=one.target)
            yield Inside(_entry(name, one.target.namespace, manifest, mesh), why)


def service_of_cluster(host: str, manifest: Manifest, mesh: Mesh) -> str:
    """The Service of the cluster that a host names, as a Sidecar lists it; "" for no Service.

    Names without a dot, names with .svc, and SERVICE.NAMESPACE where the stream has the namespace.
    """
    domain = mesh.settings[manifest.ref].clusterDomain
    labels = host.removesuffix(f".{domain}").split(".")
    if len(labels) == 1:
        return _entry(host, manifest.ref.namespace, manifest, mesh)
    if labels[-1] == "svc":
        labels = labels[:-1]
    elif labels[-1] not in mesh.client_namespaces:
        return ""
    if len(labels) < LABELS_OF_POD:
        return ""
    return _entry(labels[-2], labels[-1], manifest, mesh)


def _targets(manifest: Manifest, mesh: Mesh) -> Iterator[Ref]:
    for dialed in mesh.dials(manifest):
        if dialed.role == "http":
            yield dialed.target
    for one in mesh.addresses.of_client(manifest.ref):
        if not one.is_for_agents:
            yield one.target


def _names(target: Ref, mesh: Mesh) -> list[str]:
    """A target's Services by name; of one outside the stream those that its kind has always."""
    manifest = mesh.manifests.get(target)
    if manifest is None:
        every = [row for row in KINDS[target.kind].services if row.role == "http" and not row.when]
        names = [row.name.replace("{name}", target.name) for row in every]
        return [name for name in names if "{" not in name]
    found = [named.name for named in services(manifest) if named.service.role == "http"]
    if target in mesh.settings:
        found += [one.service.ref.name for one in mesh.exposure.services_selecting(target)]
    return list(dict.fromkeys(found))


def _entry(name: str, namespace: str, manifest: Manifest, mesh: Mesh) -> str:
    where = "." if namespace == manifest.ref.namespace else namespace
    return f"{where}/{name}.{namespace}.svc.{mesh.settings[manifest.ref].clusterDomain}"
