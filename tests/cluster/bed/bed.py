"""One bed: a folder, a network namespace, processes. Up in seconds, down without a trace, beside as many others as wanted."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cluster.bed.process import Process
from tests.support.helm import ROOT

TOOLS = ROOT / ".tools"
NODE = "10.77.0.1"  # the API server's address, on the namespace's loopback
PREFIX = "eck-mesh-bed-"
PODS, SERVICES = "10.244.0.0/16", "10.96.0.0/16"


class BedError(Exception):
    """What did not happen, with the last lines of the log that should say why."""


class Bed:
    """Programs are started by the modules of `programs`, in the order of `up`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name  # the network namespace is called as the folder, which is unique
        self.kubeconfig = folder / "admin.kubeconfig"
        self.processes: dict[str, Process] = {}

    @classmethod
    def new(cls) -> Bed:
        """A bed of this process. What one left behind whose process was killed goes first; living ones are left alone."""
        for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            owner = folder / "owner"
            if owner.exists() and not Path("/proc", owner.read_text()).exists():
                cls(folder).down()
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        (folder / "owner").write_text(str(os.getpid()))
        return cls(folder)

    # -- the network namespace

    def up(self) -> None:
        """The namespace, and in it loopback with every pod and Service address."""
        run("ip", "netns", "add", self.name)
        run("ip", "-n", self.name, "link", "set", "lo", "up")
        run("ip", "-n", self.name, "addr", "add", f"{NODE}/32", "dev", "lo")
        for network in PODS, SERVICES:
            run("ip", "-n", self.name, "route", "add", "local", network, "dev", "lo")
        resolver = Path("/etc/netns") / self.name / "resolv.conf"
        resolver.parent.mkdir(parents=True)
        resolver.write_text("nameserver 127.0.0.1\n")

    def down(self) -> None:
        """Everything away: no state is worth a graceful end."""
        for process in reversed(self.processes.values()):
            process.kill()
        for name in [
            self.name,
            *(path.name for path in Path("/run/netns").glob(f"{self.name}-*")),
        ]:  # and those of its pods
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
            shutil.rmtree(Path("/etc/netns") / name, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def within(self) -> list[str]:
        """What goes in front of a command that is to run in the namespace."""
        return ["ip", "netns", "exec", self.name]

    # -- processes

    def start(
        self,
        name: str,
        *argv: str,
        ready: Callable[[], Any],
        env: dict[str, str] | None = None,
        seconds: float = 60,
    ) -> None:
        """Start a program in the namespace and wait until it is ready. BedError with its log if it ends or takes too long."""
        # If the test run itself is killed, the kernel ends its programs.
        process = Process(
            name, [*self.within, "setpriv", "--pdeathsig", "KILL", *argv], self.folder, env or {}
        )
        self.processes[name] = process
        self.wait(f"{name} is ready", lambda: process.alive() and ready(), seconds, log=name)

    def wait(self, what: str, check: Callable[[], Any], seconds: float = 60, log: str = "") -> Any:
        """The first true value of check. BedError after that many seconds, or at once if the program has ended."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = check()
            if value:
                return value
            if log and not self.processes[log].alive():
                break
            time.sleep(0.1)
        raise BedError(f"waited for: {what}\n{self.logs(log)}")

    def logs(self, *names: str, lines: int = 6) -> str:
        """The lines that matter of these programs' logs, of all without a name."""
        chosen = [name for name in names if name] or list(self.processes)
        return "\n".join(f"--- {name}\n{self.processes[name].telling(lines)}" for name in chosen)

    def listens(self, port: int) -> bool:
        """Whether something in the namespace listens on a TCP port."""
        return bool(self.run("ss", "-Hltn", f"sport = :{port}").stdout.strip())

    # -- commands

    def run(
        self, *argv: str, stdin: str | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """A command in the namespace, as the cluster's administrator."""
        env = {
            "PATH": f"{TOOLS}:/usr/sbin:/usr/bin:/sbin:/bin",
            "KUBECONFIG": str(self.kubeconfig),
            "HOME": str(self.folder),
        }
        done = subprocess.run(
            [*self.within, *argv], input=stdin, capture_output=True, text=True, env=env, timeout=180
        )
        if check and done.returncode:
            raise BedError(f"{' '.join(argv)}\n{done.stderr or done.stdout}")
        return done

    def kubectl(
        self, *arguments: str, stdin: str | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        return self.run("kubectl", *arguments, stdin=stdin, check=check)

    def get(self, *arguments: str) -> Any:
        """`kubectl get … -o json`, parsed; {} where it is not there (yet). BedError for anything else."""
        text = self.kubectl("get", *arguments, "-o", "json", "--ignore-not-found").stdout
        return json.loads(text) if text.strip() else {}

    def items(self, *arguments: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(*arguments).get("items", [])
        return found

    def apply(self, *objects: dict[str, Any]) -> None:
        self.kubectl("apply", "-f", "-", stdin="\n---\n".join(json.dumps(o) for o in objects))


def run(*argv: str) -> None:
    done = subprocess.run(argv, capture_output=True, text=True)
    if done.returncode:
        raise BedError(f"{' '.join(argv)}: {done.stderr.strip()} (root and iproute2 are needed)")


def module(path: str) -> Path:
    """The folder of a Go module that ci/e2e-tools built from: charts, CRDs and stages come with it."""
    return Path(json.loads((TOOLS / "modules.json").read_text())[path])


def version(key: str) -> str:
    """A line of ci/versions.env."""
    lines = (ROOT / "ci" / "versions.env").read_text().splitlines()
    return next(line.partition("=")[2] for line in lines if line.startswith(f"{key}="))


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
