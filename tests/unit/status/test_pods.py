"""Pods whose sidecar is missing, or is not the one that the plan needs."""

from __future__ import annotations

import pytest

from eck_mesh.status.live import manifest
from tests.support.status import ES, FALSE, KB, LABELS, READY, Body, es, judge, kb, only, pod, wrong

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
