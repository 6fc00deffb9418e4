"""Port 9300 between real nodes when one of eck-mesh's exclusions is missing, or its DestinationRule.

eck-mesh excludes 9300 from the sidecars of the nodes in both directions, and has them send it as it is by a DestinationRule for
the transport Service (DISABLE). All three together are more than any single cluster needs: what each of them is for is seen here
by leaving it out. Stand-ins are as in test_real_strict.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from typing import Any, NamedTuple

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.kubelet.access import Access
from tests.cluster.support.elastic.cluster import SECONDS, Elastic
from tests.cluster.support.elastic.nodes import node_set
from tests.cluster.support.elastic.releases import NEEDED, fresh
from tests.cluster.support.elastic.told import told
from tests.cluster.support.live import green

pytestmark = NEEDED
IN = "traffic.sidecar.istio.io/excludeInboundPorts"
OUT = "traffic.sidecar.istio.io/excludeOutboundPorts"
BOTH, NEITHER = (IN, OUT), ()
MESH = {"mode": "strict", "tls": "eck"}
WAITS = "master not discovered yet"
# What a node says to a certificate of Istio, with its issuer.
MISTRUST = "failed to establish trust with"
ISTIO = "issued by [O=cluster.local]"


class Cluster(NamedTuple):
    """Exclusions by nodeSet, of one node each. The first is the master; rule: whether the DestinationRule is there."""

    exclusions: dict[str, tuple[str, ...]]
    rule: bool


CLUSTERS = {
    "as eck-mesh": Cluster(
        {"one": BOTH, "inbound": (IN,), "outbound": (OUT,), "none": NEITHER}, True
    ),
    "without the rule": Cluster({"one": BOTH, "inbound": (IN,)}, False),
    "untouched": Cluster({"one": NEITHER, "two": NEITHER}, False),
}


@pytest.fixture(scope="module")
def running(
    real_bed: Bed, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Elastic]]:
    """All at once: most of their time is the start of eight nodes."""
    found = {}
    with ExitStack() as stack:
        for name, cluster in CLUSTERS.items():
            master, *others = cluster.exclusions
            sets = {other: node_set(1, config={"node.roles": ["data"]}) for other in others}
            folder = tmp_path_factory.mktemp("helm")
            found[name] = stack.enter_context(
                fresh(real_bed, folder, {master: node_set(1), **sets})
            )
            for manifest in found[name].rendered(MESH):
                real_bed.apply(*changed(manifest, cluster), namespace=found[name].namespace)
        for one in found.values():
            Access(real_bed, one.namespace).wait_ready("stack-es-one-0", seconds=SECONDS)
        yield found


def changed(manifest: dict[str, Any], cluster: Cluster) -> Iterator[dict[str, Any]]:
    """The manifest without what the cluster is to lack."""
    if manifest["kind"] == "Elasticsearch":
        for one in manifest["spec"]["nodeSets"]:
            annotations = one["podTemplate"]["metadata"]["annotations"]
            assert set(BOTH) <= set(annotations), "eck-mesh sets both"
            for name in set(BOTH) - set(cluster.exclusions[one["name"]]):
                del annotations[name]
    if cluster.rule or manifest["metadata"]["name"] != "stack-es-transport":
        yield manifest


def hows(elastic: Elastic, cluster: Cluster) -> set[str]:
    """What `eck-mesh reach` says of the nodes among themselves."""
    manifests = chain.from_iterable(changed(o, cluster) for o in elastic.rendered(MESH))
    every = told(elastic, MESH, list(manifests))
    return {c.how for c in every if (c.client.kind, c.port) == ("resource", 9300)}


def nodes(elastic: Elastic) -> set[str]:
    """The nodeSets whose node is one of the cluster, as the master has it."""
    command = ("curl", "-sk", "-u", f"elastic:{elastic.password()}")
    where = "https://127.0.0.1:9200/_cat/nodes?h=name"
    pod = Access(elastic.bed, elastic.namespace).execute(
        "stack-es-one-0", "elasticsearch", *command, where
    )
    return {name.split("-")[2] for name in pod.stdout.split()}


def log(elastic: Elastic, name: str) -> str:
    return Access(elastic.bed, elastic.namespace).log(f"stack-es-{name}-0", "elasticsearch")


def joins(elastic: Elastic, *names: str) -> None:
    elastic.bed.wait(f"{names} are nodes", lambda: nodes(elastic) == set(names), SECONDS)


def stays_out(elastic: Elastic, name: str) -> None:
    """It has a master to join that the other nodes have joined, and says again and again that there is none."""
    seen = log(elastic, name).count(WAITS)
    more = lambda: log(elastic, name).count(WAITS) >= seen + 2  # noqa: E731
    elastic.bed.wait(f"{name} waits for a master", more, SECONDS)
    assert name not in nodes(elastic)


def test_without_the_inbound_exclusion_a_node_cannot_join(running: dict[str, Elastic]) -> None:
    """The master connects back to the address of a node that joins, and meets the sidecar, which answers with its own TLS.
    Without the outbound exclusion alone a node joins: the DestinationRule has its sidecar send 9300 as it is."""
    found = running["as eck-mesh"]
    assert hows(found, CLUSTERS["as eck-mesh"]) == {"unknown"}, "it depends on the node"
    joins(found, "one", "inbound")
    for name in "outbound", "none":
        stays_out(found, name)
        assert "failed to join" in log(found, name)
    assert {word for word in (MISTRUST, ISTIO) if word not in log(found, "one")} == set()
    assert nodes(found) == {"one", "inbound"}


def test_without_the_rule_a_node_needs_the_outbound_exclusion(running: dict[str, Elastic]) -> None:
    """Its sidecar wraps 9300 in Istio's mutual TLS, as the other pods have sidecars, and nobody there unwraps it: Java refuses
    the name that Istio's TLS asks for, RFC 6066 having no underscores."""
    found = running["without the rule"]
    joins(found, "one")
    stays_out(found, "inbound")
    name = f"outbound_.9300_._.stack-es-transport.{found.namespace}.svc.cluster.local"
    assert f"Illegal server name, type=host_name(0), name={name}" in log(found, "one")


def test_without_any_of_them_nodes_form_a_cluster_inside_istios_mutual_tls(
    running: dict[str, Elastic],
) -> None:
    """As long as every node has a sidecar: it is a way, and not eck-mesh's (docs/strict-and-tls.md)."""
    found = running["untouched"]
    assert hows(found, CLUSTERS["untouched"]) == {"TLS in mTLS"}
    joins(found, "one", "two")
    found.bed.wait(
        "the operator calls it green", lambda: green(found.bed, found.namespace), SECONDS
    )
