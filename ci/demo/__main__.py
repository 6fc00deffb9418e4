"""python ci/demo: tell in a page what eck-mesh does, with a real Helm and without a cluster.

The commands run as they are printed, in the top folder of the checkout; what they write stays in
dist/demo. `make demo` calls this script. It needs a Helm in .tools (`ci/tools helm`), and eck-mesh
in .venv.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path

from page import COLOR, command, output, plain, sentences, title
from shell import ROOT, Shell

FOLDER = "dist/demo"
RENDERED, PICTURE = f"{FOLDER}/strict.yaml", f"{FOLDER}/reach.html"
TEMPLATE = "helm template logs . -n prod --set mesh.mode=strict"
DIFF = re.compile(rf"(?m)^(?=(?:{COLOR.pattern})*--- )")
HOST_NETWORK = "kibana.default.podTemplate.spec.hostNetwork=true"


def tell(shell: Shell) -> None:
    """Print the story."""
    title("eck-mesh: Elasticsearch and Kibana in an Istio mesh, by one value")
    sentences(f"This needs no cluster, and writes to {FOLDER} only.")
    render(shell)
    change(shell)
    connect(shell)
    title("5. What would make strict untrue is rejected before it reaches the cluster")
    show(shell, f"{TEMPLATE} --set {HOST_NETWORK} | eck-mesh", 1)
    go_on(shell)


def render(shell: Shell) -> None:
    """Tell what the chart does, and write the manifests that all other commands read."""
    title("1. Helm renders the chart, with one value for the mesh")
    command(f"{TEMPLATE} > {RENDERED}")
    shell.run(f"{TEMPLATE} > {RENDERED}")
    sentences(
        """The chart renders an Elasticsearch and a Kibana, locked: their API group is one that no
        cluster serves, so that nobody installs them without eck-mesh by mistake."""
    )


def change(shell: Shell) -> None:
    """Print what eck-mesh changes of Kibana, and its reasons."""
    title("2. eck-mesh unlocks and changes them; this is Kibana")
    command(f"eck-mesh diff {RENDERED}")
    diffs = DIFF.split(shell.run(f"eck-mesh diff {RENDERED}", 1))
    output("".join(diff for diff in diffs if plain(diff).startswith("--- a/Kibana/")))
    new = [diff for diff in diffs if plain(diff).startswith("--- /dev/null")]
    print()
    sentences(
        f"""Not shown: the same for Elasticsearch, whose port 9300 also bypasses the sidecar, and
        {len(new)} new PeerAuthentications and DestinationRules."""
    )
    title("3. Each change has a reason")
    show(shell, f"eck-mesh explain Kibana/logs {RENDERED}")


def connect(shell: Shell) -> None:
    """Print who connects to whom, and write a picture of it."""
    title("4. A pod outside the mesh reaches neither 9200 nor 5601")
    show(shell, f"eck-mesh reach {RENDERED}")
    print()
    sentences("On 9300, Elasticsearch's own mutual TLS rejects clients without its certificate.")
    shell.run(f"eck-mesh reach --output html {RENDERED} > {PICTURE}")
    sentences(f"A picture of the table, for your browser: {PICTURE}")


def go_on(shell: Shell) -> None:
    """Print what to read and to do next."""
    title("Where to go next")
    for what, how in (
        ("run these commands yourself", f"PATH=$PWD/.venv/bin:$PATH; alias helm={shell.helm}"),
        ("read the page of a message", "eck-mesh explain on-host-network"),
        ("watch a real Elasticsearch turn strict", "make demo-cluster"),
        ("install, and go from nothing to strict", "docs/getting-started.md"),
        ("bring a running stack into the mesh", "docs/into-the-mesh.md"),
        ("find the cause of an error", "docs/troubleshooting.md"),
    ):
        print(f"  {what:<38}  {how}")


def show(shell: Shell, text: str, status: int = 0) -> None:
    """Print a command, and what it prints. status: the exit status that it has here."""
    command(text)
    output(shell.run(text, status))


def main() -> None:
    """Tell the story; end without a traceback where the reader stops it."""
    sys.stdout.reconfigure(errors="replace")
    (ROOT / FOLDER).mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory() as programs:
            tell(Shell(Path(programs)))
            sys.stdout.flush()
    except BrokenPipeError:  # of `make demo | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
