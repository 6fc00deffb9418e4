"""What reach says of a rendering, and where istiod's own code says otherwise."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from eck_mesh.manifests.documents import stream
from eck_mesh.manifests.documents.reader import read_manifests
from eck_mesh.mesh.model import Mesh
from eck_mesh.plan.render import Rendering
from eck_mesh.reach.connection import Connection
from eck_mesh.reach.matrix import connections
from tests.cluster.bed.tools import TOOLS
from tests.cluster.judge.objects import Pod, Service
from tests.cluster.judge.paths import Path, Verdicts
from tests.cluster.judge.routers import Routers
from tests.cluster.judge.strangers import bytes_of, operator, stranger
from tests.cluster.judge.world import World, is_http

UNKNOWN = "unknown"
# The reasons of connections that istiod's listeners and clusters do not decide.
NOT_ASKED = {
    "authorization-policy-rejects",
    "no-authorization-policy-allows",
    "reach-of-udp",
}
# Clients of reach that have no pod in the mesh.
OUTSIDE = ("outside", "kubelet", "api-server")


class Told(NamedTuple):
    """One connection of reach, and the paths that it stands for: each pod of the client to each pod of the target."""

    connection: Connection
    paths: list[Path]

    def wrong(self, found: Verdicts) -> str:
        """What istiod says instead; "" where it agrees."""
        words = {path.word(found) for path in self.paths}
        one = self.connection
        words |= {f"port {path.pod_port}" for path in self.paths if path.pod_port != one.pod_port}
        if words <= {one.how}:
            return ""
        where = one.service or one.via
        said = f"{one.client.name} -> {one.target} by {where}:{one.port} ({one.pod_port})"
        because = ", ".join(reason.id for reason in one.reasons)
        return f"{said}: {one.how} [{because}], istiod: {', '.join(sorted(words))}"


class Reached:
    """The connections of one rendering in its world. later: objects of Istio that the plan has not seen."""

    def __init__(self, rendering: Rendering, later: str = "") -> None:
        manifests = dict(rendering.after.manifests)
        manifests |= {one.ref: one for one in read_manifests(list(stream.split(later)))}
        self.mesh = Mesh(manifests.values(), rendering.after.settings)
        self.world = World(rendering)
        self.world.replace(later)
        self.routers = Routers(self.world, self.mesh)
        self.connections = connections(self.mesh)
        self.said = Counter(one.how for one in self.connections)
        # Pods of several nodeSets have names behind several Services, which a connection does not tell apart.
        self.hows = defaultdict[Connection, set[str]](set)
        for one in self.connections:
            self.hows[one._replace(how="", reasons=())].add(one.how)

    @cached_property
    def told(self) -> list[Told]:
        """The connections that istiod can be asked about. The simulation evaluates no AuthorizationPolicies."""
        known = [
            one
            for one in self.connections
            if self._hows(one) == {one.how} != {UNKNOWN}
            and NOT_ASKED.isdisjoint(reason.id for reason in one.reasons)
        ]
        return [Told(one, paths) for one in known if (paths := list(self._paths(one)))]

    def _hows(self, one: Connection) -> set[str]:
        return self.hows[one._replace(how="", reasons=())]

    def _paths(self, one: Connection) -> Iterator[Path]:
        for target in self._targets(one):
            if target.ambient and one.client.kind == "kubelet":
                continue  # istio-cni lets its probes through, by their source address
            if target.meshed and not self.mesh.plane(one.target).injects:
                continue  # sidecars end ambient's tunnel too, which the simulation does not know
            for client in self._clients(one):
                if client is None or client.name != target.name:
                    yield from self._path(one, client, target)
            for router in self.routers.of(one):
                for path in self._path(one, router, target):
                    speaks = {"tcp": ""}.get(path.sends, path.sends)
                    for sends in self.routers.sends(one):
                        if sends == "plaintext":
                            sends = "tcp" if path.sends == "tls" else path.sends
                        yield path._replace(sends=sends or path.sends, speaks=speaks)

    def _path(self, one: Connection, client: Pod | None, target: Pod) -> Iterator[Path]:
        if one.via == "service":
            for service in self._services(one):
                yield self._by_service(one, service, client, target)
        elif one.via == "pod name":
            for service in self._headless(target):
                host = f"{target.name}.{service.host}"
                sends = self._bytes(one, target, one.port, service)
                yield Path(client, target, host, target.address, one.port, one.port, sends)
        else:
            sends = self._bytes(one, target, one.port)
            where = (target.address, target.address, one.port, one.port)
            yield Path(client, target, *where, sends)

    def _by_service(
        self, one: Connection, service: Service, client: Pod | None, target: Pod
    ) -> Path:
        """Nobody translates the port of a headless Service: its clients get the addresses of pods."""
        if service.address == "None" and not (client and client.router):
            sends = self._bytes(one, target, one.port, service)
            where = (service.host, target.address, one.port, one.port)
            return Path(client, target, *where, sends)
        rows = [row for row in service.spec["ports"] if row["port"] == one.port]
        pod_port = self.world.target(rows[0], target)
        sends = self._bytes(one, target, pod_port, service)
        return Path(client, target, service.host, service.address, one.port, pod_port, sends)

    def _bytes(
        self, one: Connection, target: Pod, port: int, service: Service | None = None
    ) -> str:
        """What both ends speak: what ECK serves, and of other programs what the names of ports say."""
        sends = bytes_of(self.mesh.manifests[one.target], port)
        called = self.world.is_called_http(target, port)
        rows = service.spec["ports"] if service else []
        called = called or any(row["port"] == one.port and is_http(row) for row in rows)
        return "http" if sends == "tcp" and called else sends

    def _services(self, one: Connection) -> Iterator[Service]:
        for service in self.world.services:
            if (service.namespace, service.name) == (one.target.namespace, one.service):
                yield service

    def _headless(self, target: Pod) -> list[Service]:
        """The Service that a pod's own name ends in: that of its StatefulSet."""
        mine = [of for of in self.world.services if of.owner == target.owner]
        return [
            of for of in mine if target in self.world.behind(of) and "statefulset" in str(of.spec)
        ]

    def _targets(self, one: Connection) -> list[Pod]:
        pods = [pod for pod in self.world.pods if pod.owner == one.target]
        behind = [pod for of in self._services(one) for pod in self.world.behind(of)]
        return [pod for pod in pods if one.via != "service" or pod in behind]

    def _clients(self, one: Connection) -> list[Pod | None]:
        client = one.client
        if client.ref:
            return [pod for pod in self.world.pods if pod.owner == client.ref]
        if client.kind == "operator":
            return [operator(one.target, self.mesh)]
        if client.kind == "meshed":
            return [stranger(client.name, one.target, self.mesh)]
        return [None] if client.kind in OUTSIDE else []

    def wrong(self, found: Verdicts) -> list[str]:
        """Where istiod says otherwise, in words."""
        if "" in found:
            return ["istiod rejects an object"]
        return [words for one in self.told if (words := one.wrong(found))]

    @property
    def line(self) -> dict[str, Any]:
        """What the judge is asked, as one object."""
        calls: dict[str, tuple[Pod, dict[str, dict[str, Any]]]] = {}
        for path in [path for told in self.told for path in told.paths]:
            if path.captured and path.client:
                _, departures = calls.setdefault(path.client.name, (path.client, {}))
                departures[path.key] = path.departure()
            _, arrivals = calls.setdefault(path.target.name, (path.target, {}))
            for layer in ("", "mutual", "simple") if path.speaks else ("", "mutual"):
                arrivals[path.arrival_key(layer)] = path.arrival(layer)
                if path.target.ambient:
                    arrivals[path.arrival_key("tunnel")] = path.arrival("tunnel")
        proxies = [
            {"Namespace": pod.namespace, "Address": pod.address, "Labels": pod.labels,
             "Gateway": pod.router, "Calls": list(asked.values())}
            for pod, asked in calls.values()
        ]  # fmt: skip
        # istiod makes ztunnel's policies of what the API server has
        policies = [one for one in self.world.whole_istio if one["kind"] == "PeerAuthentication"]
        objects = "\n---\n".join([self.world.objects, *map(json.dumps, policies)])
        return {"Objects": objects, "Config": self.world.config, "Proxies": proxies}


def ask(lines: Iterable[dict[str, Any]], ambient: bool = False) -> Iterator[Verdicts]:
    """What istiod's code says of each world. ambient: whether it runs with its ambient profile."""
    env = {**os.environ, "PILOT_ENABLE_AMBIENT": "true"} if ambient else None
    stdin = "\n".join(map(json.dumps, lines))
    done = subprocess.run(
        [TOOLS / "istio-judge"], input=stdin, capture_output=True, text=True, env=env, check=False
    )
    answers = [line for line in done.stdout.splitlines() if line.startswith("{")]
    assert len(answers) == len(stdin.splitlines()), done.stdout[-3000:] + done.stderr[-3000:]
    yield from map(json.loads, answers)
