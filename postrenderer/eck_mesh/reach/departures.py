"""The client's side of a connection: what its proxy makes of the destination."""

from __future__ import annotations

from eck_mesh.istio.annotation_values import comma_list
from eck_mesh.istio.annotations import EXCLUDE_OUT, EXCLUDE_RANGES, INCLUDE_RANGES
from eck_mesh.istio.names import EXPORT_TO
from eck_mesh.messages.reason import reason
from eck_mesh.reach.automatic_tls import automatic_fact
from eck_mesh.reach.connection import SERVICE
from eck_mesh.reach.facts import Choice, one_of, sure
from eck_mesh.reach.rerouting import rerouted_by
from eck_mesh.reach.rules import rule_choices
from eck_mesh.reach.scope import Scope, scope_of
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.mesh.model import Mesh
    from eck_mesh.reach.attempt import Attempt
    from eck_mesh.reach.facts import Fact
    from eck_mesh.reach.listings import Listing
    from eck_mesh.reach.pods import PodSet
    from eck_mesh.reach.target import TargetResource


class Ends(NamedTuple):
    """The pods at both ends of an attempt. world: all pods of the target, as they are there."""

    client: PodSet
    server: PodSet
    world: list[PodSet]


def departure_facts(
    attempt: Attempt, ends: Ends, target: TargetResource, mesh: Mesh
) -> dict[str, Fact]:
    """The columns of the table departures."""
    found = {
        "client": sure(ends.client.word),
        "leaves": sure("captured"),
        "route": sure("cluster"),
        "rule": sure("none"),
        "peers": sure(_plane_for_clients(ends.server)),
        "automatic": sure("mutual"),
    }
    if not ends.client.has_sidecar:
        return found
    of_proxy = _of_gateway if attempt.origin.is_gateway else _of_sidecar
    return {**found, **of_proxy(attempt, ends, target, mesh)}


def _of_sidecar(
    attempt: Attempt, ends: Ends, target: TargetResource, mesh: Mesh
) -> dict[str, Fact]:
    """What the sidecar of a client makes of a destination."""
    if str(attempt.port) in comma_list(ends.client.annotations.get(EXCLUDE_OUT, "")):
        return {"leaves": sure("excluded", EXCLUDE_OUT)}
    found = {"leaves": sure("captured")}
    if _has_ranges(ends.client):
        choices = [Choice("captured"), Choice("excluded", INCLUDE_RANGES)]
        found["leaves"] = one_of(choices, reason("reach-unsure-ranges"))
    scope = scope_of(ends.client, mesh)
    if scope.listener:
        return {**found, "route": sure("special", scope.listener)}
    ways = list(_ways(attempt, ends, target))
    hidden = [_hidden_by(one, scope, target, mesh) for one in ways]
    known = [one for one, by in zip(ways, hidden, strict=True) if by is None]
    if not known:
        return {**found, "route": scope.unknown(hidden)}
    hosts = [mesh.host(target.ref, one.service) for one in known]
    for route in [rerouted_by(host, ends.client.namespace, mesh) for host in hosts]:
        if route:
            return {**found, "route": sure("special", route)}
    if known[0].is_http and attempt.sends_tls(target):
        return {**found, "route": scope.tls}
    if known[0].is_headless:
        found["peers"] = sure(_planes_behind(known[0], ends))
    found["rule"] = _rule(known, ends, target, mesh)
    return {**found, **_route(known[0], attempt, ends, target)}


def _of_gateway(
    attempt: Attempt, ends: Ends, target: TargetResource, mesh: Mesh
) -> dict[str, Fact]:
    """What a gateway of Istio makes of it: Sidecars are not for gateways
    (pilot/pkg/model/push_context.go, doGetSidecarScope)."""
    listing = attempt.listing
    if listing is None:
        return {}
    if not listing.is_shown_to(ends.client.namespace):
        return {"route": sure("absent", EXPORT_TO)}
    rule = _rule([listing], ends, target, mesh)
    return {"rule": rule, **_route(listing, attempt, ends, target)}


def _rule(known: list[Listing], ends: Ends, target: TargetResource, mesh: Mesh) -> Fact:
    """The rule that the client's proxy applies."""
    choices = [choice for one in known for choice in rule_choices(one, ends.client, target, mesh)]
    return one_of(choices, reason("reach-unsure-rule"))


def _route(known: Listing, attempt: Attempt, ends: Ends, target: TargetResource) -> dict[str, Fact]:
    """What of a Service that the client's proxy knows decides about mutual TLS."""
    route = "headless" if known.is_headless else "cluster"
    return {
        "route": sure(route, known.service),
        "automatic": automatic_fact(known, attempt, ends, target),
    }


def _has_ranges(client: PodSet) -> bool:
    """Whether addresses, which no manifest shows, decide what the client's sidecar captures."""
    included = client.annotations.get(INCLUDE_RANGES, "*")
    return included != "*" or bool(client.annotations.get(EXCLUDE_RANGES))


def _ways(attempt: Attempt, ends: Ends, target: TargetResource) -> Iterator[Listing]:
    """The Services by whose configuration a sidecar may send: the one that is named, or those that
    list the address of a pod, which clients of a headless Service get.

    An address is in the listeners of headless Services, except of ports parsed as HTTP, which go by
    names (pilot/pkg/networking/core/listener.go, httproute.go of Istio). TLS is no HTTP.
    """
    named = attempt.listing if attempt.via == SERVICE else None
    if named and (named.is_http or not named.is_headless):
        yield named
        return
    sends_tls = attempt.sends_tls(target)
    for one in target.listings:
        here = one.is_headless and one.number == attempt.port
        by_name = one == attempt.listing and not sends_tls
        if here and one.selects(ends.server) and (not one.is_http or by_name):
            yield one


def _hidden_by(listing: Listing, scope: Scope, target: TargetResource, mesh: Mesh) -> object:
    """What hides a Service from the client's proxy; None for nothing."""
    if not listing.is_shown_to(scope.namespace):
        return EXPORT_TO
    return scope.hides(mesh.host(target.ref, listing.service))


def _plane_for_clients(pods: PodSet) -> str:
    """The data plane of pods, as the proxies of clients go by it."""
    return pods.word if pods.ends_mutual_tls else "outside"


def _planes_behind(listing: Listing, ends: Ends) -> str:
    """The data plane of all pods behind a headless Service, or some."""
    planes = {_plane_for_clients(pods) for pods in ends.world if listing.selects(pods)}
    return planes.pop() if len(planes) == 1 else "some"
