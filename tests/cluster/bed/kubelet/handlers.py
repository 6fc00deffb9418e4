"""What probes and hooks do: run a command, ask over HTTP, connect, or sleep."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from typing import NamedTuple

from tests.cluster.bed.api import Object
from tests.cluster.bed.kubelet.process import Running


class Target(NamedTuple):
    """Whom a handler is for: a container that runs, at its pod's address."""

    running: Running
    address: str
    container: Object

    def port(self, given: int | str) -> int:
        """A number, or the name of one of the container's ports."""
        if isinstance(given, int) or given.isdigit():
            return int(given)
        named = (p for p in self.container.get("ports") or [] if p.get("name") == given)
        return int(next(named)["containerPort"])


def handle(handler: Object, target: Target, seconds: float) -> str:
    """Why it failed; "" where it did not. From the node, as the kubelet does it."""
    for kind, act in KINDS.items():
        if handler.get(kind) is not None:
            try:
                return act(handler[kind], target, seconds)
            except (OSError, http.client.HTTPException, StopIteration) as error:
                return f"{type(error).__name__} {error}"
    raise ValueError(f"{sorted(handler)} is not known to this kubelet")


def run(told: Object, target: Target, seconds: float) -> str:
    done = target.running.execute(told["command"], seconds)
    output = (done.stdout + done.stderr)[-300:].strip()
    return f"exit code {done.returncode}: {output}" if done.returncode else ""


def ask(told: Object, target: Target, seconds: float) -> str:
    """A GET, whose certificate is not looked at; any status from 200 to 399 will do."""
    host, port = told.get("host") or target.address, target.port(told["port"])
    client: http.client.HTTPConnection
    if told.get("scheme") == "HTTPS":
        context = ssl._create_unverified_context()
        client = http.client.HTTPSConnection(host, port, timeout=seconds, context=context)
    else:
        client = http.client.HTTPConnection(host, port, timeout=seconds)
    headers = {entry["name"]: entry["value"] for entry in told.get("httpHeaders") or []}
    try:
        client.request("GET", told.get("path") or "/", headers=headers)
        status = client.getresponse().status
    finally:
        client.close()
    return "" if 200 <= status < 400 else f"HTTP status {status}"


def connect(told: Object, target: Target, seconds: float) -> str:
    where = told.get("host") or target.address, target.port(told["port"])
    socket.create_connection(where, seconds).close()
    return ""


def sleep(told: Object, target: Target, seconds: float) -> str:
    """Not longer than the container lives."""
    end = time.monotonic() + min(told["seconds"], seconds)
    while time.monotonic() < end and target.running.alive():
        time.sleep(0.1)
    return ""


KINDS = {"exec": run, "httpGet": ask, "tcpSocket": connect, "sleep": sleep}
