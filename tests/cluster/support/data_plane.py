"""Pods that run: a network namespace each, with what their injected specs say, and a stand-in for their application.

The pods are KWOK's: made by the real operator or by kubectl, injected by the real istiod, with addresses, Services and
endpoints by the real controllers. Real here: istio-iptables and pilot-agent with the injected arguments and environment,
certificates from istiod by a token of the pod's ServiceAccount, upstream's Envoy, packets. Not real: Elasticsearch (a server
that says who asked), a mount namespace and probes (bed/kubelet has both), and the filters that only Istio's own build of
Envoy has.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import shutil
import subprocess
import sys
from functools import partial
from typing import Any, NamedTuple

from tests.cluster.bed import cable, netns
from tests.cluster.bed.bed import Bed
from tests.cluster.bed.process import Process
from tests.cluster.support import sidecar
from tests.cluster.support.live import pods
from tests.support.helm import ROOT

APPLICATION = 1000  # uid
CABLES = itertools.count(1)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


class Answer(NamedTuple):
    """Of one request. status: 200, or `refused` for anything that is no answer of the application; wire: what the packets
    to it were, mTLS of Istio, TLS of the application, or plain (of a connection that was open already only the client's
    identity is seen, which the server's sidecar adds for HTTP); direct: whether it came past the server's sidecar."""

    status: str
    wire: str
    direct: bool


class DataPlane:
    """The running pods of one namespace of a bed."""

    def __init__(self, bed: Bed, namespace: str) -> None:
        self.bed, self.namespace = bed, namespace
        self.addresses: dict[str, str] = {}
        self.cables: dict[str, str] = {}
        self.more: list[str] = []
        sidecar.programs(bed)
        cable.forward(bed.name)

    def start(self, name: str, *listen: str) -> None:
        """Run one pod. listen: PORT:http or PORT:https for its application."""
        pod = self.bed.wait(f"{name} has an address", lambda: self._pod(name), 60)
        address = self.addresses[name] = pod["status"]["podIP"]
        self._network(name, address)
        self._watch(name)
        containers = {c["name"]: c for c in sidecar.containers(pod)}
        if "istio-init" in containers:
            arguments, _ = sidecar.resolved(self.bed, pod, containers["istio-init"])
            self.inside(name, str(self.bed.folder / "pilot-agent"), *arguments, check=True)
        if listen:
            server = (
                sys.executable,
                "-m",
                "tests.cluster.bed.stand_ins.application",
                str(self.bed.folder),
                *listen,
            )
            self._process("app", name, APPLICATION, *server, env={"PYTHONPATH": str(ROOT)})
        if "istio-proxy" in containers:
            arguments, env = sidecar.resolved(self.bed, pod, containers["istio-proxy"])
            home = self.bed.folder / self._called("agent", name)
            sidecar.files(self.bed, pod, containers["istio-proxy"], home)
            agent = (str(self.bed.folder / "pilot-agent"), *arguments)
            self._process("agent", name, sidecar.PROXY, *agent, env=sidecar.for_host(self.bed, env))
        ports = {int(entry.partition(":")[0]) for entry in listen}
        ready = lambda: netns.listening(self._space(name)) >= ports  # noqa: E731
        self.bed.wait(f"the application of {name} listens", ready, 20)

    def ready(self, *names: str) -> None:
        """Wait until the sidecars of these pods have their configuration."""
        for name in names:
            check = partial(self._serves, self.addresses[name], 15021, "/healthz/ready")
            what, log = f"the sidecar of {name} is ready", self._called("agent", name)
            self.bed.wait(what, check, 60, log=log)

    def _serves(self, address: str, port: int, path: str) -> bool:
        """Whether the answer to a GET from the bed is 200."""
        client = http.client.HTTPConnection(address, port, timeout=1)
        try:
            client.sock = netns.connect(self.bed.name, address, port, 1)
            client.request("GET", path)
            return client.getresponse().status == 200
        except (http.client.HTTPException, OSError):
            return False
        finally:
            client.close()

    def terminate(self, name: str) -> None:
        """What the kubelet does to a sidecar that is to end: SIGTERM, and no word to what it started."""
        self.bed.processes[self._called("agent", name)].popen.terminate()

    def tell(self, name: str) -> None:
        """What the kubelet does before that: the pre-stop hook of the injected container."""
        pod = self._pod(name) or {}
        (proxy,) = (c for c in sidecar.containers(pod) if c["name"] == "istio-proxy")
        _, *arguments = proxy["lifecycle"]["preStop"]["exec"]["command"]
        self.inside(
            name, *as_(sidecar.PROXY), str(self.bed.folder / "pilot-agent"), *arguments, check=True
        )

    def ended(self, name: str) -> bool:
        """Whether the sidecar is gone."""
        return not self.bed.processes[self._called("agent", name)].alive()

    def stop(self) -> None:
        """Everything away, so that another pod can have these addresses."""
        for name in self.addresses:
            self.end(name)

    def end(self, name: str) -> None:
        """Everything of one pod away at once, the volumes of its sidecar too."""
        for what in "agent", "app", "wire", *self.more:
            process = self.bed.processes.pop(self._called(what, name), None)
            if process:
                process.kill()
        cable.unplug(self._space(name))
        shutil.rmtree(self.bed.folder / self._called("agent", name), ignore_errors=True)

    def run(self, what: str, name: str, *module: str) -> str:
        """Run one more program of ours in a pod, until the pod ends. Its name among the bed's processes."""
        self.more.append(what)
        command = (sys.executable, "-m", *module)
        self._process(what, name, APPLICATION, *command, env={"PYTHONPATH": str(ROOT)})
        return self._called(what, name)

    def ask(self, client: str, url: str) -> Answer:
        """One request of a pod's application."""
        seen = len(self.packets())
        status, body = self.curl(client, url)
        port = url.rpartition(":")[2].rstrip("/")
        mine = [
            p
            for p in self.packets()[seen:]
            if (p["source"], str(p["port"])) == (self.addresses[client], port)
        ]
        if status != "200":
            return Answer("refused", "", False)
        said = json.loads(body)
        open_one = "mTLS" if said["identity"] else "an open connection"
        wire = mine[-1]["kind"] if mine else open_one
        return Answer(status, wire, said["peer"] != "127.0.0.6")

    def curl(self, client: str, *arguments: str) -> tuple[str, str]:
        """Status and body; 000 where there was no answer."""
        done = self.inside(
            client, *as_(APPLICATION), "curl", "-sk", "-m5", "-w", "\n%{http_code}", *arguments
        )
        body, _, status = done.stdout.rpartition("\n")
        return status, body

    def inside(
        self, name: str, *command: str, check: bool = False
    ) -> subprocess.CompletedProcess[str]:
        command = (*self._within(name), *command)
        return subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=check, timeout=60
        )

    def _called(self, what: str, name: str) -> str:
        """How the process is called in the bed, which has other namespaces with pods of that name."""
        return f"{what}-{self.namespace}-{name}"

    def _pod(self, name: str) -> dict[str, Any] | None:
        found = pods(self.bed, self.namespace).get(name)
        return found if found and found.get("status", {}).get("podIP") else None

    def _within(self, name: str) -> list[str]:
        return ["ip", "netns", "exec", self._space(name)]

    def _space(self, name: str) -> str:
        return f"{self.bed.name}-{self.namespace}-{name}"

    def _network(self, name: str, address: str) -> None:
        self.cables[name] = f"veth{WORKER}-{next(CABLES)}"
        cable.plug(self.bed.name, self._space(name), address, self.cables[name])

    def _watch(self, name: str) -> None:
        watcher = (sys.executable, "-m", "tests.cluster.bed.stand_ins.wire", self.cables[name])
        self.bed.start(
            self._called("wire", name),
            *watcher,
            env={"PYTHONPATH": str(ROOT)},
            ready=lambda: "ready" in self._log(name),
        )

    def _log(self, name: str) -> str:
        return self.bed.processes[self._called("wire", name)].log.read_text()

    def packets(self) -> list[dict[str, Any]]:
        """The first bytes of each connection that came through a cable here, in their order."""
        lines = [
            line
            for name in self.addresses
            for line in self._log(name).splitlines()
            if line.startswith("{")
        ]
        return sorted((json.loads(line) for line in lines), key=lambda packet: packet["at"])

    def _process(self, what: str, name: str, user: int, *command: str, env: dict[str, str]) -> None:
        called = self._called(what, name)
        as_user = (*as_(user), "--pdeathsig", "KILL")
        self.bed.processes[called] = Process(
            called, [*self._within(name), *as_user, *command], self.bed.folder, env
        )


def as_(user: int) -> tuple[str, ...]:
    return "setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"
