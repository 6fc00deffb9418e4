"""The flowcharts in docs/reach.md: what `eck-mesh reach` says of the default stack in each mode."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HELM = ROOT / ".tools" / "helm4"
# By the name in the page: the values, and the options of the command.
STACKS = {
    "disabled": ({"mesh.mode": "disabled"}, ["--no-injection"]),
    "permissive": ({"mesh.mode": "permissive"}, []),
    "strict": ({"mesh.mode": "strict"}, []),
    "strict-eck": ({"mesh.mode": "strict", "mesh.tls": "eck"}, []),
}
MARKED = re.compile(
    r"(<!-- reach \(make docs\): ([\w-]+) -->\n).*?(<!-- end of reach -->\n)", re.DOTALL
)


def with_flowcharts(page: str) -> str:
    """The page with each flowchart as it is now. ValueError without Helm, and without a mark."""
    if not HELM.exists():
        raise ValueError(f"{HELM.relative_to(ROOT)} is not here: run `make tools`")
    if [name for _, name, _ in MARKED.findall(page)] != list(STACKS):
        raise ValueError(f"docs/reach.md: marks of other stacks than {', '.join(STACKS)}")
    return MARKED.sub(lambda found: f"{found[1]}{flowchart(found[2])}{found[3]}", page)


def flowchart(name: str) -> str:
    """One stack as a block of Markdown."""
    values, options = STACKS[name]
    sets = [f"--set={key}={value}" for key, value in values.items()]
    helm = [HELM, "template", "logs", ROOT, "--namespace=logs", *sets]
    stream = subprocess.run(helm, check=True, capture_output=True).stdout
    reach = [sys.executable, "-m", "eck_mesh", "reach", "--format=mermaid", "--namespace=logs"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "postrenderer")}
    done = subprocess.run(
        [*reach, *options], input=stream, check=True, capture_output=True, env=env
    )
    return f"```mermaid\n{done.stdout.decode()}```\n"
