"""Why a pod has no sidecar: the same reasons for a running pod, and before the first install."""

from __future__ import annotations

import pytest

from tests.support.status import (
    ES,
    KB,
    LABELS,
    Body,
    assert_only,
    check,
    cluster,
    es,
    in_namespace,
    kb,
    not_ready,
    pod,
)

CANARY = {"revision": "canary"}
ENABLED, DISABLED = {"istio-injection": "enabled"}, {"istio-injection": "disabled"}


@pytest.mark.parametrize(
    ("namespace", "revisions", "block", "message"),
    [
        (DISABLED, ["default"], {}, "injection-disabled"),
        ({"istio.io/rev": "canary"}, ["default"], {}, "namespace-names-unknown-revision"),
        (ENABLED, ["canary"], CANARY, "namespace-needs-default-revision"),
        ({}, ["default"], CANARY, "pod-names-unknown-revision"),
        ({}, ["canary"], {}, "no-default-revision"),
        ({}, [], {}, "no-injector"),
    ],
)
def test_what_prevents_injection_is_named_before_the_first_install_too(
    namespace: dict[str, str], revisions: list[str], block: Body, message: str
) -> None:
    changes = {"labels": {**LABELS, "logs": namespace}, "revisions": revisions}
    labels = {"istio.io/rev": block["revision"]} if block else {}
    running = cluster(pods=[pod(ES, "", **labels), pod(KB)], **changes)
    assert_only(check(running, es(), kb(), **block), "s-es-0", message)
    before = cluster(pods=[], resources=[], policies=[], **changes)
    assert_only(check(before, es(), **block), "Elasticsearch/logs/s", message)


def test_the_revisions_that_istiod_has_are_named() -> None:
    namespace = {**LABELS, "logs": {"istio.io/rev": "canary"}}
    live = cluster(pods=[pod(ES, ""), pod(KB)], labels=namespace, revisions=["a", "default"])
    values = {"namespace": "logs", "revision": "canary", "known": "a, default"}
    assert_only(check(live), "s-es-0", "namespace-names-unknown-revision", **values)


@pytest.mark.parametrize(
    ("namespace", "revisions", "block"),
    [
        ({}, ["default"], {}),
        (ENABLED, ["default"], {}),
        ({"istio.io/rev": "canary"}, ["canary"], {}),
        ({}, ["canary"], CANARY),
    ],
)
def test_where_nothing_prevents_injection_istiod_is_the_suspect(
    namespace: dict[str, str], revisions: list[str], block: Body
) -> None:
    changes = {"labels": {**LABELS, "logs": namespace}, "revisions": revisions}
    labels = {"istio.io/rev": block["revision"]} if block else {}
    running = cluster(pods=[pod(ES, "", **labels), pod(KB)], **changes)
    assert_only(check(running, es(), kb(), **block), "s-es-0", "sidecar-not-injected")
    before = cluster(pods=[], resources=[], policies=[], **changes)
    assert not_ready(check(before, es(), **block)) == []


def test_a_pod_on_the_host_network_gets_no_sidecar() -> None:
    on_host = pod(ES, "")
    on_host["spec"]["hostNetwork"] = True
    assert_only(check(cluster(pods=[on_host, pod(KB)])), "s-es-0", "pod-on-host-network")


def test_a_namespace_of_kubernetes_itself_is_never_injected() -> None:
    away = in_namespace("kube-system", kb(name="away"))
    away["spec"]["podTemplate"] = {"metadata": {"labels": {"sidecar.istio.io/inject": "true"}}}
    live = cluster(resources=[away], pods=[])
    from eck_mesh.status.readiness import readiness

    lines = list(readiness(live, None, ["kube-system"], "elastic-system"))
    assert_only(lines, "Kibana/kube-system/away", "namespace-never-injected")
