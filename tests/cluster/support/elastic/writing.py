"""Clients that write all the time (writer.py), and what came of each of their requests."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from typing import Any

from tests.cluster.bed.process import Process
from tests.cluster.support.elastic.clients import Client
from tests.support.helm import ROOT

MODULE = "tests.cluster.support.elastic.writer"
WAIT = 120  # seconds until there are more
END = 90  # seconds that its last request may take


class Writing:
    """One that writes; requests() has what it has done so far."""

    def __init__(self, client: Client, url: str, index: str, *words: str) -> None:
        """words: of writer.py."""
        arguments = [url, client.login, index, *words]
        env = f"PYTHONPATH={ROOT}"
        command = client.within("env", env, sys.executable, "-m", MODULE, *arguments)
        self.bed = client.bed
        name = f"writer-{client.namespace}-{client.name}-{index}"
        self.process = Process(name, command, client.bed.folder, {})

    def requests(self) -> list[dict[str, Any]]:
        whole, _, _ = self.process.log.read_text().rpartition("\n")
        return [json.loads(line) for line in whole.splitlines() if line.startswith("{")]

    def failed(self) -> list[dict[str, Any]]:
        """Without an answer, or with one that is no success."""
        return [one for one in self.requests() if one.get("status") not in (200, 201)]

    def stop(self) -> None:
        """Of the whole group: the program in the pod is a child of the one that entered it."""
        os.killpg(self.process.popen.pid, signal.SIGTERM)
        self.process.popen.wait(timeout=END)


@contextmanager
def writing(client: Client, url: str, index: str, *words: str) -> Iterator[Writing]:
    """One that writes, with the words of writer.py."""
    found = Writing(client, url, index, *words)
    try:
        yield found
    finally:
        found.stop()


@contextmanager
def four(client: Client, urls: dict[str, str]) -> Iterator[list[Writing]]:
    """To each of two URLs one with a connection for every request, and one that keeps its connection."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(writing(client, url, f"{name}-{bool(each)}".lower(), *each))
            for (name, url), each in product(urls.items(), (["each"], []))
        ]


def drained(request: dict[str, Any], changes: list[float]) -> bool:
    """Whether a request met the end of a connection that was open when a policy changed. Classic sidecars have 60 s."""
    ages = [request["at"] - change for change in changes]
    return "RemoteDisconnected" in request.get("error", "") and any(44 < age < 75 for age in ages)


def written(writers: list[Writing], more: int = 40) -> None:
    """Wait until each has had this many more answers."""
    least = [len(writer.requests()) + more for writer in writers]
    enough = lambda: all(len(w.requests()) >= n for w, n in zip(writers, least, strict=True))  # noqa: E731
    writers[0].bed.wait("documents are written", enough, WAIT)
