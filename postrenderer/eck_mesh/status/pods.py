"""A line for each pod of ECK's: is it in the mesh as it has to be, and if not, why.

What cannot be known is said, and counts as not ready; a note says what was not looked at.
"""

from __future__ import annotations

from eck_mesh.eck.resource import bypass_ports, eck_labels, kind_of, pod_templates, services
from eck_mesh.istio import annotations as istio
from eck_mesh.istio.injection import asked, blocked, plane, taken, why
from eck_mesh.manifests.paths import get
from eck_mesh.record import NamedTuple
from eck_mesh.status.desired import on_host_network
from eck_mesh.status.locked_out import locked_out_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.status.desired import Goal

HELP = "Give it its sidecar, or set mesh.unmeshedClients: true there."
PIPE = "`helm template … | eck-mesh status -`"


class Line(NamedTuple):
    """state: ready, not (ready), or note, which stops nobody."""

    state: str
    what: str
    expected: str
    found: str
    text: str


def resource(manifest: Manifest, goal: Goal) -> Iterator[Line]:
    """The pods of one that is asked about; where none runs, whether they would get into the mesh."""
    own = goal.labels(manifest.ref.namespace)
    templates = list(zip(pod_templates(manifest), eck_labels(manifest), strict=True))
    pods = goal.pods(manifest)
    for pod in pods:
        labels = get(pod, ("metadata", "labels"), {}).items()
        template = next((path for path, of in templates if of.items() <= labels), None)
        if template is None:
            yield _leaves(manifest, pod)
        else:
            yield _pod(manifest, pod, template, goal)
    if templates and not kind_of(manifest).selector:
        yield Line(
            "note",
            str(manifest.ref),
            "",
            "",
            "its pods were not looked at: no label is known that only they have",
        )
    elif templates and not pods:
        wanted = [get(manifest.body, (*path, "metadata", "labels"), {}) for path, _ in templates]
        asks = [
            of for of in wanted if asked(of, own) == "sidecar" and not on_host_network(manifest)
        ]
        causes = filter(
            None, [blocked(of, manifest.ref.namespace, own, goal.live.revisions) for of in asks]
        )
        cause = next(causes, "")
        yield Line(
            "not" if cause else "note",
            str(manifest.ref),
            "",
            "no pods",
            cause or "nothing of it runs yet",
        )


def _pod(manifest: Manifest, pod: dict[str, Any], template: Path, goal: Goal) -> Line:
    wanted, name = (
        get(manifest.body, (*template, "metadata", "labels"), {}),
        pod["metadata"]["name"],
    )
    own = goal.labels(manifest.ref.namespace)
    host = on_host_network(manifest)
    expected, found = "none" if host else asked(wanted, own), plane(pod)
    if expected == "none" and found == "none":
        text = _outside(manifest, goal, host)
        return Line(
            "not" if text else "ready", name, "in the mesh" if text else expected, found, text
        )
    if expected == "none":
        return Line("not", name, expected, found, f"made before {manifest.ref} said so: restart it")
    if expected not in found:
        return Line(
            "not", name, expected, found, why(pod, wanted, own, goal.live.revisions, expected)
        )
    wrong = ""
    if expected == "sidecar":
        ports = {of: bypass_ports(manifest, of, template) for of in ("inbound", "outbound")}
        by = taken(pod, ports)
        wrong = (
            f"its sidecar takes {by}, which has to pass by on all nodes. Go through mesh.mode: permissive."
            if by
            else ""
        )
    tls = get(pod, ("metadata", "labels", istio.TLS_MODE), "istio")
    wrong = (
        f"its label {istio.TLS_MODE}: {tls} makes clients send plain text"
        if tls != "istio"
        else wrong
    )
    return Line("not" if wrong else "ready", name, expected, found, wrong)


def _outside(manifest: Manifest, goal: Goal, host: bool) -> str:
    """What is wrong with a pod that is outside the mesh and meant to be; "" for nothing."""
    locked = locked_out_of(manifest, goal)
    if goal.plan:
        return f"strict locks it out of {locked}. {HELP}" if locked else ""
    if services(manifest):
        return f"asks for no mesh: mesh.mode: permissive comes first. If it is to stay outside, only the plan knows: {PIPE}."
    where = "on the host's network, where no sidecar is" if host else "asks for no mesh"
    return (
        f"{where}, and dials {locked}. Whether strict lets it in, only the plan knows: {PIPE}."
        if locked
        else ""
    )


def _leaves(manifest: Manifest, pod: dict[str, Any]) -> Line:
    """A pod of a nodeSet that the resource no longer has: it answers and asks until Elasticsearch has moved its data."""
    found, name = plane(pod), pod["metadata"]["name"]
    text = f"of a nodeSet that {manifest.ref} no longer has; until it is gone, strict would break what it answers. Wait."
    return Line(
        "not" if found == "none" else "ready",
        name,
        "in the mesh",
        found,
        text if found == "none" else "it will go",
    )


def other(manifest: Manifest, goal: Goal) -> Iterator[Line]:
    """A resource that the plan does not have, and that dials one that it has."""
    locked = locked_out_of(manifest, goal)
    where, own = manifest.ref.namespace, goal.labels(manifest.ref.namespace)
    text = f"of {manifest.ref}, which is not of these, and strict locks it out of {locked}. {HELP}"
    pods = goal.pods(manifest)
    for pod in pods:
        found, expected = plane(pod), "in the mesh" if locked else "any"
        wrong = bool(locked) and found == "none"
        yield Line(
            "not" if wrong else "ready",
            f"{where}/{pod['metadata']['name']}",
            expected,
            found,
            text if wrong else "",
        )
    asks = [
        asked(get(manifest.body, (*path, "metadata", "labels"), {}), own)
        for path in pod_templates(manifest)
    ]
    if (
        locked
        and not pods
        and (on_host_network(manifest) or "none" in asks or not kind_of(manifest).selector)
    ):
        yield Line("not", f"{where}/{manifest.ref.name}", "in the mesh", "no pods", text)
