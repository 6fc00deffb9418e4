"""What the real operator makes of our resources, held against facts/kinds.yaml: so that table cannot rot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from eck_mesh.eck.kinds import KINDS
from eck_mesh.eck.resource import kind_of, pod_templates
from eck_mesh.eck.services import services
from eck_mesh.istio.modes import PLANES
from eck_mesh.manifests.kinds import OPERATORS
from eck_mesh.manifests.manifest import Manifest, Ref
from tests.cluster.bed.bed import Bed
from tests.cluster.support.live import containers, iptables, pods, through_post_renderer
from tests.cluster.support.live import pod_templates as live_templates
from tests.cluster.support.stack import SECRET, stack

# Nothing here rests on whether they are green: these wait for what no one answers in the bed.
NEVER_GREEN = {"EnterpriseSearch", "AutoOpsAgentPolicy"}
WITHOUT_WORKLOAD = {
    "AutoOpsAgentPolicy"
}  # its agents come after an Elasticsearch API key that the stand-ins do not give


def manifest(body: dict[str, Any]) -> Manifest:
    return Manifest(
        Ref(body["apiVersion"].partition("/")[0], body["kind"], "", body["metadata"]["name"]),
        body,
        1,
        None,
    )


@pytest.fixture(scope="module", params=["permissive", "strict"])
def meshed(request: pytest.FixtureRequest, bed: Bed) -> Iterator[tuple[str, str]]:
    """The stack of every kind, through the post-renderer, until the operator is done with it: (mode, namespace).

    Permissive keeps ECK's TLS on, strict with `--tls auto` turns it off.
    """
    mode: str = request.param
    name = f"operator-{mode}"
    bed.apply(
        {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": name, "labels": {"istio-injection": "enabled"}},
        }
    )
    done = through_post_renderer(stack(), f"--mode={mode}", "--tls=auto", f"--namespace={name}")
    assert done.returncode == 0, done.stderr
    bed.apply_text(done.stdout, name)
    bed.apply({**SECRET, "metadata": {**SECRET["metadata"], "namespace": name}})  # type: ignore[dict-item]

    def finished() -> bool:
        health = {
            r["kind"] + r["metadata"]["name"]: r.get("status", {}).get("health")
            for r in bed.items("elastic", name)
        }
        waited = {k: v for k, v in health.items() if not k.startswith(tuple(NEVER_GREEN))}
        return len(waited) == len(stack()) - len(NEVER_GREEN) and set(waited.values()) == {"green"}

    bed.wait("every kind is green", finished, 120)
    yield mode, name
    bed.delete("namespace", "", name)


def test_all_kinds_with_pods_are_in_the_stack() -> None:
    assert {body["kind"] for body in stack()} == {
        name for name, kind in KINDS.items() if kind.podTemplateHolders
    } - {kind for _, kind in OPERATORS}


def test_services_are_those_of_the_table(bed: Bed, meshed: tuple[str, str]) -> None:
    mode, namespace = meshed
    scheme = "https" if mode == "permissive" else "http"
    expected = {}
    for body in stack():
        for named in services(manifest(body)):
            ports = {named.service.portName or scheme: int(named.service.port)}
            if named.nodeSet:
                ports["rcs"] = (
                    9443  # the remote cluster server's port stands on each nodeSet's Service too
                )
            expected[named.name] = ports
    found = {
        s["metadata"]["name"]: {p["name"]: p["port"] for p in s["spec"]["ports"]}
        for s in bed.items("service", namespace)
    }
    assert found == expected


def test_services_with_a_destination_rule_exist(bed: Bed, meshed: tuple[str, str]) -> None:
    _, namespace = meshed
    hosts = {r["spec"]["host"] for r in bed.items("destinationrule", namespace)}
    there = {
        f"{s['metadata']['name']}.{namespace}.svc.cluster.local"
        for s in bed.items("service", namespace)
    }
    assert hosts
    assert hosts <= there


def test_selectors_find_the_pods_and_only_those(bed: Bed, meshed: tuple[str, str]) -> None:
    _, namespace = meshed
    for policy in bed.items("peerauthentication", namespace):
        ((label, name),) = policy["spec"]["selector"]["matchLabels"].items()
        selected = bed.items("pods", namespace, f"{label}={name}")
        assert selected, policy["metadata"]["name"]
        assert {p["metadata"]["labels"]["common.k8s.elastic.co/type"] for p in selected} == {
            p["metadata"]["labels"]["common.k8s.elastic.co/type"] for p in selected[:1]
        }


def test_each_container_port_of_a_table_row_is_the_pods(bed: Bed, meshed: tuple[str, str]) -> None:
    """portLevelMtls and the exclusions speak of the pods' ports: they must be the Services'."""
    _, namespace = meshed
    for body in stack():
        kind = kind_of(manifest(body))
        mine = (
            bed.items("pods", namespace, f"{kind.selector}={body['metadata']['name']}")
            if kind.selector
            else []
        )
        declared = {
            p["containerPort"]
            for pod in mine
            for c in pod["spec"]["containers"]
            for p in c.get("ports", [])
        }
        wanted = {int(n.service.port) for n in services(manifest(body))} - {
            9443
        }  # which ECK's pods do not declare
        assert wanted <= declared, body["kind"]


def test_probes_are_of_the_sort_the_table_says(bed: Bed, meshed: tuple[str, str]) -> None:
    _, namespace = meshed
    for body in stack():
        kind = kind_of(manifest(body))
        templates = [
            t
            for t in live_templates(bed, namespace).values()
            if kind.selector
            and t["metadata"]["labels"].get(kind.selector) == body["metadata"]["name"]
        ]
        assert templates or body["kind"] in WITHOUT_WORKLOAD, body["kind"]
        for template in templates:
            probes = [
                c["readinessProbe"] for c in template["spec"]["containers"] if "readinessProbe" in c
            ]
            sorts = {
                "http" if "httpGet" in p else "exec" if "exec" in p else "other" for p in probes
            }
            assert sorts == ({kind.probe} - {"none"}), body["kind"]


def test_the_operator_hands_our_labels_and_annotations_to_its_workloads(
    bed: Bed, meshed: tuple[str, str]
) -> None:
    mode, namespace = meshed
    flags = [f"--mode={mode}", "--tls=auto", f"--namespace={namespace}"]
    rendered = through_post_renderer(stack(), *flags).stdout
    wanted: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for body in yaml.safe_load_all(rendered):
        if body["kind"] in KINDS:
            one = manifest(body)
            for path in pod_templates(one):
                holder: Any = body
                for step in path:
                    holder = holder[step]
                wanted.setdefault((kind_of(one).selector, body["metadata"]["name"]), []).append(
                    holder["metadata"]
                )
    live = list(live_templates(bed, namespace).values())
    for (selector, name), metadatas in wanted.items():
        mine = [t["metadata"] for t in live if t["metadata"]["labels"].get(selector) == name]
        for metadata in metadatas if mine else []:
            for made in mine:
                assert metadata["labels"].items() <= made["labels"].items()
                assert (
                    metadata.get("annotations", {}).items() <= made.get("annotations", {}).items()
                )
    assert len([m for ms in wanted.values() for m in ms]) == 12
    assert {e.set for e in PLANES["sidecar"].modes[mode].podLabels if not e.setting} <= {
        k for ms in wanted.values() for m in ms for k in m["labels"]
    }


def test_every_pod_has_a_sidecar_whose_iptables_show_the_exclusions(
    bed: Bed, meshed: tuple[str, str]
) -> None:
    _, namespace = meshed
    found = pods(bed, namespace)
    assert len(found) >= 10
    for name, pod in found.items():
        assert "istio-proxy" in containers(pod), name
        arguments = iptables(pod)
        assert arguments["-b"] == "*"
        excluded = {"9300", "9443"} if name.startswith("es-es-") else set()
        assert excluded | {"15020", "15021", "15090"} == set(arguments["-d"].split(",")), name
        assert ({"9300"} if excluded else set()) == set(
            filter(None, arguments.get("-o", "").split(","))
        ), name


def test_http_probes_go_to_the_sidecars_agent(bed: Bed, meshed: tuple[str, str]) -> None:
    _, namespace = meshed
    (kibana,) = bed.items("pods", namespace, "kibana.k8s.elastic.co/name=kb")
    (container,) = [c for c in kibana["spec"]["containers"] if c["name"] == "kibana"]
    assert container["readinessProbe"]["httpGet"]["port"] == 15020
