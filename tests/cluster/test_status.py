"""`eck-mesh status` against the real API server, operator and injector."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from eck_mesh.manifests.kinds import OPERATOR
from tests.cluster.bed.bed import TOOLS, Bed
from tests.cluster.bed.programs import operator
from tests.cluster.support.live import pods, wait_green
from tests.support.helm import Helm, Output
from tests.support.resources import VERSION

ONE = {"elasticsearch": {"default": {"nodeSets": {"one": {"count": 1}}}}}


class Stack:
    """A release called s, applied as it comes out of the post-renderer, and held against the cluster."""

    def __init__(self, bed: Bed, namespace: str, helm: Helm) -> None:
        self.bed, self.namespace, self.helm = bed, namespace, helm

    def stream(self, mesh: dict[str, Any], **more: Any) -> str:
        values = {**ONE, "mesh": mesh, **more}
        return self.helm.template(values=values, release="s", namespace=self.namespace).stdout

    def install(self, mesh: dict[str, Any], **more: Any) -> None:
        made = subprocess.run(
            [sys.executable, "-m", "eck_mesh"],
            input=self.stream(mesh, **more),
            capture_output=True,
            text=True,
            check=True,
        )
        self.bed.kubectl("-n", self.namespace, "apply", "-f", "-", stdin=made.stdout)
        self.bed.wait("its pods are there", lambda: len(pods(self.bed, self.namespace)) == 2, 60)

    def status(self, stream: str | None = None, *flags: str) -> Output:
        where = ["-"] if stream is not None else ["-n", self.namespace]
        command = [
            sys.executable,
            "-m",
            "eck_mesh",
            "status",
            *where,
            "--operator-namespace",
            operator.NAMESPACE,
            *flags,
        ]
        env = {
            **os.environ,
            "KUBECTL": str(TOOLS / "kubectl"),
            "KUBECONFIG": str(self.bed.kubeconfig),
        }
        within = ["ip", "netns", "exec", self.bed.name]
        done = subprocess.run(
            [*within, *command], input=stream, capture_output=True, text=True, env=env, timeout=60
        )
        return Output(done.stdout, done.stderr, done.returncode)

    def not_ready(self, stream: str | None = None, *flags: str) -> list[str]:
        done = self.status(stream, *flags)
        assert done.returncode == 1, done.stdout + done.stderr
        return [line for line in done.stdout.splitlines() if line.startswith("not ")]

    def apply(
        self, api: str, kind: str, name: str, spec: dict[str, Any], namespace: str = ""
    ) -> None:
        metadata = {"name": name, "namespace": namespace or self.namespace}
        self.bed.apply({"apiVersion": api, "kind": kind, "metadata": metadata, "spec": spec})


STRICT = {"mode": "strict"}
KEPT = {"mode": "permissive"}
PEER, NET = "security.istio.io/v1", "networking.istio.io/v1"


@pytest.fixture
def stack(bed: Bed, namespace: str, helm3: Helm) -> Iterator[Stack]:
    yield Stack(bed, namespace, helm3)
    bed.kubectl(
        "-n", operator.NAMESPACE, "delete", "destinationrules,sidecars", "--all"
    )  # seen by all the other tests


def test_permissive_with_its_sidecars_is_ready_for_strict(stack: Stack) -> None:
    stack.install(KEPT)
    kept = stack.stream({**STRICT, "tls": "eck"})
    for found, words in (
        (stack.status(), "Ready for strict, with ECK's TLS as it is now.\n"),
        (stack.status(kept), "Ready for strict.\n"),
    ):
        assert found.returncode == 0, found.stdout + found.stderr
        assert found.stdout.endswith(words)
        lines = {
            line.split()[1]: line for line in found.stdout.splitlines() if line.startswith("ready ")
        }
        assert set(lines) == {
            f"{operator.NAMESPACE}/elastic-operator-0",
            *pods(stack.bed, stack.namespace),
        }
        assert all(" sidecar" in line for line in lines.values())


@pytest.mark.parametrize("native", ["true", "false"])
def test_it_tells_native_and_classic_sidecars_apart(stack: Stack, native: str) -> None:
    template = {
        "podTemplate": {"metadata": {"annotations": {"sidecar.istio.io/nativeSidecar": native}}}
    }
    stack.install(
        KEPT,
        kibana={"default": template},
        elasticsearch={"default": {"nodeSets": {"one": {"count": 1, **template}}}},
    )
    found = stack.status()
    assert found.returncode == 0, found.stdout
    kind = "native" if native == "true" else "classic"
    assert all(f"{kind} sidecar" in line for line in found.stdout.splitlines() if " s-" in line)


def test_the_tls_that_a_plan_would_turn_off_under_sidecars(stack: Stack) -> None:
    stack.install(KEPT)
    (line,) = stack.not_ready(stack.stream(STRICT))
    assert line.split()[1:4] == ["Elasticsearch/s", "http", "https"]
    assert "1 of its pods speak https: this cannot roll under sidecars" in line


def test_pods_that_were_made_before_the_mesh(stack: Stack) -> None:
    stack.bed.kubectl("label", "namespace", stack.namespace, "istio-injection-")
    stack.install({"mode": "disabled"})
    wait_green(stack.bed, stack.namespace)
    assert all("mesh.mode: permissive comes first" in line for line in stack.not_ready())
    lines = stack.not_ready(stack.stream({**STRICT, "tls": "eck"}))
    assert len(lines) == 2
    assert all("made before its resource asked for it: restart it" in line for line in lines)


def test_a_namespace_that_keeps_every_sidecar_out(stack: Stack) -> None:
    stack.bed.kubectl(
        "label", "--overwrite", "namespace", stack.namespace, "istio-injection=disabled"
    )
    stack.install(KEPT)
    lines = stack.not_ready()
    assert len(lines) == 2
    assert all(
        f"namespace {stack.namespace} has istio-injection: disabled" in line for line in lines
    )


def test_a_namespace_for_a_revision_that_no_istiod_injects(stack: Stack) -> None:
    stack.bed.kubectl(
        "label", "namespace", stack.namespace, "istio-injection-", "istio.io/rev=canary"
    )
    first = stack.not_ready(stack.stream({**STRICT, "tls": "eck"}))
    assert [line.split()[1] for line in first] == [
        "Elasticsearch/s",
        "Kibana/s",
    ]  # before anything is there
    stack.install(KEPT)
    lines = stack.not_ready()
    assert len(lines) == 2
    words = f"namespace {stack.namespace} has istio.io/rev: canary, which no istiod injects; there are: default."
    assert all(words in line for line in [*first, *lines])


def test_a_revision_that_no_istiod_injects(stack: Stack) -> None:
    stack.bed.kubectl("label", "namespace", stack.namespace, "istio-injection-")
    stack.install({**KEPT, "revision": "canary"})
    lines = stack.not_ready()
    assert len(lines) == 2
    assert all("no istiod injects revision canary; there are: default" in line for line in lines)


def test_pods_of_an_excluded_resource_that_still_have_theirs(stack: Stack) -> None:
    stack.install(KEPT)
    lines = stack.not_ready(
        stack.stream({**STRICT, "tls": "eck"}, kibana={"default": {"mesh": {"mode": "excluded"}}})
    )
    assert len(lines) == 1
    assert "made before Kibana/s said so: restart it" in lines[0]


def test_an_operator_without_a_sidecar(stack: Stack) -> None:
    """One that is no operator, but is started like one, beside the bed's own, which is meshed."""
    stack.install(KEPT)
    bare: Any = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "bare", "namespace": operator.NAMESPACE},
    }
    bare["metadata"]["labels"] = {"sidecar.istio.io/inject": "false"}
    stack.bed.apply(
        {**bare, "spec": {"containers": [{"name": "manager", "image": "none", "args": [OPERATOR]}]}}
    )
    try:
        (line,) = stack.not_ready()
        assert f"{operator.NAMESPACE}/bare" in line
        assert "strict would lock it out of Elasticsearch/s, Kibana/s" in line
        outside = stack.stream({**STRICT, "tls": "eck", "operator": {"meshed": False}})
        assert stack.status(outside).returncode == 0
    finally:
        stack.bed.kubectl(
            "-n", operator.NAMESPACE, "delete", "pod", "bare", "--force", "--grace-period=0"
        )


def test_a_client_of_another_release_without_a_sidecar(stack: Stack) -> None:
    """In a namespace of its own, which the plan knows nothing of."""
    stack.install(KEPT)
    away = f"{stack.namespace}-away"
    stack.bed.kubectl("create", "namespace", away)
    reference = {"name": "s", "namespace": stack.namespace}
    stack.apply(
        "kibana.k8s.elastic.co/v1",
        "Kibana",
        "away",
        {"version": VERSION, "count": 1, "elasticsearchRef": reference},
        away,
    )
    try:
        stack.bed.wait("its pod is there", lambda: pods(stack.bed, away), 60)
        (line,) = stack.not_ready(stack.stream({**STRICT, "tls": "eck"}))
        assert (
            "of Kibana/away, which is not of these, and strict locks it out of Elasticsearch/s"
            in line
        )
        assert (
            stack.status(stack.stream({**STRICT, "tls": "eck", "unmeshedClients": True})).returncode
            == 0
        )
    finally:
        stack.bed.kubectl("delete", "namespace", away, "--wait=false")


def test_an_operator_is_found_wherever_it_is(stack: Stack) -> None:
    """By the labels of Elastic's own manifests."""
    stack.install(KEPT)
    found = stack.status(None, "--operator-namespace=default")
    assert found.returncode == 0, found.stdout
    assert f"ready  {operator.NAMESPACE}/elastic-operator-0" in found.stdout


def test_policies_of_others_that_beat_ours(stack: Stack) -> None:
    selector = {"matchLabels": {"common.k8s.elastic.co/type": "elasticsearch"}}
    disable = {"trafficPolicy": {"tls": {"mode": "DISABLE"}}}
    stack.apply(
        PEER, "PeerAuthentication", "older", {"selector": selector, "mtls": {"mode": "DISABLE"}}
    )
    stack.apply(NET, "DestinationRule", "older", {"host": "s-es-http", **disable})
    stack.install(KEPT)
    strict = stack.stream({**STRICT, "tls": "eck"})
    lines = stack.not_ready(strict)
    assert [line.split()[1] for line in lines] == [
        "PeerAuthentication/older",
        "DestinationRule/older",
    ]
    assert all("the oldest alone counts: ours would do nothing" in line for line in lines)
    stack.bed.kubectl(
        "-n", stack.namespace, "delete", "peerauthentication,destinationrule", "older"
    )
    assert stack.status(strict).returncode == 0


def test_younger_ones_and_others_for_other_pods_beat_nothing(stack: Stack) -> None:
    stack.install(KEPT)
    every = {"matchLabels": {"common.k8s.elastic.co/type": "elasticsearch"}}
    other = {"matchLabels": {"app": "other"}}
    stack.apply(
        PEER, "PeerAuthentication", "z-younger", {"selector": every, "mtls": {"mode": "DISABLE"}}
    )
    stack.apply(
        PEER, "PeerAuthentication", "a-other", {"selector": other, "mtls": {"mode": "DISABLE"}}
    )
    stack.apply(PEER, "PeerAuthentication", "default", {"mtls": {"mode": "DISABLE"}})
    found = stack.status()
    assert found.returncode == 0, found.stdout
    (note,) = [
        line
        for line in found.stdout.splitlines()
        if "younger" in line or "other" in line or "default" in line
    ]
    assert "PeerAuthentication/z-younger" in note
    assert "does nothing: ours is older" in note


def test_what_hides_us_from_the_operator(stack: Stack) -> None:
    stack.install(KEPT)
    wildcard = {
        "host": f"*.{stack.namespace}.svc.cluster.local",
        "trafficPolicy": {"tls": {"mode": "DISABLE"}},
    }
    stack.apply(NET, "DestinationRule", "everyone", wildcard, operator.NAMESPACE)
    stack.apply(
        NET, "Sidecar", "narrow", {"egress": [{"hosts": ["istio-system/*"]}]}, operator.NAMESPACE
    )
    lines = stack.not_ready(stack.stream({**STRICT, "tls": "eck"}))
    assert {line.split()[1] for line in lines} == {"DestinationRule/everyone", "Sidecar/narrow"}
    assert any("from the operator there" in line for line in lines)
    assert any(f"add {stack.namespace}/* to its egress" in line for line in lines)
    stack.bed.kubectl("-n", operator.NAMESPACE, "delete", "destinationrules,sidecars", "--all")
    shown = f"{stack.namespace}/*.{stack.namespace}.svc.cluster.local"
    stack.apply(NET, "Sidecar", "wide", {"egress": [{"hosts": [shown]}]}, operator.NAMESPACE)
    assert stack.status().returncode == 0


def test_a_first_install_and_what_cannot_be_asked(stack: Stack) -> None:
    found = stack.status(stack.stream(STRICT))
    assert found.returncode == 0, found.stdout + found.stderr
    assert "nothing of it runs yet" in found.stdout
    nowhere = stack.status(None, "--kubeconfig=/nowhere")
    assert (nowhere.returncode, nowhere.stdout) == (1, "")
    assert nowhere.stderr.startswith("eck-mesh: kubectl get namespaces: ")
    assert stack.status("kind: ConfigMap\napiVersion: v1\nmetadata: {name: x}\n").stderr.startswith(
        "eck-mesh: the stream -: holds no resource of ECK."
    )


def test_nobody_is_asked_for_a_secret(stack: Stack) -> None:
    """A reader who may see everything but Secrets sees all of it."""
    stack.install(KEPT)
    rules = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["list"]}]
    rules[0]["resources"] = ["pods", "namespaces", "mutatingwebhookconfigurations", *ECK_AND_ISTIO]
    rbac = "rbac.authorization.k8s.io"
    role = {
        "apiVersion": f"{rbac}/v1",
        "kind": "ClusterRole",
        "metadata": {"name": "reader"},
        "rules": rules,
    }
    subjects = [{"kind": "User", "apiGroup": rbac, "name": "reader"}]
    reference = {"kind": "ClusterRole", "apiGroup": rbac, "name": "reader"}
    binding = {**role, "kind": "ClusterRoleBinding", "subjects": subjects, "roleRef": reference}
    del binding["rules"]
    stack.bed.apply(role, binding)
    kubeconfig = json.loads(stack.bed.kubectl("config", "view", "--raw", "-o", "json").stdout)
    kubeconfig["users"][0]["user"]["as"] = "reader"
    path = stack.bed.folder / "reader.kubeconfig"
    path.write_text(json.dumps(kubeconfig))
    found = stack.status(None, f"--kubeconfig={path}", "--context=bed")
    assert found.returncode == 0, found.stdout + found.stderr
    assert "context was not found" in stack.status(None, "--context=nowhere").stderr


ECK_AND_ISTIO = [
    "elasticsearches", "kibanas", "apmservers", "enterprisesearches", "beats", "agents", "elasticmapsservers", "logstashes",
    "packageregistries", "autoopsagentpolicies", "elasticsearchautoscalers", "stackconfigpolicies",
    "peerauthentications", "destinationrules", "sidecars",
]  # fmt: skip
