"""A Fleet whose pods run (running.py), and what the real operator tells its Agents: addresses, CAs, tokens.

Stand-ins: the programs of the pods say who asked, and Kibana's Fleet API answers yes (bed/stand_ins). Elastic publishes neither
Elastic Agent nor Fleet Server in a form that a test can build. Real: the operator, injection, istiod, Envoy, packets.
"""

from __future__ import annotations

import base64
from typing import Any, NamedTuple

import yaml

from eck_mesh.plan.render import render
from eck_mesh.reach.connection import Connection
from eck_mesh.reach.matrix import connections
from eck_mesh.settings.settings import Flags
from tests.cluster.bed.bed import Bed
from tests.cluster.judge.strangers import bytes_of
from tests.cluster.support.data_plane import Answer
from tests.cluster.support.live import pods
from tests.cluster.support.promises import DIRECT, PODS, WIRES
from tests.cluster.support.running import Make, Stack

SERVER = {"fleetServerEnabled": True, "kibanaRef": "default", "elasticsearchRefs": ["default"]}
AGENT = {"fleetServerRef": "server", "kibanaRef": "default"}
HOST: dict[str, Any] = {"hostNetwork": True, "dnsPolicy": "ClusterFirstWithHostNet"}
ON_HOST = {"host": {**AGENT, "policyID": "agent", "daemonSet": {"podTemplate": {"spec": HOST}}}}
WORKLOADS = {
    "s-kb": 5601,
    "s-server-agent": 8220,
    "s-agent-agent": 0,
}  # with the port of their program


class Told(NamedTuple):
    """What an Agent is told. urls: of Fleet Server and of the output; cas: files in its pod."""

    urls: list[str]
    cas: list[str]


class Fleet:
    """One Elasticsearch, Kibana, Fleet Server, an Agent with a sidecar, and perhaps one on the host network."""

    def __init__(self, make: Make, mesh: dict[str, Any], kept: bool, on_host: bool) -> None:
        scheme = "https" if kept else "http"
        agents = {"server": {**SERVER, "deployment": {}}, "agent": {**AGENT, "deployment": {}}}
        more = {
            "kibana": {"default": {"fleet": {}}},
            "agent": {**agents, **(ON_HOST if on_host else {})},
        }
        self.stack: Stack = make(mesh, f"9200:{scheme}", sets={"one": {"count": 1}}, more=more)
        self.bed: Bed = self.stack.bed
        # Strict turns Kibana's TLS off in any case: nobody outside the mesh connects to it.
        schemes = {"s-kb": "http" if mesh["mode"] == "strict" else scheme}
        for workload, port in WORKLOADS.items():
            listen = f"{port}:{schemes.get(workload, scheme)}"
            self.stack.start(workload, *([listen] if port else []))
        found = pods(self.bed, self.stack.namespace)
        begun = {w: next(one for one in found if one.startswith(f"{w}-")) for w in WORKLOADS}
        self.pods = {"s-server": begun["s-server-agent"], "s-agent": begun["s-agent-agent"]}
        # By the target of a connection the port that its program serves, and the pod.
        self.of = {
            ("s", "Elasticsearch"): (9200, "s-es-one-0"),
            ("s", "Kibana"): (5601, begun["s-kb"]),
            ("s-server", "Agent"): (8220, begun["s-server-agent"]),
        }

    def kibana(self) -> dict[str, Any]:
        """The settings that the operator gives to Kibana."""
        secret = self.bed.get("secret", "s-kb-config", self.stack.namespace)
        loaded: dict[str, Any] = yaml.safe_load(base64.b64decode(secret["data"]["kibana.yml"]))
        return loaded["xpack"]["fleet"]  # type: ignore[no-any-return]

    def told(self) -> Told:
        """What every Agent hears from Kibana."""
        fleet = self.kibana()
        (output,) = fleet["outputs"]
        hosts = fleet["agents"]["fleet_server"]["hosts"]
        return Told(
            [*hosts, *output["hosts"]], output.get("ssl", {}).get("certificate_authorities", [])
        )

    def enrolls(self, name: str, server: str) -> str:
        """The policy in which the operator enrolls an Agent, by the Fleet Server that Kibana names too, and Kibana knows."""
        env = {one["name"]: one for one in self.container(name)["env"]}
        assert env["FLEET_ENROLL"]["value"] == "true"
        assert not [one for one in env.values() if "KIBANA" in str(one) or "s-kb-" in str(one)]
        assert env["FLEET_URL"]["value"] == server
        secure = server.startswith("https:")
        assert ("FLEET_CA" in env) == secure
        flag = "FLEET_SERVER_INSECURE_HTTP" if name == "s-server" else "FLEET_INSECURE"
        assert env.get(flag, {}).get("value") == (None if secure else "true")
        agent = self.bed.get("agent", name, self.stack.namespace)
        token = agent["metadata"]["annotations"]["fleet.eck.k8s.elastic.co/token"]
        policy = str(agent["spec"]["policyID"])
        assert token == f"key-{policy}", "of the stand-in for Kibana"
        assert policy in [one["id"] for one in self.kibana()["agentPolicies"]]
        return f"s-{policy}"

    def files(self, name: str) -> list[str]:
        """Where the operator mounts a ca.crt into an Agent."""
        mounts = self.container(name)["volumeMounts"]
        return [f"{one['mountPath']}/ca.crt" for one in mounts]

    def container(self, name: str) -> dict[str, Any]:
        """The container of an Agent, as the operator made it."""
        kind = "daemonset" if name == "s-host" else "deployment"
        made = self.bed.get(kind, f"{name}-agent", self.stack.namespace)
        found = made["spec"]["template"]["spec"]["containers"]
        return next(one for one in found if one["name"] == "agent")

    def keeps_promises(self) -> int:
        """Check what reach says of Agents and of strangers, and return how many connections that is."""
        mesh = render(self.stack.template(), Flags()).after
        broken, asked = [], 0
        for one in connections(mesh):
            pod = self.client(one)
            if not pod or one.how == "unknown" or (one.target.name, one.target.kind) not in self.of:
                continue
            where = self.place(one, pod)
            if not where:
                continue
            tls = bytes_of(mesh.manifests[one.target], one.pod_port) == "tls"
            url = f"{'https' if tls else 'http'}://{where}/"
            expected = promised(one)
            found = self.stack.settled(pod, url, expected)
            asked += 1
            if found != expected:
                broken.append(f"{one.client.name} as {pod} -> {url} ({one.how}): {found}")
        assert broken == [], "\n".join(broken)
        return asked

    def client(self, one: Connection) -> str:
        """The pod that connects as a client of reach does; "" where there is none."""
        ref = one.client.ref
        if ref is None:
            return PODS.get(one.client.kind, "")
        if ref.kind != "Agent":
            return ""
        return "naked" if ref.name == "s-host" else self.pods[ref.name]

    def place(self, one: Connection, pod: str) -> str:
        """HOST:PORT of a connection to one of the programs, which serve one port each.

        No kube-proxy runs for pods without a sidecar: these connect to the address that is behind the Service.
        """
        port, server = self.of[one.target.name, one.target.kind]
        if one.pod_port != port or one.via == "pod name":
            return ""
        if one.via == "service" and pod != "naked":
            return f"{one.service}.{self.stack.namespace}.svc:{one.port}"
        if one.via == "service" and one.client.ref is None:
            return ""
        return f"{self.stack.plane.addresses[server]}:{port}"


def promised(one: Connection) -> Answer:
    """What reach says comes of a connection."""
    if one.how == "refused":
        return Answer("refused", "", False)
    return Answer("200", WIRES[one.how], bool(DIRECT & {reason.id for reason in one.reasons}))
