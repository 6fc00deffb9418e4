"""Live VirtualServices and ServiceEntries that Istio uses instead of eck-mesh's, or beside them.

For one host a sidecar follows one VirtualService, and knows one ServiceEntry of its namespace: the
oldest (pilot/pkg/model/push_context.go of Istio, initVirtualServices and initServiceRegistry).
"""

from __future__ import annotations

from eck_mesh.eck.services import services
from eck_mesh.istio.peer_authentication import policy_age
from eck_mesh.istio.scoping import is_host
from eck_mesh.istio.virtual_service import is_for_sidecars, names_host
from eck_mesh.manifests.kinds import SERVICE_ENTRY, VIRTUAL_SERVICE
from eck_mesh.manifests.paths import integer, items, mappings, text
from eck_mesh.mesh.policy_names import virtual_service_ref
from eck_mesh.messages.reason import reason
from eck_mesh.reach.rerouting import leads_elsewhere
from eck_mesh.status.line import NOT_READY, NOTE, Line
from eck_mesh.status.policies.hosts import full_host

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.services import NamedService
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.status.desired import Desired


def rival_route_lines(desired: Desired) -> Iterator[Line]:
    """A line for each live object that is not in the plan, and what it changes."""
    live = desired.live
    routes = [one for one in live.policies_of_kind(VIRTUAL_SERVICE) if is_for_sidecars(one)]
    entries = live.policies_of_kind(SERVICE_ENTRY)
    once: dict[tuple[str, str], Line] = {}
    for manifest in desired.resources:
        for named in services(manifest):
            for line in _lines_of_service(manifest, named, [*routes, *entries], desired):
                once.setdefault((line.subject, line.why.id if line.why else ""), line)
    yield from once.values()
    for entry in entries:
        yield from _known_otherwise(entry, desired)


def _lines_of_service(
    manifest: Manifest, named: NamedService, objects: list[Manifest], desired: Desired
) -> Iterator[Line]:
    """What other objects make of the host of a Service."""
    host = full_host(manifest, named.name, desired)
    own = virtual_service_ref(manifest, named.name)
    for one in objects:
        if one.ref == own or _is_planned(one.ref, desired):
            continue
        if one.ref[:2] == SERVICE_ENTRY.identity:
            if any(is_host(str(name), one.ref.namespace, host) for name in _hosts(one)):
                why = reason("host-is-redefined", object=one.ref, targets=manifest.ref)
                yield Line(NOTE, str(one.ref), why)
        elif names_host(one, host):
            if leads_elsewhere(one, host):
                yield Line(NOTE, str(one.ref), reason("virtual-service-leads-elsewhere", host=host))
            elif _is_planned(own, desired) and not _is_older(own, one, desired):
                yield Line(NOTE, str(one.ref), reason("older-virtual-service", host=host))


def _known_otherwise(entry: Manifest, desired: Desired) -> Iterator[Line]:
    """A line for a ServiceEntry that takes the place of a planned one without all of its ports."""
    plan = desired.plan
    if plan is None or _is_planned(entry.ref, desired):
        return
    for planned in plan.of_kind(SERVICE_ENTRY.kind):
        same = sorted(set(_hosts(planned)) & set(_hosts(entry)))
        here = planned.ref.namespace == entry.ref.namespace
        if not (same and here) or _is_older(planned.ref, entry, desired):
            continue
        missing = sorted(_ports(planned) - _ports(entry))
        if missing:
            ports = ", ".join(f"{number} ({protocol})" for number, protocol in missing)
            why = reason("older-service-entry", host=same[0], ports=ports)
            yield Line(NOT_READY, str(entry.ref), why)
            return


def _is_planned(ref: Ref, desired: Desired) -> bool:
    return desired.plan is not None and ref in desired.plan.manifests


def _is_older(ref: Ref, other: Manifest, desired: Desired) -> bool:
    """Whether an object of the plan is live already, and older than another one."""
    live = next((one for one in desired.live.policies if one.ref == ref), None)
    return live is not None and policy_age(live) <= policy_age(other)


def _hosts(entry: Manifest) -> list[str]:
    return list(map(str, items(entry.body, ("spec", "hosts"))))


def _ports(entry: Manifest) -> set[tuple[int, str]]:
    """The numbers of the ports, with their protocols."""
    ports = mappings(entry.body, ("spec", "ports"))
    return {(integer(port, ("number",)), text(port, ("protocol",)).upper()) for port in ports}
