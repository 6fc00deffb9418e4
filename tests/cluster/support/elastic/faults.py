"""What goes wrong in a cluster: programs that are killed, packets that are dropped, certificates that expire."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

from tests.cluster.bed import netns
from tests.cluster.bed.bed import Bed
from tests.cluster.bed.kubelet.access import Access
from tests.cluster.support.elastic.clients import Client
from tests.cluster.support.elastic.cluster import Elastic

NODE = "elasticsearch"  # the container


def kill(space: str, program: str) -> None:
    """SIGKILL to the program of that name in a network namespace, by name or path. Exactly one runs there."""
    found = [pid for pid in netns.processes(space) if name(pid) == program]
    assert len(found) == 1, (space, program, found)
    os.kill(found[0], signal.SIGKILL)


def name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:  # it has ended
        return ""


def pid_of(elastic: Elastic, pod: str) -> int:
    """Elasticsearch, the first process of its container."""
    return Access(elastic.bed, elastic.namespace).pid(pod, NODE)


def kill_node(elastic: Elastic, pod: str) -> None:
    """SIGKILL to Elasticsearch."""
    os.kill(pid_of(elastic, pod), signal.SIGKILL)


def kill_envoy(elastic: Elastic, pod: str) -> None:
    kill(f"/proc/{pid_of(elastic, pod)}/ns/net", "envoy")


def kill_istiod(bed: Bed) -> None:
    kill(bed.name, "pilot-discovery")


@contextmanager
def cut(elastic: Elastic, pod: str, other: str) -> Iterator[None]:
    """Packets between two pods are dropped, in both directions and on all ports, without a word to either."""
    pid = pid_of(elastic, pod)
    address = elastic.found(other)["status"]["podIP"]

    def rules(verb: str) -> None:
        for chain, flag in ("INPUT", "-s"), ("OUTPUT", "-d"):
            rule = [chain, flag, address, "-j", "DROP"]
            inside = ["nsenter", f"--net=/proc/{pid}/ns/net"]
            subprocess.run([*inside, "iptables", "-w", verb, *rule], check=True)

    rules("-I")
    try:
        yield
    finally:
        rules("-D")


def expires(client: Client) -> datetime:
    """When the certificate ends that the sidecar of a pod has now; Envoy's own word."""
    done = client.run("curl", "-s", "http://127.0.0.1:15000/certs")
    found = json.loads(done.stdout)["certificates"]
    chain = next(one["cert_chain"] for one in found if one["cert_chain"])
    return datetime.fromisoformat(chain[0]["expiration_time"].replace("Z", "+00:00"))


def expired(client: Client) -> bool:
    return expires(client) < datetime.now(timezone.utc)
