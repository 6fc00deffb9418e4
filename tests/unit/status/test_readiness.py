"""What `eck-mesh status` concludes, each with the one thing that is wrong. The same in a cluster: tests/cluster/test_status.py."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from eck_mesh.eck.kinds import KINDS
from eck_mesh.istio.injection import asked, plane
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from eck_mesh.status.live import Live, manifest
from eck_mesh.status.pods import Line
from eck_mesh.status.readiness import status
from tests.support.resources import resource

TRUE, FALSE = {"sidecar.istio.io/inject": "true"}, {"sidecar.istio.io/inject": "false"}
AMBIENT = {"istio.io/dataplane-mode": "ambient"}
Body = dict[str, Any]


@pytest.mark.parametrize(
    ("labels", "namespace", "expected"),
    [
        (TRUE, {}, "sidecar"),
        (FALSE, {"istio-injection": "enabled"}, "none"),
        ({}, {"istio-injection": "enabled"}, "sidecar"),
        ({}, {"istio.io/rev": "canary"}, "sidecar"),
        ({"istio.io/rev": "canary"}, {}, "sidecar"),
        ({}, {"istio-injection": "disabled"}, "none"),
        ({}, {"istio-injection": "disabled", "istio.io/rev": "canary"}, "none"),
        ({}, {}, "none"),
        ({**AMBIENT, **FALSE}, {}, "ambient"),
        ({}, AMBIENT, "ambient"),
        (TRUE, AMBIENT, "sidecar"),  # a sidecar wins
        ({"istio.io/dataplane-mode": "none", **FALSE}, AMBIENT, "none"),
    ],
)
def test_what_labels_ask_for(
    labels: dict[str, str], namespace: dict[str, str], expected: str
) -> None:
    assert asked(labels, namespace) == expected


@pytest.mark.parametrize(
    ("pod", "found"),
    [
        (
            {
                "spec": {
                    "initContainers": [{"name": "istio-proxy"}],
                    "containers": [{"name": "app"}],
                }
            },
            "native sidecar",
        ),
        ({"spec": {"containers": [{"name": "app"}, {"name": "istio-proxy"}]}}, "classic sidecar"),
        (
            {
                "spec": {"containers": []},
                "metadata": {"annotations": {"ambient.istio.io/redirection": "enabled"}},
            },
            "ambient",
        ),
        (
            {"spec": {"containers": []}, "metadata": {"labels": AMBIENT}},
            "none",
        ),  # asked for is not had
    ],
)
def test_how_a_pod_is_in_the_mesh(pod: dict[str, Any], found: str) -> None:
    assert plane(pod) == found


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


@pytest.mark.parametrize("plan", [(), (es(), kb())])
def test_a_permissive_release_with_its_sidecars_is_ready(plan: tuple[Body, ...]) -> None:
    lines = judge(READY, *plan)
    assert wrong(lines) == []
    assert [line.what for line in lines if line.state == "ready"] == [
        "elastic-system/elastic-operator-0",
        "s-es-0",
        "k-kb-0",
    ]


def test_what_was_not_looked_at_is_said() -> None:
    (note,) = [line for line in judge(READY) if line.state == "note"]
    assert "not looked at: clients that are no resources of ECK" in note.text


def test_what_knows_of_no_mesh_is_not_ready_although_nothing_asks_for_it() -> None:
    live = READY._replace(
        resources=[manifest(es()), manifest(kb())], pods=[pod(es(), ""), pod(kb(), "")], policies=[]
    )
    found = wrong(
        judge(live._replace(operators=[bare("elastic-operator-0", "elastic-system", "")]))
    )
    assert [what for what, _ in found] == ["elastic-system/elastic-operator-0", "s-es-0", "k-kb-0"]
    assert "mesh.mode: permissive comes first" in found[1][1]


def test_an_empty_namespace_is_not_ready() -> None:
    only(judge(READY._replace(resources=[])), "logs", "no resource of ECK is there")


def test_a_stream_that_is_not_strict_is_not_ready_for_strict() -> None:
    only(
        judge(READY, es(), kb(), mode="permissive", tls="auto"),
        "the stream",
        "asks for strict nowhere",
    )


def test_a_client_outside_is_ready_only_where_the_plan_or_a_strict_policy_lets_it_in() -> None:
    """Without a plan it cannot be known; with one it is, and once it runs too."""
    live = READY._replace(
        resources=[*READY.resources, manifest(kb(name="old"))],
        pods=[*READY.pods, pod(kb(name="old"), "")],
    )
    only(judge(live), "old-kb-0", "asks for no mesh")
    only(
        judge(live, es(), kb()),
        "logs/old-kb-0",
        "which is not of these, and strict locks it out of Elasticsearch/logs/s",
    )
    assert wrong(judge(live, es(), kb(), unmeshedClients=True)) == []


def test_a_client_of_another_namespace_is_seen_whether_it_runs_or_not() -> None:
    away = kb("apps", "away")
    running = READY._replace(
        resources=[*READY.resources, manifest(away)], pods=[*READY.pods, pod(away, "")]
    )
    only(judge(running, es()), "apps/away-kb-0", "locks it out of Elasticsearch/logs/s")
    only(
        judge(running._replace(pods=READY.pods), es(), kb()),
        "apps/away",
        "locks it out of Elasticsearch/logs/s",
    )
    assert wrong(judge(running._replace(pods=[*READY.pods, pod(away)]), es(), kb())) == []


def test_an_agent_behind_a_fleet_server_dials_elasticsearch() -> None:
    fleet = resource(
        "agent.k8s.elastic.co/v1alpha1",
        "Agent",
        "f",
        {"fleetServerEnabled": True, "elasticsearchRefs": [{"name": "s"}]},
    )
    client = resource(
        "agent.k8s.elastic.co/v1alpha1",
        "Agent",
        "a",
        {"daemonSet": {}, "fleetServerRef": {"name": "f"}},
    )
    for of in fleet, client:
        of["metadata"]["namespace"] = "logs"
    live = READY._replace(
        resources=[*READY.resources, manifest(fleet), manifest(client)],
        pods=[*READY.pods, pod(client, "")],
    )
    only(judge(live, es(), kb()), "logs/a-agent-0", "locks it out of Elasticsearch/logs/s")


def test_autoops_dials_what_its_selector_takes() -> None:
    autoops = resource(
        "autoops.k8s.elastic.co/v1alpha1",
        "AutoOpsAgentPolicy",
        "o",
        {"resourceSelector": {"matchLabels": {"a": "b"}}},
    )
    autoops["metadata"]["namespace"] = "logs"
    labelled = {**ES, "metadata": {**ES["metadata"], "labels": {"a": "b"}}}
    live = READY._replace(
        resources=[manifest(labelled), manifest(KB), manifest(autoops)],
        pods=[*READY.pods, pod(autoops, "")],
    )
    only(judge(live), "o-autoops-0", "asks for no mesh, and dials Elasticsearch/logs/s.")
    assert (
        wrong(judge(live._replace(resources=[*READY.resources, manifest(autoops)]))) == []
    )  # it takes none
    assert (
        wrong(judge(live._replace(pods=[*READY.pods, pod(autoops)]))) != []
    )  # nobody asked for the sidecar that it has
    (inside,) = treated(autoops)
    only(
        judge(live._replace(pods=[*READY.pods, pod(inside, "")]), es(), kb(), autoops),
        "o-autoops-0",
        "nobody did it",
    )
    assert wrong(judge(live._replace(pods=[*READY.pods, pod(inside)]), es(), kb(), autoops)) == []


HOST = {"spec": {"hostNetwork": True}}


def test_an_agent_on_the_hosts_network_is_ready_where_it_is_let_in() -> None:
    """Also where its namespace injects, which no such pod gets."""
    live = READY._replace(
        resources=[*READY.resources, manifest(agent(**HOST))],
        pods=[*READY.pods, pod(agent(**HOST), "")],
    )
    live = live._replace(labels={**LABELS, "logs": {"istio-injection": "enabled"}})
    assert wrong(judge(live, es(), kb(), agent(**HOST))) == []
    only(judge(live), "a-agent-0", "only the plan knows: `helm template … | eck-mesh status -`")
    strict = [
        manifest(m)
        for m in treated(es(), kb(), agent(**HOST), mode="strict", tls="eck")
        if "istio.io" in m["apiVersion"]
    ]
    assert wrong(judge(live._replace(policies=strict))) == []  # runs so already


OUTSIDE = {"operator": {"meshed": False}}


def test_an_operator_that_nobody_finds_is_not_ready_where_strict_would_lock_it_out() -> None:
    nobody = READY._replace(operators=[])
    for plan in ((), (es(), kb())):
        only(judge(nobody, *plan), "elastic-operator", "Name its namespace: --operator-namespace.")
    assert wrong(judge(nobody, es(), kb(), **OUTSIDE)) == []


def test_an_operator_outside_is_ready_where_the_plan_lets_it_in_wherever_it_is() -> None:
    live = READY._replace(operators=[bare("op-0", "eck", "")])
    for plan in ((), (es(), kb())):
        only(
            judge(live, *plan),
            "eck/op-0",
            "strict would lock it out of Elasticsearch/logs/s, Kibana/logs/k. Give it its sidecar",
        )
    assert wrong(judge(live, es(), kb(), **OUTSIDE)) == []
    assert wrong(judge(READY._replace(operators=[bare("op-0", "eck", "classic")]))) == []
    both = judge(READY._replace(operators=[OPERATOR, bare("op-0", "eck", "")]))
    assert wrong(both) == []
    assert "not looked at, as elastic-system has one" in next(
        line.text for line in both if line.what == "eck/op-0"
    )


NS, CANARY = "namespace logs has ", {"revision": "canary"}


@pytest.mark.parametrize(
    ("namespace", "revisions", "block", "words"),
    [
        ({"istio-injection": "disabled"}, ["default"], {}, f"{NS}istio-injection: disabled"),
        (
            {"istio.io/rev": "canary"},
            ["default"],
            {},
            f"{NS}istio.io/rev: canary, which no istiod injects; there are: default.",
        ),
        (
            {"istio-injection": "enabled"},
            ["canary"],
            CANARY,
            f"{NS}istio-injection: enabled, which asks for the default istiod alone",
        ),
        ({}, ["default"], CANARY, "no istiod injects revision canary; there are: default."),
        (
            {},
            ["canary"],
            {},
            "istiod injects only by revision here; there are: canary. Set mesh.revision.",
        ),
        ({}, [], {}, "no injector is there"),
        (
            {},
            ["default"],
            {},
            "its labels ask for it, but nobody did it. Restart it; is istiod there?",
        ),
    ],
)
def test_why_a_pod_has_no_sidecar_is_named_before_the_first_install_too(
    namespace: dict[str, str], revisions: list[str], block: Body, words: str
) -> None:
    live = READY._replace(labels={**LABELS, "logs": namespace}, revisions=revisions)
    labels = {"istio.io/rev": block["revision"]} if block else {}
    only(
        judge(live._replace(pods=[pod(ES, "", **labels), pod(KB)]), es(), kb(), **block),
        "s-es-0",
        words,
    )
    first = wrong(judge(live._replace(pods=[], resources=[], policies=[]), es(), **block))
    assert [what for what, _ in first] == (
        [] if words.startswith("its labels") else ["Elasticsearch/logs/s"]
    )


def test_pods_made_before_the_mesh_and_after_it() -> None:
    only(
        judge(READY._replace(pods=[pod(es(), ""), pod(KB)]), es(), kb()),
        "s-es-0",
        "made before its resource asked for it",
    )
    kept_out = {**kb(), "spec": {**kb()["spec"], "podTemplate": {"metadata": {"labels": FALSE}}}}
    live = READY._replace(resources=[manifest(ES), manifest(kept_out)])
    only(judge(live), "k-kb-0", "made before Kibana/logs/k said so: restart it")


def test_a_sidecar_that_takes_what_has_to_pass_it_by() -> None:
    """As one has it that the namespace's label alone brought."""
    live = READY._replace(
        resources=[manifest(es())],
        pods=[pod(es())],
        labels={**LABELS, "logs": {"istio-injection": "enabled"}},
    )
    for plan in ((), (es(),)):
        only(
            judge(live, *plan),
            "s-es-0",
            "its sidecar takes inbound 9300, which has to pass by on all nodes",
        )


def test_a_label_that_makes_clients_send_plain_text() -> None:
    live = READY._replace(pods=[pod(ES, **{"security.istio.io/tlsMode": "disabled"}), pod(KB)])
    only(
        judge(live),
        "s-es-0",
        "its label security.istio.io/tlsMode: disabled makes clients send plain text",
    )


def test_a_pod_of_a_node_set_that_left_the_plan() -> None:
    live = READY._replace(pods=[*READY.pods, pod(ES, "", "old")])
    for plan in ((), (es(), kb())):
        only(judge(live, *plan), "s-es-0", "of a nodeSet that Elasticsearch/logs/s no longer has")
    assert (
        wrong(judge(READY._replace(pods=[*READY.pods, pod(ES, "native", "old")]), es(), kb())) == []
    )


@pytest.mark.parametrize("scheme", ["https", None])
def test_tls_that_the_plan_would_turn_off(scheme: str | None) -> None:
    """Where no label of the pods says what they speak, their resource does."""
    own = pod(ES)
    own["metadata"]["labels"].pop(SCHEME) if scheme is None else None
    only(
        judge(READY._replace(pods=[own, pod(KB)]), es(), kb(), tls="auto"),
        "Elasticsearch/logs/s",
        "cannot roll under sidecars",
    )


DISABLE = {"trafficPolicy": {"tls": {"mode": "DISABLE"}}}


@pytest.mark.parametrize(
    ("host", "namespace", "at", "said"),
    [
        ("s-es-http", "logs", "2026-01-01", "not"),  # older, by its short name
        ("s-es-http.logs.svc.cluster.local", "logs", "2026-01-01", "not"),
        (
            "s-es-http.logs",
            "logs",
            "2026-03-01",
            "not",
        ),  # older than ours, which permissive does not make
        ("s-es-transport.logs", "logs", "2026-01-01", ""),  # what ours says
        ("*.logs.svc.cluster.local", "logs", "2026-01-01", ""),  # ours is the more specific one
        (
            "*.logs.svc.cluster.local",
            "elastic-system",
            "2026-03-01",
            "not",
        ),  # asked first, whatever its age
        ("s-es-http.logs", "apps", "2026-03-01", "not"),  # there is a client
        ("s-es-http.logs", "elsewhere", "2026-03-01", "note"),
        ("s-es-http", "elsewhere", "2026-03-01", ""),  # another Service, of its own namespace
        ("*.local", "istio-system", "2026-01-01", ""),  # asked last
    ],
)
@pytest.mark.parametrize("plan", [(), (es(), kb())])
def test_whose_destination_rule_counts(
    plan: tuple[Body, ...], host: str, namespace: str, at: str, said: str
) -> None:
    away = kb("apps", "away")
    live = with_policy(policy("DestinationRule", namespace, {"host": host, **DISABLE}, at=at))
    live = live._replace(
        resources=[*READY.resources, manifest(away)], pods=[*READY.pods, pod(away)]
    )
    found = dict.fromkeys(
        line.state for line in judge(live, *plan) if line.what.endswith("/theirs")
    )
    assert list(found) == ([said] if said else [])


def test_ours_that_is_older_counts() -> None:
    ours = [m for m in treated(es(), mode="strict", tls="eck") if "istio" in m["apiVersion"]]
    strict = [
        policy(m["kind"], "logs", m["spec"], m["metadata"]["name"], "2026-02-01") for m in ours
    ]
    younger = policy("DestinationRule", "logs", {"host": "s-es-http", **DISABLE}, at="2026-03-01")
    live = READY._replace(resources=[manifest(ES)], pods=[pod(ES)], policies=[*strict, younger])
    (line,) = [line for line in judge(live, es()) if line.what.endswith("/theirs")]
    words = "is for s-es-http.logs.svc.cluster.local too, and does nothing: ours is older"
    assert (line.state, line.text) == ("note", words)


def test_rules_of_another_cluster_domain() -> None:
    live = with_policy(
        policy("DestinationRule", "elastic-system", {"host": "*.svc.corp", **DISABLE})
    )
    assert wrong(judge(live, es(), kb())) == []
    found = wrong(judge(live, es(), kb(), clusterDomain="corp"))
    assert {what for what, _ in found} == {"DestinationRule/elastic-system/theirs"}
    assert "from the operator there" in found[0][1]
    assert wrong(judge(live, es(), kb(), destinationRules="never")) == []
    found = wrong(judge(live, es(), kb(), clusterDomain="corp", destinationRules="never"))
    assert {what for what, _ in found} == {"DestinationRule/elastic-system/theirs"}


def test_a_rule_for_other_pods_of_the_clients_namespace() -> None:
    spec = {
        "host": "*.logs.svc.cluster.local",
        **DISABLE,
        "workloadSelector": {"matchLabels": {"app": "other"}},
    }
    live = with_policy(policy("DestinationRule", "elastic-system", spec))
    assert wrong(judge(live, es(), kb())) == []


STRICT_MESH = policy("PeerAuthentication", "istio-system", {"mtls": {"mode": "STRICT"}}, "default")
SELECTOR = {"selector": {"matchLabels": {"common.k8s.elastic.co/type": "elasticsearch"}}}


@pytest.mark.parametrize(
    ("policies", "said"),
    [
        (
            [],
            {
                "Elasticsearch/logs/s": "its pods would be PERMISSIVE",
                "Kibana/logs/k": "its pods would be PERMISSIVE",
            },
        ),
        ([STRICT_MESH], {}),
        (
            [
                STRICT_MESH,
                policy("PeerAuthentication", "logs", {**SELECTOR, "mtls": {"mode": "DISABLE"}}),
            ],
            {"PeerAuthentication/logs/theirs": "its pods would be DISABLE"},
        ),
        (
            [  # the oldest alone counts, whichever is first in the list
                policy(
                    "PeerAuthentication",
                    "logs",
                    {**SELECTOR, "mtls": {"mode": "DISABLE"}},
                    "younger",
                    "2026-03-01",
                ),
                policy("PeerAuthentication", "logs", {**SELECTOR, "mtls": {"mode": "STRICT"}}),
                STRICT_MESH,
            ],
            {},
        ),
        (
            [
                STRICT_MESH,
                policy(
                    "PeerAuthentication",
                    "logs",
                    {**SELECTOR, "portLevelMtls": {"9200": {"mode": "DISABLE"}}},
                ),
            ],
            {"PeerAuthentication/logs/theirs": "port 9200 of its pods would be DISABLE"},
        ),
    ],
)
def test_without_policies_of_ours_others_have_to_be_strict(
    policies: list[Any], said: dict[str, str]
) -> None:
    found = dict(
        wrong(judge(READY._replace(policies=policies), es(), kb(), peerAuthentications=False))
    )
    assert found.keys() == said.keys()
    assert all(said[what] in text for what, text in found.items())


@pytest.mark.parametrize("namespace", ["logs", "elastic-system", "istio-system"])
def test_without_rules_of_ours_no_other_may_say_otherwise(namespace: str) -> None:
    rule = policy("DestinationRule", namespace, {"host": "*.local", **DISABLE})
    live = READY._replace(policies=[rule])
    assert {what for what, _ in wrong(judge(live, es(), kb(), destinationRules="never"))} == {
        f"DestinationRule/{namespace}/theirs"
    }
    silent = policy(
        "DestinationRule",
        namespace,
        {"host": "*.local", "trafficPolicy": {"loadBalancer": {"simple": "RANDOM"}}},
    )
    assert (
        wrong(judge(READY._replace(policies=[silent]), es(), kb(), destinationRules="never")) == []
    )


@pytest.mark.parametrize("plan", [(), (es(), kb())])
@pytest.mark.parametrize(("at", "state"), [("2026-01-01", "not"), ("2026-03-01", "note")])
def test_the_oldest_policy_that_selects_our_pods(
    plan: tuple[Body, ...], at: str, state: str
) -> None:
    live = with_policy(
        policy("PeerAuthentication", "logs", {**SELECTOR, "mtls": {"mode": "DISABLE"}}, at=at)
    )
    (line,) = [line for line in judge(live, *plan) if line.what == "PeerAuthentication/logs/theirs"]
    assert line.state == state


@pytest.mark.parametrize(
    ("namespace", "hosts", "hides"),
    [
        (
            "istio-system",
            ["./*", "istio-system/*"],
            "the operator",
        ),  # the mesh's, for all who have none of their own
        ("istio-system", ["*/*"], ""),
        ("elastic-system", ["istio-system/*"], "the operator"),
        ("elastic-system", ["logs/*.logs.svc.cluster.local"], ""),
        (
            "elastic-system",
            ["*/s-es-http.logs.svc.cluster.local"],
            "the operator",
        ),  # it dials others
        ("logs", ["./*"], ""),
        ("logs", ["~/*"], "Kibana/logs/k"),
        ("elsewhere", ["./*"], ""),
    ],
)
def test_sidecars_that_hide_our_services(namespace: str, hosts: list[str], hides: str) -> None:
    live = with_policy(policy("Sidecar", namespace, {"egress": [{"hosts": hosts}]}))
    for plan in ((), (es(), kb())):
        if hides:
            only(
                judge(live, *plan),
                f"Sidecar/{namespace}/theirs",
                f"hides Services of logs from {hides}: add logs/* to its egress hosts.",
            )
        else:
            assert wrong(judge(live, *plan)) == []


def test_a_sidecar_of_its_own_stands_before_the_meshs() -> None:
    mesh = policy("Sidecar", "istio-system", {"egress": [{"hosts": ["./*"]}]})
    own = policy("Sidecar", "elastic-system", {"egress": [{"hosts": ["*/*"]}]})
    assert wrong(judge(with_policy(mesh, own))) == []
    other = {"egress": [{"hosts": ["./*"]}], "workloadSelector": {"labels": {"app": "other"}}}
    assert wrong(judge(with_policy(policy("Sidecar", "elastic-system", other)))) == []


def test_ambient_needs_no_rules_and_says_who_takes_pods_into_it() -> None:
    bodies = treated(es(), kb(), dataPlane="ambient")
    resources = [m for m in bodies if "elastic" in m["apiVersion"]]
    taken = [pod(m, "") for m in resources]
    live = READY._replace(
        resources=[manifest(m) for m in resources], pods=taken, policies=[], revisions=[]
    )
    rule = policy("DestinationRule", "logs", {"host": "s-es-http", **DISABLE})
    found = wrong(judge(live._replace(policies=[rule])))
    assert [what for what, _ in found] == ["s-es-0", "k-kb-0"]
    assert all("does Istio's CNI agent run on its node, with ambient?" in text for _, text in found)
    for own in taken:
        own["metadata"]["annotations"] = {"ambient.istio.io/redirection": "enabled"}
    for plan in ((), (es(), kb())):
        assert wrong(judge(live, *plan, dataPlane="ambient")) == []


def test_a_compiled_stream_says_by_its_policies_what_it_is() -> None:
    """It carries no settings any more."""
    compiled = treated(es(), kb(), mode="strict", tls="eck")
    mesh = render(yaml.safe_dump_all(compiled), Flags(namespace="logs")).after
    assert wrong(list(status(READY, mesh, ["logs"], "elastic-system"))) == []
    rule = with_policy(policy("DestinationRule", "elastic-system", {"host": "*.local", **DISABLE}))
    assert {what for what, _ in wrong(list(status(rule, mesh, ["logs"], "elastic-system")))} == {
        "DestinationRule/elastic-system/theirs"
    }


def test_a_kind_that_the_table_does_not_have_is_said() -> None:
    new = manifest(
        {
            "apiVersion": "new.k8s.elastic.co/v1",
            "kind": "New",
            "metadata": {"name": "n", "namespace": "logs"},
        }
    )
    assert [
        line.what
        for line in judge(READY._replace(resources=[*READY.resources, new]))
        if "its kind" in line.text
    ] == ["New/logs/n"]


KUBECTL = """\
import json, sys
words = sys.argv[sys.argv.index("get") + 1 :]
found = json.load(open({file!r})).get(words[0].split(".")[0], [])
option = lambda name: words[words.index(name) + 1] if name in words else ""
where, (key, _, value) = option("-n"), option("-l").partition("=")
labels = lambda item: item["metadata"].get("labels") or {{}}
found = [item for item in found if where in ("", item["metadata"].get("namespace"))]
found = [item for item in found if not key or labels(item).get(key, "") == (value or labels(item).get(key))]
print(json.dumps({{"items": found}}))
"""


def run(
    folder: Path, cluster: Body, *arguments: str, stream: str = ""
) -> subprocess.CompletedProcess[str]:
    """With a kubectl that reads a file."""
    (folder / "cluster.json").write_text(json.dumps(cluster))
    kubectl = folder / "kubectl"
    kubectl.write_text(f"#!{sys.executable}\n" + KUBECTL.format(file=str(folder / "cluster.json")))
    kubectl.chmod(0o755)
    command = [sys.executable, "-m", "eck_mesh", "status", *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        env={**os.environ, "KUBECTL": str(kubectl)},
        input=stream,
    )


@pytest.fixture
def cluster() -> Body:
    """READY as kubectl has it; Istio's own namespace is called mesh."""
    labels = {"istio.io/rev": "default", "app": "sidecar-injector"}
    webhook = {"metadata": {"name": "istio-sidecar-injector", "labels": labels}}
    return {
        "namespaces": [{"metadata": {"name": name, "labels": {}}} for name in LABELS],
        "elastic": [ES, KB],
        "pods": [*READY.pods, OPERATOR],
        "mutatingwebhookconfigurations": [
            {**webhook, "webhooks": [{"clientConfig": {"service": {"namespace": "mesh"}}}]}
        ],
        "peerauthentications": [m.body for m in READY.policies],
    }


def test_its_last_line_and_its_exit_code(tmp_path: Path, cluster: Body) -> None:
    done = run(tmp_path, cluster, "-n", "logs")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\nReady for strict, with ECK's TLS as it is now.\n")
    plan = yaml.safe_dump_all([es(), kb()])
    done = run(tmp_path, cluster, "-n", "logs", "--mode=strict", "-", stream=plan)
    assert done.stdout.endswith(
        "\nNot ready for strict: 1 of the lines above.\n"
    )  # TLS would be turned off
    assert done.returncode == 1
    (tmp_path / "kept.yaml").write_text("{mode: strict, tls: eck}")
    done = run(
        tmp_path, cluster, "-n", "logs", f"--settings={tmp_path / 'kept.yaml'}", "-", stream=plan
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Ready for strict.")


def test_the_meshs_own_policies_are_where_istiod_is(tmp_path: Path, cluster: Body) -> None:
    hidden = policy("Sidecar", "mesh", {"egress": [{"hosts": ["./*"]}]})
    cluster["peerauthentications"].append(hidden.body)
    assert run(tmp_path, cluster, "-n", "logs").returncode == 1
    del cluster["mutatingwebhookconfigurations"]  # then Istio's default
    assert run(tmp_path, cluster, "-n", "logs").returncode == 0
    hidden.body["metadata"]["namespace"] = "istio-system"
    assert run(tmp_path, cluster, "-n", "logs").returncode == 1


@pytest.mark.parametrize("label", ["control-plane", "app.kubernetes.io/name"])
def test_the_labels_of_elastics_manifests_find_the_operator_anywhere(
    tmp_path: Path, cluster: Body, label: str
) -> None:
    cluster["pods"][-1] = bare("op-0", "eck", "native")
    assert run(tmp_path, cluster, "-n", "logs").returncode == 1
    assert run(tmp_path, cluster, "-n", "logs", "--operator-namespace=eck").returncode == 0
    cluster["pods"][-1]["metadata"]["labels"] = {label: "elastic-operator"}
    assert run(tmp_path, cluster, "-n", "logs").returncode == 0


def test_an_operator_in_the_stream_says_where_it_is(tmp_path: Path, cluster: Body) -> None:
    """And where it is not there yet, that is no reason."""
    spec = {
        "template": {
            "spec": {
                "containers": [{"name": "manager", "args": ["manager", "--config=/conf/eck.yaml"]}]
            }
        }
    }
    own = {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": "op", "namespace": "eck"},
        "spec": spec,
    }
    (tmp_path / "kept.yaml").write_text("{mode: strict, tls: eck}")
    plan, flags = (
        yaml.safe_dump_all([es(), kb(), own]),
        ["-n", "logs", f"--settings={tmp_path / 'kept.yaml'}", "-"],
    )
    cluster["pods"][-1] = bare("op-0", "eck", "native")
    assert "ready  eck/op-0" in run(tmp_path, cluster, *flags, stream=plan).stdout
    del cluster["pods"][-1]
    done = run(tmp_path, cluster, *flags, stream=plan)
    assert "it comes with this stream" in done.stdout
    assert done.returncode == 0, done.stdout + done.stderr


def test_without_kubectl_it_says_so() -> None:
    command = [sys.executable, "-m", "eck_mesh", "status", "-n", "logs"]
    env = {**os.environ, "KUBECTL": "/nowhere/kubectl"}
    done = subprocess.run(
        command, capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL
    )
    assert (done.returncode, done.stdout) == (1, "")
    words = "eck-mesh: /nowhere/kubectl: cannot be started: No such file or directory. Install kubectl, or set KUBECTL to its path."
    assert done.stderr.strip() == words


@pytest.mark.parametrize("arguments", [[], ["a", "b"]])
def test_without_a_namespace_or_with_too_much_it_is_a_usage_error(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "eck_mesh", "status", *arguments], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
