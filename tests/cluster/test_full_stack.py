"""The life of a stack of all twelve kinds: without a mesh, permissive and strict, with both Helms and with Flux."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from eck_mesh.eck.kinds import KINDS
from eck_mesh.manifests.kinds import OPERATORS
from tests.cluster.bed.bed import Bed
from tests.cluster.support.flux import helm_chart, ready, reconcile, serve_chart, thing
from tests.cluster.support.flux import release as helm_release
from tests.cluster.support.live import WITHOUT_HEALTH, generations
from tests.cluster.support.release import Release
from tests.cluster.support.stack import SECRET
from tests.support.compiled import compiled
from tests.support.helm import ROOT, Helm

ECKS_OWN = KINDS.keys() - {kind for _, kind in OPERATORS}
ALL_KINDS = yaml.safe_load((ROOT / "ci/all-kinds-values.yaml").read_text())
# Fewer pods than in production. The bed has no StorageClass `ssd`, and no Elastic Cloud for the one APM Server.
HOT = {"count": 1, "storage": {"size": "1Ti", "storageClassName": ""}}
SMALL: dict[str, Any] = {
    "elasticsearch": {"default": {"nodeSets": {"master": {"count": 1}, "hot": HOT}}},
    "kibana": {"default": {"count": 1}},
    "apmServer": {"default": {"count": 1}, "outside": {"enabled": False}},
    "agent": {"fleet-server": {"deployment": {"replicas": 1}}},
}
MODES = ["disabled", "permissive", "strict"]
# Agents on the host network are outside of the mesh, so that it keeps ECK's TLS. The guard cannot know that before the plan.
KEPT = {"elasticsearch": {"default": {"mesh": {"tls": "eck"}}}}
LEFT_BY_HELM = (
    "elastic,peerauthentication,destinationrule,configmap,service,statefulset,deployment,daemonset"
)
MORE = {"kibana": {"default": {"count": 2}}, "logstash": {"default": {"count": 2}}}
CHANGED = {"Kibana/stack", "Logstash/stack"}


def values_of(mode: str, *more: dict[str, Any]) -> dict[str, Any]:
    values = {**ALL_KINDS, "mesh": {"mode": mode}}
    for one in SMALL, KEPT if mode == "strict" else {}, *more:
        values = merged(values, one)
    return values


def merged(under: Any, over: Any) -> Any:
    """As Helm merges values."""
    if not (isinstance(under, dict) and isinstance(over, dict)):
        return over
    both = {key: merged(under[key], over[key]) for key in under.keys() & over.keys()}
    return {**under, **over, **both}


def resources(bed: Bed, namespace: str) -> dict[str, dict[str, Any]]:
    found = bed.items("elastic", namespace)
    return {f"{o['kind']}/{o['metadata']['name']}": o for o in found}


def unhealthy(bed: Bed, namespace: str) -> dict[str, Any]:
    """The resources that are not green, or that the operator has not seen as they are."""
    found: dict[str, Any] = {}
    for name, body in resources(bed, namespace).items():
        status, now = body.get("status", {}), body["metadata"]["generation"]
        if body["kind"] not in WITHOUT_HEALTH:
            healthy = status.get("health") == "green" and status["observedGeneration"] == now
            healthy = healthy and status.get("phase", "Ready") == "Ready"
            found |= {} if healthy else {name: status}
    return found


def wait_healthy(bed: Bed, namespace: str) -> None:
    try:
        bed.wait(f"{namespace} is healthy", lambda: not unhealthy(bed, namespace), 240)
    except Exception:
        raise AssertionError(unhealthy(bed, namespace)) from None


def written(bed: Bed, namespace: str) -> dict[str, int]:
    """A resource's generation grows with each change of its spec."""
    found = resources(bed, namespace)
    return {name: body["metadata"]["generation"] for name, body in found.items()}


def is_unchanged(bed: Bed, namespace: str, manifest: str) -> None:
    """kubectl shows no difference between a manifest and the cluster."""
    for side in [], ["--server-side"]:
        diff = bed.kubectl("diff", *side, "-n", namespace, "-f", "-", stdin=manifest, check=False)
        assert (diff.returncode, diff.stdout) == (0, ""), diff.stdout + diff.stderr


def prepare(bed: Bed, namespace: str) -> set[str]:
    """What the stack refers to. Returns what is in the namespace before the release."""
    bed.apply({**SECRET, "metadata": {"namespace": namespace, "name": "autoops"}})
    s3 = {"namespace": namespace, "name": "s3-credentials"}
    bed.apply({"apiVersion": "v1", "kind": "Secret", "metadata": s3, "stringData": {"a": "b"}})
    return left(bed, namespace)


def left(bed: Bed, namespace: str) -> set[str]:
    found = bed.items(LEFT_BY_HELM, namespace)
    return {f"{o['kind']}/{o['metadata']['name']}" for o in found} - {
        "ConfigMap/istio-ca-root-cert",
        "ConfigMap/kube-root-ca.crt",
    }


def test_the_stack_has_all_kinds() -> None:
    assert {name[0].lower() + name[1:] for name in ECKS_OWN} <= ALL_KINDS.keys()


@pytest.mark.parametrize("mode", MODES)
def test_the_life_of_a_stack(
    mode: str, bed: Bed, namespace: str, helm: Helm, tmp_path: Path
) -> None:
    before, release = prepare(bed, namespace), Release(helm, namespace)

    def run(verb: str, *flags: str, **given: dict[str, Any]) -> None:
        for name, values in given.items():
            (tmp_path / name).write_text(json.dumps(values))
        more = [f"--values={tmp_path / name}" for name in given]
        done = release.run(verb, *more, *flags, bare=mode == "disabled")
        assert done.returncode == 0, done.stderr

    run("install", values=values_of(mode))
    assert {body["kind"] for body in resources(bed, namespace).values()} == ECKS_OWN
    wait_healthy(bed, namespace)
    at_first, workloads = written(bed, namespace), generations(bed, namespace)
    is_unchanged(bed, namespace, helm.run("get", "manifest", "stack", "-n", namespace).stdout)

    run("upgrade", values=values_of(mode, MORE))
    then = written(bed, namespace)
    assert {name for name in then if then[name] != at_first.get(name)} == CHANGED
    wait_healthy(bed, namespace)

    run("rollback", "1")
    wait_healthy(bed, namespace)
    assert {n for n, of in generations(bed, namespace).items() if of != workloads.get(n, of)} <= {
        "stack-kb",
        "stack-ls",
    }
    is_unchanged(bed, namespace, helm.run("get", "manifest", "stack", "-n", namespace).stdout)

    run("uninstall")
    bed.wait("nothing is left", lambda: left(bed, namespace) == before, 60)


def test_the_life_of_a_stack_with_flux(bed: Bed, namespace: str, tmp_path: Path) -> None:
    before = prepare(bed, namespace)
    source = helm_chart(bed, namespace, "eck-mesh", serve_chart(bed, ROOT))
    of = [{"kind": "ConfigMap", "name": "mesh"}]

    def install(values: dict[str, Any]) -> None:
        plan = thing("v1", "ConfigMap", namespace, "mesh", {})
        del plan["spec"]
        text = compiled(tmp_path, values, "stack", namespace)
        bed.apply({**plan, "data": {"values.yaml": text}})
        helm_release(bed, namespace, "stack", source, values, valuesFrom=of)

    install(values_of("permissive"))
    assert ready(bed, namespace, "stack", 120)["status"] == "True"
    wait_healthy(bed, namespace)
    workloads = generations(bed, namespace)
    install(values_of("strict", MORE, {"mesh": {"tls": "eck"}}))
    assert reconcile(bed, namespace, "stack")["status"] == "True"
    wait_healthy(bed, namespace)
    assert {n for n, of in generations(bed, namespace).items() if of != workloads.get(n, of)} == {
        "stack-kb",
        "stack-ls",
    }
    bed.vanish("helmrelease", namespace, "stack")
    bed.delete("configmap", namespace, "mesh")
    bed.wait("nothing is left", lambda: left(bed, namespace) == before, 60)
