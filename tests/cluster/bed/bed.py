"""One bed: a folder, a network namespace, processes. Up in seconds, down without a trace, beside as many others as wanted.

Several processes may use one: who brings it up (control_plane.py) owns it, the others know its folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from tests.cluster.bed import netns, phases
from tests.cluster.bed.api import Api, Object
from tests.cluster.bed.process import Process, telling
from tests.cluster.bed.tools import TOOLS
from tests.cluster.bed.watch import Watches

NODE = "10.77.0.1"  # the API server's address, on the namespace's loopback
PREFIX = "eck-mesh-bed-"
PODS, SERVICES = "10.244.0.0/16", "10.96.0.0/16"


class BedError(Exception):
    """What did not happen, with the last lines of the log that should say why."""


class Bed:
    """Programs are started by the modules of `programs`, in the order of control_plane.py."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name  # the network namespace is called as the folder, which is unique
        self.kubeconfig = folder / "admin.kubeconfig"
        self.cache = folder / "kube-cache"  # which kinds there are, as kubectl and Helm remember it
        self.processes: dict[str, Process] = {}

    @classmethod
    def new(cls, folder: Path | None = None) -> Bed:
        """A bed of this process. What killed ones left behind goes first; living ones are left alone."""
        for other in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            owner = other / "owner"
            if owner.exists() and not Path("/proc", owner.read_text()).exists():
                cls(other).down()
                other.with_suffix(".log").unlink(missing_ok=True)
        if folder:
            folder.mkdir()
        else:
            folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        folder.chmod(0o755)  # the users of pods read their programs there
        (folder / "owner").write_text(str(os.getpid()))
        return cls(folder)

    @cached_property
    def api(self) -> Api:
        return Api(self.name, self.kubeconfig)

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
        pods = sorted(path.name for path in Path("/run/netns").glob(f"{self.name}-*"))
        for space in [*pods, self.name] if Path("/run/netns", self.name).exists() else pods:
            for pid in netns.processes(space):  # what other processes have started here
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            subprocess.run(["ip", "netns", "del", space], check=False, capture_output=True)
        # Also those of pods that ended before.
        resolvers = [*Path("/etc/netns").glob(f"{self.name}-*"), Path("/etc/netns", self.name)]
        for folder in (
            *resolvers,
            self.folder,
            Path("/dev/shm", self.name),
        ):  # pods have volumes in memory
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def within(self) -> list[str]:
        """What goes in front of a command that is to run in the namespace."""
        return ["ip", "netns", "exec", self.name]

    def listens(self, port: int) -> bool:
        """Whether something in the namespace listens on a TCP port."""
        return port in netns.listening(self.name)

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
        # If the process that starts it is killed, the kernel ends it.
        argv = ("setpriv", "--pdeathsig", "KILL", *argv)
        process = Process(name, [*self.within, *argv], self.folder, env or {})
        self.processes[name] = process
        self.wait(f"{name} is ready", lambda: process.alive() and ready(), seconds, log=name)

    def wait(self, what: str, check: Callable[[], Any], seconds: float = 60, log: str = "") -> Any:
        """The first true value of check. BedError after that many seconds, or at once if the program has ended.

        It is asked again when what it read of the API server has changed, or else five times a second.
        """
        begin = time.monotonic()
        with Watches(self.api) as watches:
            while True:
                with self.api.remembering() as reads:
                    value = check()
                left = begin + seconds - time.monotonic()
                if value:
                    phases.waited(what, time.monotonic() - begin)
                    return value
                if left <= 0 or self.ended(log):
                    raise BedError(f"waited for: {what}\n{self.logs(*filter(None, [log]))}")
                watches.change(reads, left)

    def ended(self, name: str) -> bool:
        """Whether a program is one that this process has started, and has ended."""
        return name in self.processes and not self.processes[name].alive()

    def logs(self, *names: str, lines: int = 6) -> str:
        """The lines that matter of these programs' logs, of all that this process started without a name."""
        paths = [self.folder / f"{name}.log" for name in names or self.processes]
        there = [path for path in paths if path.exists()]
        return "\n".join(f"--- {path.stem}\n{telling(path, lines)}" for path in there)

    # -- the cluster

    def items(self, words: str, namespace: str = "", labels: str = "") -> list[Object]:
        """The objects of these kinds, of all namespaces where none is named."""
        return self.api.items(words, namespace, labels)

    def get(self, word: str, name: str, namespace: str = "") -> Object:
        """One object; {} where it is not there (yet)."""
        return self.api.get(word, name, namespace)

    def apply(self, *objects: Object, namespace: str = "") -> None:
        for body in objects:
            self.api.apply(body, namespace)

    def apply_text(self, text: str, namespace: str = "") -> None:
        """A stream of manifests."""
        self.apply(*(o for o in yaml.load_all(text, yaml.CSafeLoader) if o), namespace=namespace)

    def delete(self, words: str, namespace: str, *names: str, **options: Any) -> None:
        """Ask for the deletion of these objects, of all of a kind where none is named."""
        for kind in self.api.kinds.named(words):
            word = f"{kind.name}.{kind.version}.{kind.group}"
            for name in names or [o["metadata"]["name"] for o in self.items(word, namespace)]:
                self.api.delete(word, name, namespace, **options)

    def vanish(self, word: str, namespace: str, name: str) -> None:
        """Delete an object, and wait until it is gone."""
        self.delete(word, namespace, name)
        self.wait(f"{name} is gone", lambda: not self.get(word, name, namespace))

    def label_namespace(self, name: str, labels: dict[str, str | None]) -> None:
        """Set labels; None takes one away."""
        self.api.patch("namespace", name, {"metadata": {"labels": labels}})

    def create_namespace(self, name: str, **labels: str) -> None:
        """A namespace, or the one there with these labels too."""
        metadata = {"name": name, "labels": labels}
        self.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata})

    def token(self, namespace: str, account: str, **spec: Any) -> str:
        """A token of a ServiceAccount."""
        path = f"/api/v1/namespaces/{namespace}/serviceaccounts/{account}/token"
        body = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec}
        made: str = self.api.request("POST", path, body)["status"]["token"]
        return made

    # -- commands

    def run(
        self, *argv: str, stdin: str | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """A command in the namespace, as the cluster's administrator."""
        env = {
            "PATH": f"{TOOLS}:/usr/sbin:/usr/bin:/sbin:/bin",
            "KUBECONFIG": str(self.kubeconfig),
            "KUBECACHEDIR": str(self.cache),
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


def run(*argv: str) -> None:
    done = subprocess.run(argv, capture_output=True, text=True)
    if done.returncode:
        raise BedError(f"{' '.join(argv)}: {done.stderr.strip()} (root and iproute2 are needed)")
