"""Is what runs ready for strict? A line for each pod, and for what would stop or beat the plan."""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, pod_templates, tls_is_off
from eck_mesh.istio.injection import asked, blocked, plane
from eck_mesh.manifests.paths import get
from eck_mesh.status.conflicts import foreign
from eck_mesh.status.desired import Goal
from eck_mesh.status.hidden_services import visible
from eck_mesh.status.locked_out import operator_locked_out_of
from eck_mesh.status.pods import PIPE, Line, other, resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.status.live import Live

SCHEME = "elasticsearch.k8s.elastic.co/http-scheme"
UNSEEN = "not looked at: clients that are no resources of ECK (applications, CronJobs, Ingresses, Gateways, remote clusters). "
UNSEEN += "Strict locks out those without a sidecar that the plan does not let in."


def status(live: Live, plan: Mesh | None, namespaces: list[str], operator: str) -> Iterator[Line]:
    """plan: the mesh after the plan, or None to ask whether what is there could become strict; operator: its namespace."""
    goal = Goal(live, plan, namespaces)
    if not goal.resources:
        yield Line(
            "not",
            ", ".join(namespaces),
            "",
            "",
            "no resource of ECK is there: there is nothing to say",
        )
        return
    if not any(map(goal.strict, goal.resources)):
        text = "asks for strict nowhere: render it as it will be, `--set mesh.mode=strict,mesh.tls=eck`."
        yield Line("not", "the stream", "strict", "", text)
    yield from _operator(goal, operator)
    for manifest in goal.resources:
        yield from resource(manifest, goal)
        yield from _scheme(manifest, goal)
    for manifest in goal.others:
        yield from other(manifest, goal)
    for state, ref, text in (*foreign(goal), *visible(goal)):
        yield Line(state, str(ref), "", "", text)
    for manifest in goal.unknown:
        text = "not looked at: this version does not know its kind. Does it dial any of these?"
        yield Line("note", str(manifest.ref), "", "", text)
    yield Line("note", "everyone else", "", "", UNSEEN)


def _operator(goal: Goal, namespace: str) -> Iterator[Line]:
    """Those in the namespace that is said, or, if there are none, wherever they are."""
    locked = operator_locked_out_of(goal)
    here = [pod for pod in goal.live.operators if pod["metadata"]["namespace"] == namespace]
    if not goal.live.operators and goal.operator:
        yield Line("note", str(goal.operator.ref), "", "no pods", "it comes with this stream")
    elif not goal.live.operators:
        text = f"no pod of it found in {namespace}, nor by Elastic's labels anywhere"
        text += f", and strict would lock one outside the mesh out of {locked}" if locked else ""
        text += ". Name its namespace: --operator-namespace."
        yield Line("not" if locked else "note", "elastic-operator", "", "", text)
    for pod in goal.live.operators:
        meta, found, expected = pod["metadata"], plane(pod), "in the mesh" if locked else "any"
        name = f"{meta['namespace']}/{meta['name']}"
        if not locked or found != "none":
            yield Line("ready", name, expected, found, "")
        elif here and pod not in here:
            text = f"not looked at, as {namespace} has one: is this one for other namespaces?"
            yield Line("note", name, expected, found, text)
        else:
            own, labels = goal.labels(meta["namespace"]), meta.get("labels") or {}
            cause = (
                blocked(labels, meta["namespace"], own, goal.live.revisions)
                if asked(labels, own) == "sidecar"
                else ""
            )
            text = f"strict would lock it out of {locked}. "
            text += cause or "Give it its sidecar, or set mesh.operator.meshed: false" + (
                "." if goal.plan else f" ({PIPE})."
            )
            yield Line("not", name, expected, found, text)


def _scheme(manifest: Manifest, goal: Goal) -> Iterator[Line]:
    """The one change that cannot roll: ECK's TLS off under sidecars, while pods of the cluster speak it."""
    path, kind = kind_of(manifest).httpTls, manifest.ref.kind
    if goal.plan is None or kind != "Elasticsearch" or not tls_is_off(manifest.body, path):
        return
    before = next((m for m in goal.live.resources if m.ref == manifest.ref), None)
    now = (
        "http" if before is None or tls_is_off(before.body, path) else "https"
    )  # where a pod does not say it
    pods = [
        pod
        for pod in goal.pods(manifest)
        if get(pod, ("metadata", "labels", SCHEME), now) == "https"
    ]
    own = goal.labels(manifest.ref.namespace)
    labels = [
        get(manifest.body, (*template, "metadata", "labels"), {})
        for template in pod_templates(manifest)
    ]
    if pods and any(asked(of, own) == "sidecar" for of in labels):
        text = f"{len(pods)} of its pods speak https: this cannot roll under sidecars, the operator would lose it. "
        yield Line(
            "not",
            str(manifest.ref),
            "http",
            "https",
            text + "Keep ECK's TLS, mesh.tls: eck, or take the outage.",
        )
