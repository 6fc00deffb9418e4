"""What stands between this machine and a release in the mesh: the program, each Helm, and whether they go together.

Asks no cluster and no network. Helm is not asked what it would do: it renders, through the post-renderer.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from eck_mesh import __version__
from eck_mesh.errors import UserError
from eck_mesh.helm import client as helm
from eck_mesh.helm import plugin
from eck_mesh.helm.process import run_program
from eck_mesh.manifests.lock import LOCK, SETTINGS
from eck_mesh.record import NamedTuple
from eck_mesh.settings.settings import CONTRACT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# The smallest chart with something locked, for when none is given.
OWN = {
    "Chart.yaml": "apiVersion: v2\nname: eck-mesh-doctor\nversion: 0.1.0\n",
    "templates/kibana.yaml": f"""\
apiVersion: kibana.k8s.elastic.co{LOCK}/v1
kind: Kibana
metadata:
  name: doctor
  annotations:
    {SETTINGS}: '{{"contract":{CONTRACT},"namespace":"doctor","releaseMode":"strict","mode":"strict"}}'
spec: {{version: 9.4.3, count: 1}}
""",
}


class Check(NamedTuple):
    """state: ok, wrong (with what to do) or note (what to know)."""

    state: str
    text: str


def checks(chart: str) -> Iterator[Check]:
    """All of them, in the order to mend them in; chart: a folder or an archive, or "" for the doctor's own."""
    yield from _program()
    named, found = os.environ.get("HELM_BIN"), helm.programs()
    if named and not shutil.which(named):
        yield Check(
            "wrong", f"HELM_BIN is {named}, and no such program is there. Mend it, or unset it."
        )
    if not found:
        yield Check("wrong", "no Helm on PATH. Install one, or name it in HELM_BIN.")
    for program in found:
        yield from _helm(program, chart)


def _program() -> Iterator[Check]:
    where = f"the zipapp {plugin.ARCHIVE}" if plugin.ARCHIVE else str(plugin.PACKAGE)
    yield Check(
        "ok", f"eck-mesh {__version__}, {where}; Python {sys.version.split()[0]}, {sys.executable}"
    )
    import yaml

    if yaml.__with_libyaml__:
        yield Check("ok", f"PyYAML {yaml.__version__} with libyaml")
    else:
        yield Check(
            "note",
            f"PyYAML {yaml.__version__} without libyaml: the same result, several times slower",
        )
    try:
        import jsonpath_ng.ext.parser  # noqa: F401
    except ModuleNotFoundError as error:
        yield Check(
            "wrong",
            f"mesh.rules need {error.name}. Run `{sys.executable} -m pip install jsonpath-ng`.",
        )


def _helm(program: str, chart: str) -> Iterator[Check]:
    try:
        version = helm.run("version", "--template", "{{.Version}}", program=program)
        major = version.lstrip("v").partition(".")[0]
        if major not in ("3", "4"):
            yield Check("wrong", f"{program} is Helm {version}; eck-mesh is for Helm 3 and 4.")
            return
        yield Check("ok", f"Helm {version}, {program}")
        yield from _helm_3(program, chart) if major == "3" else _helm_4(program, chart)
    except UserError as error:
        yield Check("wrong", f"{program}: {error}")


def _helm_3(program: str, chart: str) -> Iterator[Check]:
    places = helm.run("env", "HELM_PLUGINS", program=program).strip().split(os.pathsep)
    shared = next(
        (place for place in places if place and plugin.version(Path(place, plugin.NAME))), ""
    )
    if shared:
        words = 'Helm 3 says "failed to load plugins" and takes none of its own there: give it another HELM_PLUGINS.'
        yield Check("note", f"{shared} holds eck-mesh for Helm 4. {words}")
    name = plugin.NAME
    path = shutil.which(name)
    wrong = _differs(path) if path else ""
    if wrong:
        yield Check("wrong", wrong)
        return
    if not path:
        name = plugin.command()
        if not name:
            yield Check(
                "wrong", "eck-mesh is not on PATH, where Helm 3 looks for it. Put it there."
            )
            return
        yield Check("note", f"eck-mesh is not on PATH: for Helm 3 write --post-renderer {name}")
    yield _rendered("Helm 3", program, chart, name)


def _differs(path: str) -> str:
    """How the program eck-mesh on PATH is not this one, or ""."""
    hint = "Helm 3 would take it: remove it from PATH, or put this one there."
    try:
        done = run_program(path, "--version", hint=hint)
    except UserError as error:
        return str(error)
    said = done.stdout.split()
    if done.returncode or not said:
        return f"{path} does not say its version: {done.stderr.strip() or 'no output'}. {hint}"
    return (
        ""
        if said[-1] == __version__
        else f"{path} on PATH is {said[-1]}, this is {__version__}. Update it."
    )


def _helm_4(program: str, chart: str) -> Iterator[Check]:
    rows = (line.split() for line in helm.run("plugin", "list", program=program).splitlines())
    theirs = next((row[1] for row in rows if row[:1] == [plugin.NAME]), "")
    if theirs == __version__:
        yield _rendered("Helm 4", program, chart, plugin.NAME)
    else:
        places = helm.run("env", "HELM_PLUGINS", program=program).strip()
        what = (
            f"has eck-mesh {theirs}, this is {__version__}"
            if theirs
            else "finds no plugin eck-mesh"
        )
        yield Check(
            "wrong",
            f"Helm 4 {what}, in {places or 'an empty HELM_PLUGINS'}. Run `eck-mesh install-plugin`.",
        )
    yield Check(
        "note", "upgrades and rollbacks by Helm 4 need --force-conflicts with ECK up to 3.5.0."
    )


def _rendered(label: str, program: str, chart: str, name: str) -> Check:
    """Whether a release in mode strict comes out of this Helm unlocked and with its policies."""
    with tempfile.TemporaryDirectory(prefix="eck-mesh-") as folder:
        if not chart:
            for file, text in OWN.items():
                path = Path(folder, file)
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
        flags = ["-n", "doctor", "--set", "mesh.mode=strict", "--post-renderer", name]
        try:
            text = helm.run("template", "doctor", chart or folder, *flags, program=program)
        except UserError as error:
            return Check(
                "wrong",
                f"{label} does not render {chart or 'a locked Kibana'} with --post-renderer {name}: {error}",
            )
    if LOCK in text or not re.search(r"(?m)^kind: PeerAuthentication$", text):
        return Check(
            "wrong",
            f"{label}: mesh.mode=strict locks nothing in {chart}: it is not the chart eck-mesh.",
        )
    return Check(
        "ok", f"{label} renders {chart or 'a locked Kibana'} in mode strict: contract {CONTRACT}"
    )
