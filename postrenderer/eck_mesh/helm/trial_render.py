"""Render a chart in mode strict with one Helm and this post-renderer, as a release would."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from eck_mesh.errors import UserError
from eck_mesh.helm.check import Check
from eck_mesh.helm.client import run_helm
from eck_mesh.marks import LOCK, SETTINGS
from eck_mesh.record import NamedTuple
from eck_mesh.settings.settings import CONTRACT

# The smallest chart with something locked, used where the user names none.
SMALL_CHART = {
    "Chart.yaml": "apiVersion: v2\nname: eck-mesh-doctor\nversion: 0.1.0\n",
    "templates/kibana.yaml": f"""\
apiVersion: kibana.k8s.elastic.co{LOCK}/v1
kind: Kibana
metadata:
  name: doctor
  annotations:
    {SETTINGS}: |-
      {{"contract":{CONTRACT},"namespace":"doctor","releaseMode":"strict","mode":"strict"}}
spec: {{version: 9.4.3, count: 1}}
""",
}
POLICY = re.compile(r"(?m)^kind: PeerAuthentication$")
FLAGS = ["-n", "doctor", "--set", "mesh.mode=strict"]


class Trial(NamedTuple):
    """How one Helm renders.

    label: its name in the checks. plugins: its HELM_PLUGINS, or "" for that of this process.
    """

    program: str
    label: str
    renderer: str
    plugins: str = ""


def check_of_render(trial: Trial, chart: str) -> Check:
    """Whether the release comes out of this Helm unlocked and with its policies."""
    label, renderer = trial.label, trial.renderer
    name = chart or "a locked Kibana"
    with tempfile.TemporaryDirectory(prefix="eck-mesh-") as folder:
        if not chart:
            _write_small_chart(Path(folder))
        flags = [chart or folder, *FLAGS, "--post-renderer", renderer]
        try:
            text = run_helm(
                "template", "doctor", *flags, program=trial.program, plugins=trial.plugins
            )
        except UserError as error:
            return Check.wrong(
                "does-not-render", helm=label, chart=name, renderer=renderer, error=error
            )
    if LOCK in text or not POLICY.search(text):
        return Check.wrong("chart-locks-nothing", helm=label, chart=name)
    return Check.ok(f"{label} renders {name} in mode strict: contract {CONTRACT}")


def _write_small_chart(folder: Path) -> None:
    for name, text in SMALL_CHART.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
