"""`eck-mesh status` against the real API server, operator and injector."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from eck_mesh.marks import OPERATOR
from tests.cluster.bed.bed import Bed
from tests.cluster.bed.programs import operator
from tests.cluster.bed.tools import TOOLS
from tests.cluster.support.live import pods, wait_green
from tests.support.helm import Helm, Output
from tests.support.inprocess import call
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
        made = call(stdin=self.stream(mesh, **more))
        assert made.returncode == 0, made.stderr
        self.bed.apply_text(made.stdout, self.namespace)
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

    def ref(self, kind: str, name: str = "s", namespace: str = "") -> str:
        """An object of the release as status prints it."""
        return f"{kind}/{namespace or self.namespace}/{name}"

    def not_ready(self, stream: str | None = None, *flags: str) -> list[str]:
        done = self.status(stream, *flags)
        assert done.returncode == 1, done.stdout + done.stderr
        return [line for line in done.stdout.splitlines() if line.startswith("not ")]

    def subjects(self, message: str, stream: str | None = None) -> list[str]:
        """The subjects that are not ready; all of them because of this message."""
        lines = self.not_ready(stream)
        assert all(f"{message}]" in line for line in lines), lines
        return [line.split()[1] for line in lines]

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
    bed.delete("destinationrules,sidecars", operator.NAMESPACE)  # all other tests see them


def test_permissive_with_its_sidecars_is_ready_for_strict(stack: Stack) -> None:
    stack.install(KEPT)
    kept = stack.stream({**STRICT, "tls": "eck"})
    for found, words in (
        (stack.status(), "Ready for strict, with ECK's TLS as it is now.\n"),
        (stack.status(kept), "Ready for strict.\n"),
    ):
        assert found.returncode == 0, found.stdout + found.stderr
        assert found.stdout.endswith(words)
        ready = [line for line in found.stdout.splitlines() if line.startswith("ready ")]
        versions = [line.split()[1] for line in ready if " or newer " in line]
        assert versions == ["Kubernetes", "ECK:"], "the build of Istio shows none"
        lines = {line.split()[1]: line for line in ready if " or newer " not in line}
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
    assert line.split()[1:4] == [stack.ref("Elasticsearch"), "http", "https"]
    assert line.endswith("[tls-off-cannot-roll]")


def test_pods_that_are_older_than_their_mode(stack: Stack) -> None:
    stack.bed.label_namespace(stack.namespace, {"istio-injection": None})
    stack.install({"mode": "disabled"})
    wait_green(stack.bed, stack.namespace)
    running = sorted(pods(stack.bed, stack.namespace))
    assert sorted(stack.subjects("pod-outside-mesh")) == running
    strict = stack.stream({**STRICT, "tls": "eck"})
    assert sorted(stack.subjects("pod-older-than-mode", strict)) == running


def test_a_namespace_that_disables_injection(stack: Stack) -> None:
    stack.bed.label_namespace(stack.namespace, {"istio-injection": "disabled"})
    stack.install(KEPT)
    running = sorted(pods(stack.bed, stack.namespace))
    assert sorted(stack.subjects("injection-disabled")) == running


def test_a_namespace_for_a_revision_that_no_istiod_injects(stack: Stack) -> None:
    labels = {"istio-injection": None, "istio.io/rev": "canary"}
    stack.bed.label_namespace(stack.namespace, labels)
    unknown = "namespace-names-unknown-revision"
    before = stack.subjects(unknown, stack.stream({**STRICT, "tls": "eck"}))
    assert before == [stack.ref("Elasticsearch"), stack.ref("Kibana")]
    stack.install(KEPT)
    assert sorted(stack.subjects(unknown)) == sorted(pods(stack.bed, stack.namespace))


def test_a_revision_that_no_istiod_injects(stack: Stack) -> None:
    stack.bed.label_namespace(stack.namespace, {"istio-injection": None})
    stack.install({**KEPT, "revision": "canary"})
    running = sorted(pods(stack.bed, stack.namespace))
    assert sorted(stack.subjects("pod-names-unknown-revision")) == running


def test_pods_of_an_excluded_resource_that_still_have_a_sidecar(stack: Stack) -> None:
    stack.install(KEPT)
    excluded = {"default": {"mesh": {"mode": "excluded"}}}
    stream = stack.stream({**STRICT, "tls": "eck"}, kibana=excluded)
    (pod,) = stack.subjects("pod-older-than-exclusion", stream)
    assert pod.startswith("s-kb-")


def test_an_operator_without_a_sidecar(stack: Stack) -> None:
    """A pod that is started like an operator, in addition to the bed's own, which is meshed."""
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
        assert f"{stack.ref('Elasticsearch')}, {stack.ref('Kibana')}" in line
        assert line.endswith("[operator-outside-mesh]")
        outside = stack.stream({**STRICT, "tls": "eck", "operator": {"meshed": False}})
        assert stack.status(outside).returncode == 0
    finally:
        stack.bed.delete("pod", operator.NAMESPACE, "bare", gracePeriodSeconds=0)


def test_a_client_of_another_release_without_a_sidecar(stack: Stack) -> None:
    """In a namespace of its own, which is not in the plan."""
    stack.install(KEPT)
    away = f"{stack.namespace}-away"
    stack.bed.create_namespace(away)
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
        assert line.split()[1].startswith(f"{away}/away-kb-")
        assert stack.ref("Elasticsearch") in line
        assert line.endswith("[client-of-another-release-locked-out]")
        assert (
            stack.status(stack.stream({**STRICT, "tls": "eck", "unmeshedClients": True})).returncode
            == 0
        )
    finally:
        stack.bed.delete("namespace", "", away)


def test_an_operator_is_found_wherever_it_is(stack: Stack) -> None:
    """By the labels of Elastic's own manifests."""
    stack.install(KEPT)
    found = stack.status(None, "--operator-namespace=default")
    assert found.returncode == 0, found.stdout
    assert f"ready  {operator.NAMESPACE}/elastic-operator-0" in found.stdout


def test_policies_that_take_precedence_over_eck_meshs(stack: Stack) -> None:
    selector = {"matchLabels": {"common.k8s.elastic.co/type": "elasticsearch"}}
    disable = {"trafficPolicy": {"tls": {"mode": "DISABLE"}}}
    stack.apply(
        PEER, "PeerAuthentication", "older", {"selector": selector, "mtls": {"mode": "DISABLE"}}
    )
    stack.apply(NET, "DestinationRule", "older", {"host": "s-es-http", **disable})
    stack.install(KEPT)
    strict = stack.stream({**STRICT, "tls": "eck"})
    lines = stack.not_ready(strict)
    assert [(line.split()[1], line.split()[-1]) for line in lines] == [
        (stack.ref("PeerAuthentication", "older"), "[older-peer-authentication]"),
        (stack.ref("DestinationRule", "older"), "[older-destination-rule]"),
    ]
    stack.bed.delete("peerauthentication,destinationrule", stack.namespace, "older")
    assert stack.status(strict).returncode == 0


def test_policies_that_are_younger_or_for_other_pods_have_no_effect(stack: Stack) -> None:
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
    lines = found.stdout.splitlines()
    (note,) = [line for line in lines if " PeerAuthentication/" in line]
    assert stack.ref("PeerAuthentication", "z-younger") in note
    assert note.endswith("[younger-peer-authentication]")


def test_policies_that_hide_eck_meshs_from_the_operator(stack: Stack) -> None:
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
    assert {(line.split()[1], line.split()[-1]) for line in lines} == {
        (stack.ref("DestinationRule", "everyone", operator.NAMESPACE), "[client-namespace-rule]"),
        (stack.ref("Sidecar", "narrow", operator.NAMESPACE), "[sidecar-hides-service]"),
    }
    assert all("the operator" in line for line in lines)
    stack.bed.delete("destinationrules,sidecars", operator.NAMESPACE)
    shown = f"{stack.namespace}/*.{stack.namespace}.svc.cluster.local"
    stack.apply(NET, "Sidecar", "wide", {"egress": [{"hosts": [shown]}]}, operator.NAMESPACE)
    assert stack.status().returncode == 0


def test_a_first_install_and_a_cluster_that_cannot_be_read(stack: Stack) -> None:
    found = stack.status(stack.stream(STRICT))
    assert found.returncode == 0, found.stdout + found.stderr
    assert found.stdout.count("[no-pods-yet]") == 2
    nowhere = stack.status(None, "--kubeconfig=/nowhere")
    assert (nowhere.returncode, nowhere.stdout) == (3, "")
    assert nowhere.stderr.startswith("eck-mesh: kubectl get namespaces: ")
    nothing = stack.status("kind: ConfigMap\napiVersion: v1\nmetadata: {name: x}\n")
    assert nothing.stderr.endswith("[stream-without-resources]\n")


def test_no_secret_is_read(stack: Stack) -> None:
    """A user who may list everything but Secrets gets the whole report."""
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
    kubeconfig = json.loads(stack.bed.kubeconfig.read_text())
    kubeconfig["users"][0]["user"]["as"] = "reader"
    path = stack.bed.folder / "reader.kubeconfig"
    path.write_text(json.dumps(kubeconfig))
    found = stack.status(None, f"--kubeconfig={path}", "--context=bed")
    assert found.returncode == 0, found.stdout + found.stderr
    assert "context was not found" in stack.status(None, "--context=nowhere").stderr


ECK_AND_ISTIO = [
    "elasticsearches", "kibanas", "apmservers", "enterprisesearches", "beats", "agents", "elasticmapsservers", "logstashes",
    "packageregistries", "autoopsagentpolicies", "elasticsearchautoscalers", "stackconfigpolicies",
    "peerauthentications", "authorizationpolicies", "destinationrules", "sidecars",
    "virtualservices", "serviceentries",
]  # fmt: skip
