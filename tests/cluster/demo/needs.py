"""`python -m tests.cluster.demo.needs`: what `make demo-cluster` is about to do, and what this machine lacks for it.

It is the first thing that a reader sees, before anything is built. The exit status is 1 if something is missing.
"""

from __future__ import annotations

import os
import runpy
import shutil
import sys

from ci.demo import page
from tests.cluster.bed.tools import TOOLS
from tests.support.helm import ROOT

TEXT = """make demo-cluster starts a cluster on this machine, installs an Elasticsearch in mode permissive, and turns it
strict before your eyes. It takes one to three minutes on two cores, and 3 GB of memory. It needs Linux and root, since
pods are network namespaces. When it ends, or you press Ctrl-C, all of it is gone."""
FIRST = """The first time it also builds Kubernetes, Istio, the operator and the Elasticsearch from their sources and jars
into .tools, which takes up to half an hour and needs the internet."""
# What the bed of kind `real` runs, as ci/e2e-tools and ci/elasticsearch/build make it.
BUILT = (
    *("etcd", "kube-apiserver", "kube-controller-manager", "kube-proxy", "kubectl", "kwok"),
    *("pilot-discovery", "pilot-agent", "elastic-operator", "elasticsearch", "modules.json"),
)
# A program, and the package of Debian that has it.
RUNS = {"ip": "iproute2", "iptables": "iptables", "nsenter": "util-linux", "curl": "curl"}
BUILDS = {"go": "golang", "mvn": "maven", "cc": "gcc"}


def main() -> None:
    """Say it, and end with status 1 where it cannot work."""
    page.title("A cluster of your own, for a few minutes")
    page.sentences(TEXT)
    first = [name for name in BUILT if not (TOOLS / name).exists()]
    if first:
        page.sentences(FIRST)
    lacking = missing(bool(first))
    for sentence in lacking:
        print(f"make demo-cluster: {sentence}", file=sys.stderr)
    sys.exit(bool(lacking))


def missing(first: bool) -> list[str]:
    """A sentence for each thing that is not there. first: whether something is to be built."""
    if not sys.platform.startswith("linux"):
        return ["It needs Linux. `make demo` works here."]
    found = []
    if os.geteuid():
        found.append("It needs root: run it as root, or with sudo. `make demo` needs no root.")
    for program, package in (RUNS | (BUILDS if first else {})).items():
        if not shutil.which(program):
            found.append(
                f"{program} is not on PATH. Install it (apt-get install {package}), or add its folder,"
                " such as /usr/sbin, to PATH."
            )
    if first and not has_jdk():
        found.append("There is no JDK 25. Install one in /opt or /usr/lib/jvm, or set JAVA_HOME.")
    return found


def has_jdk() -> bool:
    """Whether ci/elasticsearch/build finds the JDK that it needs."""
    build = runpy.run_path(str(ROOT / "ci" / "elasticsearch" / "build"))
    return build["jdk"]() is not None


if __name__ == "__main__":
    main()
