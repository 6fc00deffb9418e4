"""A cluster that is ready for strict, and what `eck-mesh status` reports of it after changes.

The cluster has an Elasticsearch s and a Kibana k of a permissive release in namespace logs, and the operator.
All objects are bodies, as kubectl prints them.
"""

from __future__ import annotations

from typing import Any

import yaml

from eck_mesh.eck.kinds import KINDS
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from eck_mesh.status.line import NOT_READY, Line
from eck_mesh.status.live import Live, Program
from eck_mesh.status.live_reader import read_manifest, read_pod
from eck_mesh.status.readiness import readiness
from tests.support.resources import resource

Body = dict[str, Any]

INJECTED, NOT_INJECTED = {"sidecar.istio.io/inject": "true"}, {"sidecar.istio.io/inject": "false"}
AMBIENT = {"istio.io/dataplane-mode": "ambient"}
SCHEME = "elasticsearch.k8s.elastic.co/http-scheme"
DISABLE = {"trafficPolicy": {"tls": {"mode": "DISABLE"}}}


def in_namespace(namespace: str, body: Body) -> Body:
    body["metadata"]["namespace"] = namespace
    return body


def es(**spec: Any) -> Body:
    spec = {"nodeSets": [{"name": "d", "count": 1}], **spec}
    api = "elasticsearch.k8s.elastic.co/v1"
    return in_namespace("logs", resource(api, "Elasticsearch", "s", spec))


def kb(namespace: str = "logs", name: str = "k", **spec: Any) -> Body:
    spec = {"elasticsearchRef": {"name": "s", "namespace": "logs"}, **spec}
    return in_namespace(namespace, resource("kibana.k8s.elastic.co/v1", "Kibana", name, spec))


def agent(**template: Any) -> Body:
    spec = {"elasticsearchRefs": [{"name": "s"}], "daemonSet": {"podTemplate": template}}
    return in_namespace("logs", resource("agent.k8s.elastic.co/v1alpha1", "Agent", "a", spec))


def treated(*bodies: Body, mode: str = "permissive", **block: Any) -> list[Body]:
    """What the post-renderer makes of these resources."""
    flags = Flags(mode=mode, namespace="logs", block={"mode": mode, **block})
    return list(yaml.safe_load_all(render(yaml.safe_dump_all(bodies), flags).text))


def policies_of(bodies: list[Body]) -> list[Body]:
    return [body for body in bodies if "istio.io" in body["apiVersion"]]


def created(body: Body, at: str) -> Body:
    return {**body, "metadata": {**body["metadata"], "creationTimestamp": at}}


def bare_pod(name: str, namespace: str, proxy: str) -> Body:
    """A pod that runs the operator's program, with a native sidecar, a classic one, or none."""
    containers: list[Body] = [{"name": "main", "args": ["manager", "--config=/conf/eck.yaml"]}]
    init: list[Body] = []
    if proxy:
        (init if proxy == "native" else containers).append({"name": "istio-proxy"})
    spec = {"containers": containers, "initContainers": init}
    return {"metadata": {"name": name, "namespace": namespace, "labels": {}}, "spec": spec}


def pod(owner: Body, proxy: str = "native", node_set: str = "d", **labels: str) -> Body:
    """A pod of a resource, as ECK and the injector make it of its pod template."""
    kind, name = KINDS[owner["kind"]], owner["metadata"]["name"]
    own = {kind.selector: name, "common.k8s.elastic.co/type": kind.type}
    if owner["kind"] == "Elasticsearch":
        own["elasticsearch.k8s.elastic.co/statefulset-name"] = f"{name}-es-{node_set}"
        own[SCHEME] = "https"
    spec = owner["spec"]
    holder = (spec.get("nodeSets") or [spec.get("daemonSet") or spec])[0]
    template = holder.get("podTemplate", {}).get("metadata", {})
    found = bare_pod(f"{name}-{kind.short}-0", owner["metadata"]["namespace"], proxy)
    found["metadata"]["labels"] = {**own, **template.get("labels", {}), **labels}
    found["metadata"]["annotations"] = template.get("annotations", {})
    return found


def captured(body: Body) -> Body:
    """A pod that ambient mode captured."""
    found = {"ambient.istio.io/redirection": "enabled"}
    metadata = {
        **body["metadata"],
        "annotations": {**body["metadata"].get("annotations", {}), **found},
    }
    return {**body, "metadata": metadata}


def policy(
    kind: str, namespace: str, spec: Body, name: str = "theirs", at: str = "2026-01-01"
) -> Body:
    of_security = kind in ("PeerAuthentication", "AuthorizationPolicy")
    group = "security" if of_security else "networking"
    metadata = {"name": name, "namespace": namespace, "creationTimestamp": at}
    return {"apiVersion": f"{group}.istio.io/v1", "kind": kind, "metadata": metadata, "spec": spec}


ES, KB = (body for body in treated(es(), kb()) if body["kind"] in ("Elasticsearch", "Kibana"))
PODS = [pod(ES), pod(KB)]
POLICIES = [created(body, "2026-02-01") for body in policies_of(treated(es(), kb()))]
OPERATOR = bare_pod("elastic-operator-0", "elastic-system", "native")
PROGRAMS = [
    Program("Kubernetes", "v1.37.2", "Kubernetes"),
    Program("Istio", "1.30.3", "Istio: istio-system/istiod-0"),
    Program("ECK", "3.5.0", "ECK: elastic-system/elastic-operator-0"),
]
LABELS: dict[str, dict[str, str]] = {"logs": {}, "elastic-system": {}}
READERS: Any = {
    "resources": read_manifest,
    "pods": read_pod,
    "operators": read_pod,
    "policies": read_manifest,
}


def cluster(**changes: Any) -> Live:
    """The ready cluster, with other objects in some fields of Live."""
    bodies = {"resources": [ES, KB], "pods": PODS, "operators": [OPERATOR], "policies": POLICIES}
    found: Any = {key: list(map(READERS[key], changes.pop(key, bodies[key]))) for key in bodies}
    others: Any = {"labels": LABELS, "revisions": ["default"], "roots": ["istio-system"]}
    others |= {"programs": PROGRAMS, **changes}
    return Live(**found, **others)


def check(live: Live, *plan: Body, **block: Any) -> list[Line]:
    """The report on these resources with mode strict; without any, on what is live in namespace logs."""
    if not plan:
        return list(readiness(live, None, ["logs"], "elastic-system"))
    flags = Flags(namespace="logs", block={"mode": "strict", "tls": "eck", **block})
    mesh = render(yaml.safe_dump_all(plan), flags).after
    return list(readiness(live, mesh, ["logs"], "elastic-system"))


def message_id(line: Line) -> str:
    return line.why.id if line.why else ""


def not_ready(lines: list[Line]) -> list[tuple[str, str]]:
    """The subjects that are not ready, each with the id of the reason."""
    return [(line.subject, message_id(line)) for line in lines if line.state == NOT_READY]


def assert_only(lines: list[Line], subject: str, message: str, **values: str) -> None:
    """Exactly one line is not ready: this one, with these values in its sentence."""
    assert not_ready(lines) == [(subject, message)]
    (why,) = [line.why for line in lines if line.state == NOT_READY]
    assert why
    shown = {key: str(value) for key, value in why.values.items()}
    assert values.items() <= shown.items(), shown
