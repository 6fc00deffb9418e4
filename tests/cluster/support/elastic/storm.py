"""A cluster that is kept busy while something happens to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.kubelet.access import ready
from tests.cluster.bed.programs import operator_pod
from tests.cluster.bed.programs.operator import NAMESPACE as OPERATORS
from tests.cluster.support.elastic.clients import SLEEP, Client
from tests.cluster.support.elastic.cluster import Elastic
from tests.cluster.support.elastic.kept_documents import doubled, health, lost
from tests.cluster.support.elastic.writing import Writing, writing
from tests.cluster.support.kept import operators_annotations
from tests.cluster.support.live import pod
from tests.support.helm import Helm

TTL = "30s"  # of the certificate of one client


class Storm(NamedTuple):
    elastic: Elastic
    client: Client


def follow_pods(bed: Bed, helm: Helm) -> None:
    """The bed's operator has Elastic's own profile: give its pod what eck-mesh adds."""
    change = {"spec": {"template": {"metadata": {"annotations": operators_annotations(helm, "x")}}}}
    bed.api.patch("statefulset", "elastic-operator", change, OPERATORS)

    def changed() -> bool:
        pod = str(bed.get("pod", operator_pod.POD, OPERATORS))
        return "httpMaxConnectionDuration" in pod and operator_pod.ready(bed, sidecar=True)

    bed.wait("the operator runs with its annotations", changed, 120)


@contextmanager
def under_writes(storm: Storm, index: str) -> Iterator[Writing]:
    """What is acknowledged meanwhile is there in the end."""
    with writing(storm.client, storm.elastic.url(), index) as writer:
        enough(writer)
        yield writer
        enough(writer)
    assert lost(storm.elastic, storm.client, writer, index) == []


@contextmanager
def each_once(storm: Storm, index: str) -> Iterator[None]:
    """Documents are written meanwhile whose ids Elasticsearch chooses: a write that is repeated leaves another one."""
    with writing(storm.client, storm.elastic.url(), index, "auto") as writer:
        enough(writer)
        yield
        enough(writer)
    assert doubled(storm.elastic, storm.client, writer, index) == []


def enough(writer: Writing) -> None:
    """Wait for some more acknowledged documents."""

    def number() -> int:
        return sum(one.get("status") == 201 for one in writer.requests())

    least = number() + 20
    writer.bed.wait("documents are written", lambda: number() >= least, 120)


def nodes_are(storm: Storm, number: int, of: str = "stack-es-one-0") -> bool:
    """Whether the cluster has so many nodes, as one of them says."""
    url = storm.elastic.pod_url().replace("stack-es-one-0.", f"{of}.")
    return f'"number_of_nodes":{number},' in storm.client.ask(f"{url}/_cluster/health").body


def again(storm: Storm) -> None:
    """Wait until all three nodes are Ready and the cluster itself says green, as the operator does."""
    found = storm.elastic

    def check() -> bool:
        answer = storm.client.ask(f"{found.url()}/_cluster/health")
        whole = '"status":"green"' in answer.body and '"number_of_nodes":3' in answer.body
        return whole and all(map(ready, found.pods().values())) and health(found) == "green"

    found.bed.wait("the cluster is whole again", check, 240)


def watch(found: Elastic, look: Callable[[], object], until: Callable[[], bool]) -> None:
    def check() -> bool:
        look()
        return until()

    found.bed.wait("all pods were replaced", check, 600)


def short_lived(storm: Storm) -> Client:
    """A client whose sidecar asks for certificates that live for TTL."""
    body = pod("short", {"sidecar.istio.io/inject": "true"})
    body["metadata"]["annotations"] = {
        "proxy.istio.io/config": f"proxyMetadata: {{SECRET_TTL: {TTL}}}"
    }
    body["spec"] = {"containers": [{"name": SLEEP, "image": "none"}]}
    bed, namespace = storm.elastic.bed, storm.elastic.namespace
    bed.apply(body, namespace=namespace)
    bed.wait("short is Ready", lambda: ready(bed.get("pod", "short", namespace)), 60)
    return Client(bed, namespace, "short", storm.client.login)
