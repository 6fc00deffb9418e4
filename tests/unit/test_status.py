"""The tables behind `eck-mesh status`. What it says of a cluster: tests/cluster/test_status.py."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from eck_mesh.foreign import foreign
from eck_mesh.live import Live, asked, manifest, plane
from tests.cluster.stack import elasticsearch

TRUE, FALSE = {"sidecar.istio.io/inject": "true"}, {"sidecar.istio.io/inject": "false"}
AMBIENT = {"istio.io/dataplane-mode": "ambient"}


@pytest.mark.parametrize(
    ("labels", "namespace", "expected"),
    [
        (TRUE, {}, "sidecar"),
        (FALSE, {"istio-injection": "enabled"}, "none"),
        ({}, {"istio-injection": "enabled"}, "sidecar"),
        ({}, {"istio.io/rev": "canary"}, "sidecar"),
        ({}, {"istio-injection": "disabled"}, "none"),
        ({}, {}, "none"),
        ({**AMBIENT, **FALSE}, {}, "ambient"),
        ({}, AMBIENT, "ambient"),
        (TRUE, AMBIENT, "sidecar"),  # a sidecar wins
        ({"istio.io/dataplane-mode": "none", **FALSE}, AMBIENT, "none"),
    ],
)
def test_what_labels_ask_for(labels: dict[str, str], namespace: dict[str, str], expected: str) -> None:
    assert asked(labels, namespace) == expected


@pytest.mark.parametrize(
    ("pod", "found"),
    [
        ({"spec": {"initContainers": [{"name": "istio-proxy"}], "containers": [{"name": "app"}]}}, "native sidecar"),
        ({"spec": {"containers": [{"name": "app"}, {"name": "istio-proxy"}]}}, "classic sidecar"),
        ({"spec": {"containers": []}, "metadata": {"annotations": {"ambient.istio.io/redirection": "enabled"}}}, "ambient"),
        ({"spec": {"containers": []}, "metadata": {"labels": AMBIENT}}, "none"),  # asked for is not had
    ],
)
def test_how_a_pod_is_in_the_mesh(pod: dict[str, Any], found: str) -> None:
    assert plane(pod) == found


def rule(host: str, namespace: str, name: str = "theirs", at: str = "2026-01-01") -> dict[str, Any]:
    metadata = {"name": name, "namespace": namespace, "creationTimestamp": at}
    spec = {"host": host, "trafficPolicy": {"tls": {"mode": "DISABLE"}}}
    return {"apiVersion": "networking.istio.io/v1", "kind": "DestinationRule", "metadata": metadata, "spec": spec}


@pytest.mark.parametrize(
    ("host", "namespace", "at", "said"),
    [
        ("s-es-http", "logs", "2026-01-01", "not"),  # older, by its short name
        ("s-es-http.logs.svc.cluster.local", "logs", "2026-01-01", "not"),
        ("s-es-http.logs", "logs", "2026-03-01", "note"),  # younger
        ("*.logs.svc.cluster.local", "logs", "2026-01-01", ""),  # ours is the more specific one
        ("*.logs.svc.cluster.local", "operators", "2026-03-01", "not"),  # asked first, whatever its age
        ("s-es-http.logs", "elsewhere", "2026-03-01", "note"),
        ("s-es-http", "elsewhere", "2026-03-01", ""),  # another Service, of its own namespace
        ("*.local", "istio-system", "2026-01-01", ""),  # asked last
    ],
)
def test_whose_destination_rule_counts(host: str, namespace: str, at: str, said: str) -> None:
    resource = manifest({**elasticsearch("s"), "metadata": {"name": "s", "namespace": "logs"}})
    ours = rule("s-es-http.logs.svc.cluster.local", "logs", "s-es-http", "2026-02-01")
    ours["spec"]["trafficPolicy"]["tls"]["mode"] = "ISTIO_MUTUAL"
    operator = {"metadata": {"name": "elastic-operator-0", "namespace": "operators"}, "spec": {"containers": []}}
    policies = [manifest(ours), manifest(rule(host, namespace, at=at))]
    live = Live("logs", {}, [resource], [], [operator], policies, [])
    assert [state for state, _, _ in foreign([resource], [manifest(ours)], live)] == ([said] if said else [])


def test_without_kubectl_it_says_so() -> None:
    command = [sys.executable, "-m", "eck_mesh", "status", "-n", "logs"]
    env = {**os.environ, "KUBECTL": "/nowhere/kubectl"}
    done = subprocess.run(command, capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (1, "")
    words = "eck-mesh: /nowhere/kubectl: cannot run it: No such file or directory. Install kubectl, or name it by KUBECTL."
    assert done.stderr.strip() == words


@pytest.mark.parametrize("arguments", [[], ["a", "b"]])
def test_without_a_namespace_or_with_too_much_it_is_a_usage_error(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "eck_mesh", "status", *arguments], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
