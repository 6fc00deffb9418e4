"""A cluster that is ready for strict, as `eck-mesh status` sees it, and what it concludes of one."""

from __future__ import annotations

from typing import Any

import yaml

from eck_mesh.eck.kinds import KINDS
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from eck_mesh.status.live import Live, manifest
from eck_mesh.status.pods import Line
from eck_mesh.status.readiness import status
from tests.support.resources import resource

TRUE, FALSE = {"sidecar.istio.io/inject": "true"}, {"sidecar.istio.io/inject": "false"}
AMBIENT = {"istio.io/dataplane-mode": "ambient"}


Body = dict[str, Any]


# A cluster in which everything is ready: Elasticsearch and Kibana of a permissive release in namespace logs, and the operator.


def es(**spec: Any) -> Body:
    found = resource(
        "elasticsearch.k8s.elastic.co/v1",
        "Elasticsearch",
        "s",
        {"nodeSets": [{"name": "d", "count": 1}], **spec},
    )
    found["metadata"]["namespace"] = "logs"
    return found


def kb(namespace: str = "logs", name: str = "k", **spec: Any) -> Body:
    found = resource(
        "kibana.k8s.elastic.co/v1",
        "Kibana",
        name,
        {"elasticsearchRef": {"name": "s", "namespace": "logs"}, **spec},
    )
    found["metadata"]["namespace"] = namespace
    return found


def agent(**template: Any) -> Body:
    spec = {"elasticsearchRefs": [{"name": "s"}], "daemonSet": {"podTemplate": template}}
    found = resource("agent.k8s.elastic.co/v1alpha1", "Agent", "a", spec)
    found["metadata"]["namespace"] = "logs"
    return found


def treated(*bodies: Body, mode: str = "permissive", **block: Any) -> list[Body]:
    """What the post-renderer makes of them."""
    text = yaml.safe_dump_all(bodies)
    return list(
        yaml.safe_load_all(
            render(text, Flags(mode=mode, namespace="logs", block={"mode": mode, **block})).text
        )
    )


def pod(of: Body, sidecar: str = "native", node_set: str = "d", **labels: str) -> Body:
    """One of a resource, as ECK and the injector make it of the template."""
    kind, name = KINDS[of["kind"]], of["metadata"]["name"]
    own = {kind.selector: name, "common.k8s.elastic.co/type": kind.type}
    if of["kind"] == "Elasticsearch":
        own |= {
            "elasticsearch.k8s.elastic.co/statefulset-name": f"{name}-es-{node_set}",
            SCHEME: "https",
        }
    spec = of["spec"]
    template = (spec.get("nodeSets") or [spec.get("daemonSet") or spec])[0].get("podTemplate", {})
    meta = template.get("metadata", {})
    found = bare(f"{name}-{kind.short}-0", of["metadata"]["namespace"], sidecar)
    found["metadata"] |= {
        "labels": {**own, **meta.get("labels", {}), **labels},
        "annotations": meta.get("annotations", {}),
    }
    return found


def bare(name: str, namespace: str, sidecar: str) -> Body:
    containers: list[Body] = [{"name": "main", "args": ["manager", "--config=/conf/eck.yaml"]}]
    init: list[Body] = []
    (init if sidecar == "native" else containers).extend(
        [{"name": "istio-proxy"}] if sidecar else []
    )
    spec = {"containers": containers, "initContainers": init}
    return {"metadata": {"name": name, "namespace": namespace, "labels": {}}, "spec": spec}


SCHEME = "elasticsearch.k8s.elastic.co/http-scheme"
ES, KB = (m for m in treated(es(), kb()) if m["kind"] in ("Elasticsearch", "Kibana"))
OURS = [m for m in treated(es(), kb()) if m["kind"] not in ("Elasticsearch", "Kibana")]
OPERATOR = bare("elastic-operator-0", "elastic-system", "native")
LABELS: dict[str, dict[str, str]] = {"logs": {}, "elastic-system": {}}
READY = Live(
    LABELS,
    [manifest(ES), manifest(KB)],
    [pod(ES), pod(KB)],
    [OPERATOR],
    [
        manifest({**m, "metadata": {**m["metadata"], "creationTimestamp": "2026-02-01"}})
        for m in OURS
    ],
    ["default"],
    ["istio-system"],
)


def judge(live: Live, *plan: Body, **block: Any) -> list[Line]:
    """Without a plan: what is in namespace logs."""
    block = {"mode": "strict", "tls": "eck", **block}
    mesh = (
        render(yaml.safe_dump_all(plan), Flags(mode="", namespace="logs", block=block)).after
        if plan
        else None
    )
    return list(status(live, mesh, ["logs"], "elastic-system"))


def wrong(lines: list[Line]) -> list[tuple[str, str]]:
    return [(line.what, line.text) for line in lines if line.state == "not"]


def only(lines: list[Line], what: str, words: str) -> None:
    (found,) = wrong(lines)
    assert found[0] == what
    assert words in found[1]


def policy(
    kind: str, namespace: str, spec: Body, name: str = "theirs", at: str = "2026-01-01"
) -> Any:
    api = "security.istio.io/v1" if kind == "PeerAuthentication" else "networking.istio.io/v1"
    metadata = {"name": name, "namespace": namespace, "creationTimestamp": at}
    return manifest({"apiVersion": api, "kind": kind, "metadata": metadata, "spec": spec})


def with_policy(*policies: Any) -> Live:
    return READY._replace(policies=[*READY.policies, *policies])


DISABLE = {"trafficPolicy": {"tls": {"mode": "DISABLE"}}}
