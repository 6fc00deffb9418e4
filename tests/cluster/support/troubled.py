"""The nodes of a stack as servers with troubles (bed/stand_ins/troubled.py), and what their sidecars make of these."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from tests.cluster.bed import netns
from tests.cluster.support.running import Stack

MODULE = "tests.cluster.bed.stand_ins.troubled"
ADMIN = "http://localhost:15000"  # of each Envoy
# One connection; seconds between two requests; how many; the URL. Prints their statuses.
KEPT = """
import http.client, sys, time
pause, times, host, path = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
client = http.client.HTTPConnection(host, timeout=30)
for n in range(times):
    time.sleep(pause if n else 0)
    client.request("POST", path, "{}")
    answer = client.getresponse()
    answer.read()
    print(answer.status)
"""
# Requests at the same time; the URL. Prints their statuses.
AT_ONCE = """
import sys, urllib.error, urllib.request
from concurrent.futures import ThreadPoolExecutor
def ask(_):
    try:
        return urllib.request.urlopen(sys.argv[2], timeout=30).status
    except urllib.error.HTTPError as error:
        return error.code
with ThreadPoolExecutor(int(sys.argv[1])) as pool:
    print(*pool.map(ask, range(int(sys.argv[1]))))
"""


class Troubled:
    """Its nodes serve 9200 in this way, over TLS if `tls`."""

    def __init__(self, stack: Stack, *nodes: str, tls: bool = False) -> None:
        self.stack, self.plane = stack, stack.plane
        pem = [str(stack.bed.folder / "application.pem")] if tls else []
        self.logs = {
            node: stack.bed.processes[self.plane.run("troubled", node, MODULE, "9200", *pem)].log
            for node in nodes
        }
        self.url = f"{'https' if tls else 'http'}://{stack.service(9200)}"
        for node in nodes:
            listens = lambda n=node: 9200 in netns.listening(self.plane._space(n))  # noqa: E731
            stack.bed.wait(f"{node} listens", listens, 20)
        stack.bed.wait("it answers", lambda: self.post("/")[0] == "200", 20)

    def post(self, path: str, url: str = "") -> tuple[str, str]:
        """Status and body."""
        return self.plane.curl("client", "-X", "POST", "-d", "{}", f"{url or self.url}{path}")

    def executed(self, path: str) -> dict[str, int]:
        """How often each node has read a request for a path."""
        time.sleep(0.2)
        found = {}
        for node, log in self.logs.items():
            lines = [json.loads(line) for line in log.read_text().splitlines() if line[:1] == "{"]
            found[node] = sum(line["path"] == path for line in lines)
        return found

    def run(self, program: str, *arguments: str) -> list[str]:
        """The words that a Python program in the client's pod prints."""
        done = self.plane.inside("client", sys.executable, "-c", program, *arguments, check=True)
        return done.stdout.split()

    def configuration(self, pod: str, resource: str) -> list[dict[str, Any]]:
        """What Envoy has of a kind of resource."""
        asked = f"{ADMIN}/config_dump?resource={resource}"
        done = self.plane.inside(pod, "curl", "-s", asked, check=True)
        found: list[dict[str, Any]] = json.loads(done.stdout)["configs"]
        return found

    def memory(self, pod: str) -> dict[str, int]:
        """Of Envoy in MB: VmRSS now, VmHWM at most since `forget`."""
        lines = (self._envoy(pod) / "status").read_text().splitlines()
        found = dict(line.split(":") for line in lines if line.startswith(("VmRSS", "VmHWM")))
        return {key: int(value.split()[0]) // 1024 for key, value in found.items()}

    def forget(self, pod: str) -> None:
        """Let VmHWM begin anew (proc(5), clear_refs)."""
        (self._envoy(pod) / "clear_refs").write_text("5")

    def _envoy(self, pod: str) -> Path:
        folders = (Path("/proc", str(pid)) for pid in netns.processes(self.plane._space(pod)))
        return next(one for one in folders if (one / "comm").read_text().strip() == "envoy")
