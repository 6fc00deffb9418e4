"""Is what runs ready for strict? A line for each pod, and for what would stop or beat the plan."""

from __future__ import annotations

from collections import namedtuple

from eck_mesh import istio
from eck_mesh.facts import KINDS
from eck_mesh.foreign import foreign
from eck_mesh.live import REVISION, asked, plane
from eck_mesh.manifest import ECK, get
from eck_mesh.resource import eck_labels, kind_of, pod_templates, tls_is_off

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from eck_mesh.live import Live
    from eck_mesh.manifest import Manifest

SCHEME = "elasticsearch.k8s.elastic.co/http-scheme"


class Line(namedtuple("Line", "state what expected found text")):
    """state: ready, not (ready), or note, which stops nobody."""

    state: str
    what: str
    expected: str
    found: str
    text: str
    __slots__ = ()


def status(live: Live, plan: list[Manifest] | None, meshed_operator: bool) -> Iterator[Line]:
    """plan: the manifests as they will be, or None to hold what runs against the resources that are there."""
    manifests = live.resources if plan is None else plan
    resources = [m for m in manifests if m.ref.group.endswith(ECK) and m.ref.namespace == live.namespace]
    yield from _operator(live, meshed_operator)
    for manifest in resources:
        yield from _resource(manifest, live)
    ours = live.policies if plan is None else manifests
    for state, ref, text in foreign(resources, ours, live):
        yield Line(state, str(ref), "", "", text)


def _operator(live: Live, meshed: bool) -> Iterator[Line]:
    if not live.operator:
        yield Line("note", "elastic-operator", "", "", "no pod of it found. Name its namespace: --operator-namespace.")
    for pod in live.operator:
        found, expected = plane(pod), "in the mesh" if meshed else "none"
        name = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        if meshed and found == "none":
            text = "strict would lock it out. Give it its sidecar, or set mesh.operator.meshed: false."
            yield Line("not", name, expected, found, text)
        else:
            yield Line("ready", name, expected, found, "")


def _resource(manifest: Manifest, live: Live) -> Iterator[Line]:
    count = 0
    for template, labels in zip(pod_templates(manifest), eck_labels(manifest), strict=True):
        wanted = get(manifest.body, (*template, "metadata", "labels"), {})
        host = bool(get(manifest.body, (*template, "spec", "hostNetwork")))
        for pod in select(live.pods, labels):
            count += 1
            yield _pod(manifest, pod, wanted, live, host)
    if not count and kind_of(manifest).selector:
        yield Line("note", str(manifest.ref), "", "no pods", "nothing of it runs yet")
    yield from _scheme(manifest, live)


def _pod(manifest: Manifest, pod: dict[str, Any], wanted: dict[str, str], live: Live, host: bool) -> Line:
    expected, found, name = asked(wanted, live.labels), plane(pod), pod["metadata"]["name"]
    if host and not kind_of(manifest).services:
        expected = "none"  # the host's network, where neither sidecar nor ambient takes it
    if expected == "none":
        left = f"made before {manifest.ref} said so: restart it" if found != "none" else ""
        return Line("not" if left else "ready", name, expected, found, left)
    if expected in found:
        tls = get(pod, ("metadata", "labels", istio.TLS_MODE), "istio")
        wrong = f"its label {istio.TLS_MODE}: {tls} makes clients send plain text" if tls != "istio" else ""
        return Line("not" if wrong else "ready", name, expected, found, wrong)
    return Line("not", name, expected, found, _why(pod, wanted, live, expected))


def _why(pod: dict[str, Any], wanted: dict[str, str], live: Live, expected: str) -> str:
    """Why a pod is not in the mesh although its resource asks for it."""
    labels = get(pod, ("metadata", "labels"), {})
    revision = wanted.get(REVISION) or labels.get(REVISION)
    if expected == "sidecar" and live.labels.get("istio-injection") == "disabled":
        return f"namespace {live.namespace} has istio-injection: disabled, where no pod gets one. Remove the label, restart it."
    if expected == "sidecar" and revision and live.revisions and revision not in live.revisions:
        return f"no istiod injects revision {revision}; there are: {', '.join(live.revisions)}."
    if expected == "sidecar" and not revision and live.revisions and "default" not in live.revisions:
        return f"istiod injects only by revision here: {', '.join(live.revisions)}. Set mesh.revision."
    if asked(labels, live.labels) != expected:
        return "made before its resource asked for it: restart it, or let the operator roll it."
    return "its labels ask for it, but nobody did it. Restart it; is istiod there?"


def _scheme(manifest: Manifest, live: Live) -> Iterator[Line]:
    """The one change that cannot roll: ECK's TLS off under sidecars, while pods of the cluster speak it."""
    path = kind_of(manifest).httpTls
    if manifest.ref.kind != "Elasticsearch" or not tls_is_off(manifest.body, path):
        return
    pods = select(live.pods, {KINDS["Elasticsearch"].selector: manifest.ref.name, SCHEME: "https"})
    labels = [get(manifest.body, (*template, "metadata", "labels"), {}) for template in pod_templates(manifest)]
    if pods and any(asked(of, live.labels) == "sidecar" for of in labels):
        text = f"{len(pods)} of its pods speak https: this cannot roll under sidecars, the operator would lose it. "
        yield Line("not", str(manifest.ref), "http", "https", text + "Keep ECK's TLS, mesh.tls: eck, or take the outage.")


def select(pods: Iterable[dict[str, Any]], labels: dict[str, str]) -> list[dict[str, Any]]:
    """The pods with all these labels; none for no labels."""
    items = labels.items()
    return [pod for pod in pods if labels and items <= get(pod, ("metadata", "labels"), {}).items()]
