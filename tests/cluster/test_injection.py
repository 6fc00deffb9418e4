"""What Istio's injector does with pods that the operator makes from our resources."""

from __future__ import annotations

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.support.admission import create
from tests.cluster.support.live import containers, iptables, pods, rendered, through_post_renderer
from tests.cluster.support.stack import elasticsearch
from tests.support.helm import ROOT, Helm


@pytest.mark.parametrize(("native", "among"), [("true", "initContainers"), ("false", "containers")])
def test_native_and_classic_sidecars(
    bed: Bed, namespace: str, helm3: Helm, native: str, among: str
) -> None:
    """The seed's own check looks into containers only, where a native sidecar is not."""
    annotations = {"sidecar.istio.io/nativeSidecar": native}
    values = {
        "mesh": {"mode": "strict"},
        "elasticsearch": {
            "default": {
                "nodeSets": {
                    "one": {"count": 1, "podTemplate": {"metadata": {"annotations": annotations}}}
                }
            }
        },
        "kibana": {"default": {"enabled": False}},
    }
    stream = rendered(helm3, values=values, release="s", namespace=namespace)
    bed.apply_text(stream, namespace)
    pod = bed.wait("the pod is there", lambda: pods(bed, namespace).get("s-es-one-0"), 30)
    assert "istio-proxy" in [c["name"] for c in pod["spec"][among]]
    assert "9300" in iptables(pod)["-d"].split(",")
    assert "9300" in iptables(pod)["-o"].split(",")


def test_istio_takes_the_objects_of_the_example_of_egress(
    bed: Bed, namespace: str, helm3: Helm
) -> None:
    examples = "environments/production", "egress/values"
    values = [f"--values={ROOT}/examples/{example}.yaml" for example in examples]
    stream = rendered(helm3, *values, release="s", namespace=namespace)
    made = [
        document
        for document in stream.split("\n---\n")
        if "\nkind: ServiceEntry\n" in document or "\nkind: Sidecar\n" in document
    ]
    assert len(made) == 7
    assert create(bed, "\n---\n".join(made), namespace) == ""


def test_classic_sidecars_start_first_and_outlive_elasticsearch(
    bed: Bed, namespace: str, helm3: Helm
) -> None:
    """As far as the injected pods say it; that the agent does it is measured (rules/proxy.py)."""
    own = {
        "podTemplate": {"metadata": {"annotations": {"sidecar.istio.io/nativeSidecar": "false"}}}
    }
    resources = {
        "requests": {"cpu": "10m", "memory": "40Mi"},
        "limits": {"cpu": 2, "memory": "1Gi"},
    }
    values = {
        "mesh": {"mode": "strict", "proxy": {"classic": True, "resources": resources}},
        "elasticsearch": {"default": {"nodeSets": {"one": {"count": 1, **own}}}},
        "kibana": {"default": own},
    }
    stream = rendered(helm3, values=values, release="s", namespace=namespace)
    bed.apply_text(stream, namespace)
    bed.wait("both pods are there", lambda: len(pods(bed, namespace)) == 2, 60)
    for name, pod in pods(bed, namespace).items():
        proxy = next(c for c in pod["spec"]["containers"] if c["name"] == "istio-proxy")
        environment = {e["name"]: e.get("value") for e in proxy["env"]}
        elasticsearch = name == "s-es-one-0"
        assert environment.get("MINIMUM_DRAIN_DURATION") == ("60s" if elasticsearch else None)
        assert (pod["spec"]["containers"][0] == proxy) != elasticsearch
        assert ("postStart" in proxy.get("lifecycle", {})) != elasticsearch
        assert proxy["resources"] == {
            "requests": resources["requests"],
            "limits": {"cpu": "2", "memory": "1Gi"},
        }


def test_an_excluded_resource_gets_no_sidecar_in_a_namespace_that_injects(
    bed: Bed, namespace: str
) -> None:
    for name, mode in ("inside", "permissive"), ("outside", "excluded"):
        stream = through_post_renderer(
            [elasticsearch(name)], f"--mode={mode}", f"--namespace={namespace}"
        ).stdout
        bed.apply_text(stream, namespace)
    bed.wait("all pods are there", lambda: len(pods(bed, namespace)) == 6, 30)
    for name, pod in pods(bed, namespace).items():
        assert ("istio-proxy" in containers(pod)) == name.startswith("inside-"), name


def test_without_a_label_on_the_namespace_our_pod_label_asks_for_the_sidecar(
    bed: Bed, namespace: str
) -> None:
    bed.label_namespace(namespace, {"istio-injection": None})
    plain = elasticsearch("plain")
    bed.apply_text(through_post_renderer([plain], "--mode=disabled").stdout, namespace)
    stream = through_post_renderer(
        [elasticsearch("ours")], "--mode=permissive", f"--namespace={namespace}"
    ).stdout
    bed.apply_text(stream, namespace)
    bed.wait("all pods are there", lambda: len(pods(bed, namespace)) == 6, 30)
    for name, pod in pods(bed, namespace).items():
        assert ("istio-proxy" in containers(pod)) == name.startswith("ours-"), name


def test_a_bad_port_list_shows_only_as_failed_create_and_we_had_refused_it(
    bed: Bed, namespace: str
) -> None:
    bad = elasticsearch("bad")
    annotations = {"traffic.sidecar.istio.io/excludeInboundPorts": "93x"}
    for node_set in bad["spec"]["nodeSets"]:
        node_set["podTemplate"] = {
            "metadata": {"annotations": annotations, "labels": {"sidecar.istio.io/inject": "true"}}
        }
    bed.apply_text(
        through_post_renderer([bad], "--mode=disabled").stdout, namespace
    )  # as it is: accepted

    def failed() -> list[str]:
        events = bed.items("events", namespace)
        return [
            e["message"]
            for e in events
            if e["reason"] == "FailedCreate" and e["involvedObject"]["kind"] == "StatefulSet"
        ]

    messages = bed.wait("the StatefulSet says FailedCreate", failed, 30)
    assert (
        "invalid value '93x' for annotation 'traffic.sidecar.istio.io/excludeInboundPorts'"
        in messages[0]
    )
    assert pods(bed, namespace) == {}
    refused = through_post_renderer([bad], "--mode=permissive", f"--namespace={namespace}")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "[port-list-not-valid]" in refused.stderr


def test_in_ambient_no_sidecar_comes_along_even_where_the_namespace_injects(
    bed: Bed, namespace: str, helm3: Helm
) -> None:
    """A sidecar would win over ambient. There is no ztunnel here: labels and policies are as far as this goes."""
    values = {
        "mesh": {"mode": "strict", "dataPlane": "ambient"},
        "kibana": {"default": {"enabled": False}},
    }
    stream = rendered(helm3, values=values, release="s", namespace=namespace)
    bed.apply_text(stream, namespace)
    pod = bed.wait("the pod is there", lambda: pods(bed, namespace).get("s-es-default-0"), 30)
    assert "istio-proxy" not in containers(pod)
    assert pod["metadata"]["labels"]["istio.io/dataplane-mode"] == "ambient"
    service = bed.get("service", "s-es-http", namespace)
    assert service["metadata"]["labels"]["istio.io/use-waypoint"] == "none"


def test_a_namespace_that_says_disabled_beats_the_label_of_a_pod(bed: Bed, namespace: str) -> None:
    """Why such a Namespace in the stream is refused."""
    bed.label_namespace(namespace, {"istio-injection": "disabled"})
    stream = through_post_renderer(
        [elasticsearch("ours")], "--mode=permissive", f"--namespace={namespace}"
    ).stdout
    bed.apply_text(stream, namespace)
    bed.wait("all pods are there", lambda: len(pods(bed, namespace)) == 3, 30)
    assert {
        pod["metadata"]["labels"]["sidecar.istio.io/inject"]
        for pod in pods(bed, namespace).values()
    } == {"true"}
    assert not any("istio-proxy" in containers(pod) for pod in pods(bed, namespace).values())
