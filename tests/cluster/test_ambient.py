"""What the real istiod tells ztunnel of every ambient case: who is in ambient, behind which waypoint, and who is let in where.

No ztunnel runs: it enforces what istiod says here, which was measured once (docs/ambient.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eck_mesh.eck.services import http_ports, services
from eck_mesh.manifests.manifest import Ref
from eck_mesh.mesh.authorization.allowed_by_settings import allowed_by_settings
from eck_mesh.mesh.authorization.allowed_clients import AllowedClients
from eck_mesh.mesh.policy_names import authorization_policy_ref
from eck_mesh.plan.render import render
from tests.cluster.bed.bed import Bed, BedError
from tests.cluster.bed.programs.istiod import ambientz, start_ambient
from tests.cluster.support.ambient import CONTROL, WAYPOINT, Applied
from tests.cluster.support.ztunnel import Client, rejects
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
ANYBODY, STRANGER = Client("prod", "default"), Client("strangers", "stranger")

Object = dict[str, Any]


class Told:
    """What istiod said."""

    def __init__(self, answer: dict[str, list[Object]]) -> None:
        self.workloads = {(one["namespace"], one["name"]): one for one in answer["workloads"]}
        self.services = {one["hostname"]: one for one in answer["services"]}
        self.policies = {f"{one['namespace']}/{one['name']}": one for one in answer["policies"]}

    def rejects(self, workload: Object, port: int, client: Client) -> bool:
        """Whether ztunnel closes a connection to a port."""
        policies = [self.policies[key] for key in workload.get("authorizationPolicies", [])]
        return rejects(policies, client, port)


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
    allowed = allowed_clients(applied, owner)
    for port in sorted({*PORTS, *named}):
        known = [ANYBODY] if allowed is None else [Client(*pair) for pair in allowed.get(port, ())]
        for client in known:
            if told.rejects(workload, port, client):
                yield f"{owner}: {port} rejects {client}"
        if allowed is not None and not told.rejects(workload, port, STRANGER):
            yield f"{owner}: {port} accepts a stranger in the mesh"
        is_open = mesh.mode(owner) == "permissive" or port in named
        if told.rejects(workload, port, Client()) == is_open:
            yield f"{owner}: {port} is {'closed' if is_open else 'open'} to clients outside"


def allowed_clients(applied: Applied, owner: Ref) -> dict[int, set[tuple[str, str]]] | None:
    """The namespaces and accounts by port that may connect to a resource; None for all in the mesh."""
    mesh = applied.plan.after
    manifest = mesh.manifests[owner]
    if authorization_policy_ref(manifest) not in applied.created:
        return None
    found: dict[int, set[tuple[str, str]]] = {}
    every = AllowedClients(mesh).of_resource(manifest)
    for one in (*every, *allowed_by_settings(manifest, mesh)):
        namespace, account = one.identity
        if namespace:
            for port in one.ports:
                found.setdefault(port, set()).add((namespace, account or "any"))
    return found


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
