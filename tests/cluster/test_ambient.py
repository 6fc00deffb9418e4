"""What the real istiod tells ztunnel of every ambient case: who is in ambient, behind which waypoint, and who is let in where.

No ztunnel runs: it enforces what istiod says here, which was measured once (docs/mesh.md, Ambient).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eck_mesh.eck.services import http_ports, services
from eck_mesh.manifests.manifest import Ref
from eck_mesh.plan.render import render
from tests.cluster.bed.bed import Bed, BedError
from tests.cluster.bed.programs.istiod import ambientz, start_ambient
from tests.cluster.support.ambient import CONTROL, WAYPOINT, Applied
from tests.support.cases import FOLDERS, Case, Streams, name

AMBIENT = [
    folder
    for folder in FOLDERS
    if (folder / "output.yaml").exists()
    and "dataplane-mode" in (folder / "output.yaml").read_text()
    and "ambient" in "".join(path.read_text() for path in folder.glob("*.yaml"))
]
PORTS = 5601, 8200, 8220, 9200, 9300, 9443, 9600, 9999
SECONDS = 15

Object = dict[str, Any]


class Told:
    """What istiod said."""

    def __init__(self, answer: dict[str, list[Object]]) -> None:
        self.workloads = {(one["namespace"], one["name"]): one for one in answer["workloads"]}
        self.services = {one["hostname"]: one for one in answer["services"]}
        self.policies = {f"{one['namespace']}/{one['name']}": one for one in answer["policies"]}

    def rejects(self, workload: Object, port: int, *, identity: bool) -> bool:
        """Whether ztunnel closes a connection to a port, of a client with a mesh identity or without."""
        policies = [self.policies[key] for key in workload.get("authorizationPolicies", [])]
        assert {policy["action"] for policy in policies} <= {"DENY"}
        groups = [group for policy in policies for group in policy["groups"]]
        return any(
            all(any(matches(m, port, identity) for m in rule["matches"]) for rule in group["rules"])
            for group in groups
        )


def matches(match: Object, port: int, identity: bool) -> bool:
    """Conditions of one match are AND-ed (pkg/workloadapi/security/authorization.proto)."""
    found = {
        "notPrincipals": match.get("notPrincipals") == [{"presence": {}}] and not identity,
        "destinationPorts": port in match.get("destinationPorts", ()),
        "notDestinationPorts": port not in match.get("notDestinationPorts", ()),
    }
    return all(found[key] for key in match)


def contradictions(applied: Applied, told: Told) -> list[str]:
    """Where istiod and the plan differ, in words."""
    found = []
    for pod in applied.pods:
        workload = told.workloads.get((applied.place(pod.namespace), pod.name), {})
        captured = workload.get("tunnelProtocol") == "HBONE"
        if captured != applied.plan.after.is_inside(pod.owner):
            found.append(f"{pod.owner} is {'in' if captured else 'outside'} ambient")
        elif captured:
            if "waypoint" in workload:
                found.append(f"{pod.owner} is behind a waypoint")
            if serves(applied, pod.owner):
                found += wrong_ports(applied, pod.owner, workload, told)
            found += wrong_services(applied, pod.owner, told)
    return found


def serves(applied: Applied, owner: Ref) -> bool:
    """Whether anybody connects to a resource: a policy is for those alone."""
    manifest, exposure = applied.plan.after.manifests[owner], applied.plan.after.exposure
    return bool(manifest.is_operator or http_ports(manifest) or exposure.served_ports(manifest))


def wrong_ports(applied: Applied, owner: Ref, workload: Object, told: Told) -> Iterator[str]:
    mesh = applied.plan.after
    clients = mesh.outside.of_resource(owner)
    named = {port for client in clients for port in client.ports}
    for port in sorted({*PORTS, *named}):
        if told.rejects(workload, port, identity=True):
            yield f"{owner}: {port} rejects clients in the mesh"
        is_open = mesh.mode(owner) == "permissive" or port in named
        if told.rejects(workload, port, identity=False) == is_open:
            yield f"{owner}: {port} is {'closed' if is_open else 'open'} to clients outside"


def wrong_services(applied: Applied, owner: Ref, told: Told) -> Iterator[str]:
    """Each Service is without a waypoint that ECK lets one label, and no other one is."""
    for named in services(applied.plan.after.manifests[owner]):
        host = f"{named.name}.{applied.place(owner.namespace)}.svc.cluster.local"
        behind = "waypoint" in told.services.get(host, {})
        if behind == bool(named.template):
            yield f"{host} is {'behind' if behind else 'without'} a waypoint"


@pytest.fixture(scope="module")
def every(bed: Bed, streams: Streams) -> Iterator[dict[str, Applied]]:
    """Each case, applied."""
    start_ambient(bed)
    found = {}
    for number, case in enumerate(map(Case, AMBIENT)):
        rendering = render(streams.of(case), case.parsed_flags)
        found[name(case.folder)] = Applied(bed, case, rendering, f"ambient-{number}-")
    bed.api.abreast(Applied.apply, found.values())
    bed.api.abreast(Applied.capture, found.values())
    yield found
    for applied in found.values():
        for namespace in applied.namespaces:
            bed.delete("namespace", "", applied.place(namespace))


@pytest.mark.parametrize("folder", AMBIENT, ids=name)
def test_istiod_agrees_with_the_plan(folder: Path, bed: Bed, every: dict[str, Applied]) -> None:
    applied = every[name(folder)]
    wrong: list[str] = []

    def agrees() -> bool:
        wrong[:] = contradictions(applied, Told(ambientz(bed)))
        return not wrong

    try:
        bed.wait("istiod agrees with the plan", agrees, SECONDS)
    except BedError:
        assert wrong == []
    assert applied.pods


def test_whoever_has_no_label_is_behind_the_waypoint(bed: Bed, every: dict[str, Applied]) -> None:
    """So the label is what keeps others away from it."""
    told = Told(ambientz(bed))
    for applied in every.values():
        for namespace in map(applied.place, applied.namespaces):
            pod, service = told.workloads[namespace, CONTROL], f"{CONTROL}.{namespace}"
            for one in pod, told.services[f"{service}.svc.cluster.local"]:
                assert one["waypoint"]["hostname"]["hostname"].startswith(
                    f"{WAYPOINT}.{namespace}."
                )
