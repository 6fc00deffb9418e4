"""What packets do with mesh.authorization, between real sidecars with istiod's own configuration (support/data_plane.py).

All kinds that clients connect to, and all that connect to them, in one namespace; the operator's place is a pod in another
one. Each connection that reach names is tried without the policies and with them: what works stays, strangers are refused.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from eck_mesh.manifests.manifest import Ref
from eck_mesh.plan.render import render
from eck_mesh.reach.connection import Connection
from eck_mesh.reach.matrix import connections
from eck_mesh.settings.settings import Flags
from tests.cluster.bed.bed import Bed, BedError
from tests.cluster.conftest import fresh
from tests.cluster.judge.strangers import bytes_of
from tests.cluster.support.data_plane import DataPlane
from tests.cluster.support.live import pod
from tests.cluster.support.running import Make, Stack

ACCOUNT: dict[str, Any] = {"serviceAccount": {}}
ONE: dict[str, Any] = {"deployment": {}, **ACCOUNT}
FLEET: dict[str, Any] = {"mode": "fleet", "kibanaRef": "default", **ONE}
BEATS = {"beats": {"service": {"spec": {"ports": [{"name": "tcp-beats", "port": 5044}]}}}}
# Enterprise Search, Elastic Maps Server and Metricbeat share the account `default`.
KINDS: dict[str, Any] = {
    "kibana": {"default": {**ACCOUNT, "packageRegistryRef": "default"}},
    "apmServer": {"default": ACCOUNT},
    "enterpriseSearch": {"default": {"version": "8.19.4"}},
    "elasticMapsServer": {"default": {}},
    "packageRegistry": {"default": ACCOUNT},
    "logstash": {"default": {**ACCOUNT, "elasticsearchRefs": {"default": "default"}, "services": BEATS}},
    "beat": {
        "filebeat": {"type": "filebeat", **ONE, "config": {"output.logstash.hosts": ["s-ls-beats:5044"]}},
        "metricbeat": {"type": "metricbeat", "deployment": {}, "elasticsearchRef": "default", "kibanaRef": "default"},
    },
    "agent": {
        "fleet": {**FLEET, "policyID": "fleet", "fleetServerEnabled": True, "elasticsearchRefs": ["default"]},
        "nodes": {**FLEET, "policyID": "nodes", "fleetServerRef": "fleet"},
    },
}  # fmt: skip
# The pods of these, and what their programs listen on.
LISTENING = {
    "Kibana/s": ("s-kb", "5601:http"),
    "ApmServer/s": ("s-apm", "8200:http"),
    "EnterpriseSearch/s": ("s-ent", "3002:http"),
    "ElasticMapsServer/s": ("s-ems", "8080:http"),
    "PackageRegistry/s": ("s-epr", "8080:http"),
    "Logstash/s": ("s-ls", "5044:http", "9600:https"),
    "Beat/s-filebeat": ("s-filebeat-beat",),
    "Beat/s-metricbeat": ("s-metricbeat-beat",),
    "Agent/s-fleet": ("s-fleet-agent", "8220:http"),
    "Agent/s-nodes": ("s-nodes-agent",),
}


TARGETS = ("Elasticsearch", *(key.partition("/")[0] for key, row in LISTENING.items() if row[1:]))


class Try(NamedTuple):
    """A connection of reach, the pod that opens it, and the URL."""

    connection: Connection
    pod: str
    url: str

    @property
    def how(self) -> str:
        return self.connection.how

    @property
    def key(self) -> Connection:
        """What stays the same with the policies."""
        return self.connection._replace(how="", reasons=())

    def __str__(self) -> str:
        return f"{self.connection.client.name} ({self.pod}) -> {self.url}: not {self.how}"


class Asked:
    """A stack with the pods of all clients. others: the namespace that has the operator's place."""

    def __init__(self, stack: Stack, others: DataPlane) -> None:
        self.stack, self.others = stack, others
        self.running = {"Elasticsearch/s": "s-es-one-1"}
        for key, (workload, *listen) in LISTENING.items():
            before = set(stack.plane.addresses)
            stack.start(workload, *listen)
            (self.running[key],) = set(stack.plane.addresses) - before
        self.strangers = {
            "a pod in the mesh": "stranger",
            f"a pod in the mesh (account {stack.namespace}/default)": "client",
            f"a pod in the mesh (any pod of namespace {others.namespace})": "operator",
            "a pod outside the mesh": "naked",
            "the operator": "operator",
        }

    def tries(self) -> list[Try]:
        """The connections of reach that the pods can open."""
        mesh = render(self.stack.template(), Flags()).after
        found = []
        for one in connections(mesh):
            ref = one.client.ref
            client = self.running.get(_key(ref), "") if ref else self.strangers.get(one.client.name, "")  # fmt: skip
            where = self._where(one, client)
            if client and where and one.how != "unknown":
                tls = bytes_of(mesh.manifests[one.target], one.pod_port) == "tls"
                found.append(Try(one, client, f"{'https' if tls else 'http'}://{where}/"))
        return found

    def _where(self, one: Connection, client: str) -> str:
        """HOST:PORT; "" where the bed has no such way: no kube-proxy runs in it."""
        stack = self.stack
        if one.via == "service":
            return "" if client == "naked" else stack.service(one.port, one.service[2:])
        if one.via == "pod name":
            return stack.pod(one.port)
        name = (
            "s-es-one-0" if one.target.kind == "Elasticsearch" else self.running[_key(one.target)]
        )
        return f"{stack.plane.addresses[name]}:{one.port}" if one.port < 15000 else ""

    def works(self, one: Try) -> bool:
        """Whether the program answers."""
        plane = self.others if one.pod == "operator" else self.stack.plane
        return plane.curl(one.pod, one.url)[0] == "200"

    def differing(self, tries: list[Try]) -> list[Try]:
        """Those that end otherwise than reach says, after a moment for policies to get around."""
        wrong = list(tries)

        def none() -> bool:
            wrong[:] = [one for one in wrong if self.works(one) == (one.how == "refused")]
            return not wrong

        with contextlib.suppress(BedError):
            self.stack.bed.wait("reach is right", none, 20)
        return wrong


def _key(ref: Ref) -> str:
    return f"{ref.kind}/{ref.name}"


@pytest.fixture
def others(bed: Bed) -> Iterator[DataPlane]:
    """A namespace beside the stack's, with a pod in the operator's place."""
    for name in fresh(bed):
        plane = DataPlane(bed, name)
        bed.apply(pod("operator", {"sidecar.istio.io/inject": "true"}), namespace=name)
        plane.start("operator")
        plane.ready("operator")
        yield plane
        plane.stop()


def with_account(name: str, account: str) -> dict[str, Any]:
    found = pod(name, {"sidecar.istio.io/inject": "true"})
    found["spec"]["serviceAccountName"] = account
    return found


def test_known_clients_keep_what_they_have_and_strangers_lose_it(
    bed: Bed, namespace: str, make: Make, others: DataPlane
) -> None:
    operator = {"operator": {"namespace": others.namespace}}
    mesh: dict[str, Any] = {"mode": "strict", "tls": "istio", **operator}
    stack = make(mesh, "9200:http", more=KINDS)
    asked = Asked(stack, others)
    of = {"namespace": namespace, "name": "stranger"}
    bed.apply({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": of})
    bed.apply(with_account("stranger", "stranger"), namespace=namespace)
    stack.plane.start("stranger")
    stack.plane.ready("stranger")
    before = asked.tries()
    assert [str(one) for one in asked.differing(before)] == []
    worked = {one.key for one in before if one.how != "refused"}
    stack.apply({**mesh, "authorization": True})
    after = asked.tries()
    assert [str(one) for one in asked.differing(after)] == []
    lost = [one.connection for one in after if one.how == "refused" and one.key in worked]
    assert {one.client.kind for one in lost} == {"meshed"}
    assert {one.target.kind for one in lost} == {*TARGETS}
    assert worked <= {one.key for one in after}
    print(f"{len(after)} connections, {len(worked)} worked before, {len(lost)} of strangers do not")
    assert len(after) > 60
