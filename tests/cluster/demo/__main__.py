"""`python -m tests.cluster.demo`: start a cluster, tell the story on it, and take it away, also after Ctrl-C.

`make demo-cluster` calls this module, after `needs` has said what it takes and the programs are built.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from pathlib import Path

from ci.demo import page
from tests.cluster.__main__ import down
from tests.cluster.bed.bed import BedError
from tests.cluster.bed.control_plane import up
from tests.cluster.bed.kubelet.access import containers
from tests.cluster.demo.shell import Unexpected
from tests.cluster.demo.story import Story

REAL = """What runs is real: Kubernetes' API server and controllers, istiod and Envoy, Elastic's operator, Elasticsearch.
Stand-ins are the kubelet, which starts programs without images, the name server, and the few modules of Elasticsearch that
Elastic does not publish (ci/elasticsearch/README.md)."""

ISSUES = "https://github.com/eck-mesh/eck-mesh/issues"


def main() -> None:
    """Exit status 1 if something else happens than the story tells, 130 after Ctrl-C."""
    for name in signal.SIGTERM, signal.SIGHUP:
        signal.signal(name, signal.default_int_handler)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    try:
        told()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # of `make demo-cluster | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (BedError, Unexpected) as error:
        sys.exit(f"make demo-cluster: it went otherwise than told.\n{error}")


def told() -> None:
    page.title("eck-mesh on a cluster: a running Elasticsearch goes from permissive to strict")
    page.sentences(REAL)
    page.title("1. The cluster starts")
    bed, took = up("real")
    try:
        print(f"  It runs after {sum(took.values()):.0f} s.")
        with tempfile.TemporaryDirectory() as home:
            Story(bed, Path(home)).tell()
    except Unexpected as error:
        logs = bed.logs("elastic-operator", "istiod", "kubelet", *containers(bed))
        raise Unexpected(
            f"{logs}\n{error}\nPlease report this, with the lines above: {ISSUES}"
        ) from error
    finally:
        down(bed)
    print("\n  Nothing is left of it.")
    page.title("On your cluster")
    page.sentences(
        "docs/into-the-mesh.md goes the same way; docs/troubleshooting.md lists errors and their causes."
    )


if __name__ == "__main__":
    main()
