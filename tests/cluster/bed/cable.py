"""A pod's network namespace and its cable to the bed. Both ends answer for their addresses; all other pods are behind the bed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.cluster.bed.bed import NODE

FORWARDING = (
    "net.ipv4.ip_forward=1",
    "net.ipv4.conf.all.rp_filter=0",
    "net.ipv4.conf.default.rp_filter=0",
)


def forward(bed: str) -> None:
    """Have the bed pass on what comes through cables."""
    inside(bed, "sysctl", "-qw", *FORWARDING)


def plug(bed: str, space: str, address: str, name: str) -> None:
    """A new namespace called `space` with this address; name: of the cable's end in the bed, of at most 15 letters.

    The route is in the table `local`, which the kernel asks first: the bed may hold a range with the address as its own.
    """
    resolver = Path("/etc/netns") / space / "resolv.conf"
    resolver.parent.mkdir(parents=True, exist_ok=True)
    resolver.write_text(f"nameserver {NODE}\n")
    run("ip", "netns", "add", space)
    ends = "type", "veth", "peer", "name", "eth0", "netns", space
    inside(bed, "ip", "link", "add", name, *ends)
    inside(bed, "ip", "link", "set", name, "up")
    inside(bed, "ip", "route", "add", f"{address}/32", "dev", name, "table", "local")
    inside(space, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1")
    for words in (
        "link set lo up",
        f"addr add {address}/32 dev eth0",
        "link set eth0 up",
        f"route add {NODE} dev eth0",
        f"route add default via {NODE}",
    ):
        inside(space, "ip", *words.split())


def unplug(space: str) -> None:
    """The namespace, with its end of the cable: the other end and the route go too."""
    subprocess.run(["ip", "netns", "del", space], check=False, capture_output=True)
    shutil.rmtree(Path("/etc/netns") / space, ignore_errors=True)


def inside(space: str, *command: str) -> None:
    run("ip", "netns", "exec", space, *command)


def run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")
