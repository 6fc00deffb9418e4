"""The Sidecar and the ServiceEntries of a resource whose connections are limited."""

from __future__ import annotations

from eck_mesh.eck.resource import object_name, pod_labels, pod_selector
from eck_mesh.istio.service_entry import entries_for
from eck_mesh.istio.sidecar_scope import REGISTRY_ONLY, egress_lists_entry, outbound_mode
from eck_mesh.manifests.kinds import SERVICE_ENTRY, SIDECAR
from eck_mesh.manifests.paths import get, mapping, texts
from eck_mesh.manifests.selectors import labels_match
from eck_mesh.mesh.egress.needs import Inside
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal, Skip
from eck_mesh.plan.rules.policies.policy_objects import PolicyObject, create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.istio.service_entry import Entry, OutsideHost
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body
    from eck_mesh.mesh.egress.needs import Needs
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason
    from eck_mesh.plan.decisions import Create


def egress_objects(
    manifest: Manifest, mesh: Mesh, needs: Needs
) -> Iterator[Create | Skip | Refusal]:
    """Create the ServiceEntries, without those for hosts that one of the stream makes known, and
    the Sidecar, unless one of the stream does the same."""
    listed = [*needs.inside]
    missing: dict[OutsideHost, Reason] = {}
    for host, because in needs.outside:
        theirs = mesh.known_hosts.known_by(host, manifest.ref.namespace)
        if theirs is None:
            missing[host] = because
            continue
        entry, name = theirs
        where = "." if entry.ref.namespace == manifest.ref.namespace else entry.ref.namespace
        listed.append(Inside(f"{where}/{name}", because, is_outside=True))
        why = reason("keeps-your-service-entry", entry=entry.ref, host=host.host)
        yield Skip(manifest.ref, (), [why])
    for one in entries_for(object_name(manifest), missing):
        found = {str(missing[host]): missing[host] for host in one.hosts}
        made = PolicyObject(SERVICE_ENTRY, one.name, one.spec)
        yield from create(manifest, mesh, made, [*found.values(), *_by_port(one)])
        for name in one.names:
            host = next((host for host in one.hosts if host.host == name), one.hosts[0])
            listed.append(Inside(f"./{name}", missing[host], is_outside=True))
    yield from _sidecar(manifest, mesh, listed)


def _by_port(entry: Entry) -> Iterator[Reason]:
    """What a ServiceEntry for names by TCP means: it opens its ports to every host."""
    first = entry.hosts[0]
    if not (first.has_name or first.is_address):
        yield reason("egress-by-port-alone", port=", ".join(map(str, first.ports)))


def _sidecar(
    manifest: Manifest, mesh: Mesh, listed: list[Inside]
) -> Iterator[Create | Skip | Refusal]:
    hosts = sorted({one.entry for one in listed})  # the order of the stream decides nothing
    spec: Body = {
        "workloadSelector": {"labels": pod_selector(manifest)},
        "outboundTrafficPolicy": {"mode": REGISTRY_ONLY},
        "egress": [{"hosts": hosts}],
    }
    own = PolicyObject(SIDECAR, object_name(manifest), spec)
    theirs = _user_sidecars(manifest, mesh, own)
    if not theirs:
        reasons = {str(one.because): one.because for one in listed if not one.is_outside}
        limits = [reason("limits-egress"), *reasons.values()]
        yield from create(manifest, mesh, own, limits)
    for one in theirs:
        problems = list(_lacking(one, manifest, listed))
        yield from problems
        if not problems:
            kept = reason("keeps-your-sidecar", sidecar=one.ref, target=manifest.ref)
            yield Skip(manifest.ref, (), [kept])


def _user_sidecars(manifest: Manifest, mesh: Mesh, own: PolicyObject) -> list[Manifest]:
    """The Sidecars of the stream that select pods of a resource, without eck-mesh's own."""
    found = []
    for one in mesh.of_kind(SIDECAR.kind):
        if one.ref.namespace != manifest.ref.namespace:
            continue
        if one.ref.name == own.name and mapping(one.body, ("spec",)) == own.spec:
            continue
        selector = texts(one.body, ("spec", "workloadSelector", "labels"))
        if selector and any(labels_match(selector, labels) for labels in pod_labels(manifest)):
            found.append(one)
    return found


def _lacking(sidecar: Manifest, manifest: Manifest, listed: list[Inside]) -> Iterator[Refusal]:
    """What a user-defined Sidecar lacks of what the setting asks for."""
    selector = texts(sidecar.body, ("spec", "workloadSelector", "labels"))
    target = {"target": manifest.ref}
    if not all(labels_match(selector, labels) for labels in pod_labels(manifest)):
        why = reason("sidecar-selects-some", **target)
        yield Refusal(sidecar.ref, ("spec", "workloadSelector"), why)
    if outbound_mode(sidecar) != REGISTRY_ONLY:
        why = reason("sidecar-allows-any", **target)
        yield Refusal(sidecar.ref, ("spec", "outboundTrafficPolicy"), why)
    if get(sidecar.body, ("spec", "egress")) is None:
        return
    for one in listed:
        if not one.is_optional and not egress_lists_entry(
            sidecar, manifest.ref.namespace, one.entry
        ):
            why = reason("sidecar-lacks-host", host=one.entry, because=one.because, **target)
            yield Refusal(sidecar.ref, ("spec", "egress"), why)
