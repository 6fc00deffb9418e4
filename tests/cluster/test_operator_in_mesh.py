"""The seed's first half: the operator's pod has `manager` and `istio-proxy`, and its webhook is still reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.programs import operator
from tests.cluster.support.admission import NO_MASTER, create
from tests.cluster.support.corpus import operator_yaml
from tests.cluster.support.live import containers, iptables, pods, through_post_renderer
from tests.support.helm import ON_PATH, ROOT, Helm

SEEDS_CHECK = '{range .spec.containers[*]}{.name}{"\\n"}'  # and no {end}: kubectl takes it


def page(word: str) -> str:
    """What follows the word in docs/third-party.md, in its one line with it."""
    (line,) = [
        line for line in (ROOT / "docs/third-party.md").read_text().splitlines() if word in line
    ]
    return line.partition(word)[2]


def our_check() -> str:
    """The jsonpath of the page's command."""
    return page("get pod elastic-operator-0").partition("jsonpath='")[2].partition("'")[0]


def test_with_elastics_own_profile_in_a_namespace_that_injects(bed: Bed, namespace: str) -> None:
    found = pods(bed, operator.NAMESPACE)["elastic-operator-0"]
    assert {"manager", "istio-proxy"} <= set(containers(found))
    assert "9443" in iptables(found)["-d"].split(",")
    words = "Elasticsearch needs to have at least one master node"
    bed.wait(
        "the API server reaches the webhook", lambda: words in create(bed, NO_MASTER, namespace), 20
    )


@pytest.fixture(autouse=True)
def no_operator_is_left(bed: Bed, namespace: str) -> Iterator[None]:
    """`eck-mesh status` finds operators wherever they are: the tests of it must not see these."""
    yield
    bed.delete("statefulset", namespace)
    bed.wait("the operator's pod is gone", lambda: not pods(bed, namespace))


class Second:
    """Another release of Elastic's chart, under other names, in a namespace without a label."""

    def __init__(self, bed: Bed, namespace: str, helm: Helm) -> None:
        self.bed, self.namespace, self.helm, self.name = (
            bed,
            namespace,
            helm,
            f"operator-of-{namespace}",
        )

    def install(self, *flags: str) -> None:
        names = f"--set=installCRDs=false,nameOverride={self.name},fullnameOverride={self.name}"
        done = self.helm.run(
            "install", "second", operator.chart(), "-n", self.namespace, names, *flags, env=ON_PATH
        )
        assert done.returncode == 0, done.stderr

    def pod(self) -> dict[str, Any]:
        name = f"{self.name}-0"
        found: dict[str, Any] = self.bed.wait(
            "its pod is there", lambda: pods(self.bed, self.namespace).get(name), 30
        )
        return found

    def names(self, jsonpath: str) -> set[str]:
        done = self.bed.kubectl(
            "-n", self.namespace, "get", "pod", f"{self.name}-0", f"-o=jsonpath={jsonpath}"
        )
        return set(done.stdout.split())


@pytest.fixture
def second(bed: Bed, namespace: str, helm: Helm) -> Iterator[Second]:
    bed.label_namespace(namespace, {"istio-injection": None})
    yield Second(bed, namespace, helm)
    helm.run("uninstall", "second", "-n", namespace)


def test_elastics_profile_does_nothing_in_a_namespace_without_a_label(second: Second) -> None:
    """It asks by annotation, and that is read only where a webhook is called at all."""
    second.install(f"--values={operator.chart()}/profile-istio.yaml")
    assert "istio-proxy" not in containers(second.pod())


@pytest.mark.parametrize(("native", "seed_sees_it"), [("true", False), ("false", True)])
def test_its_chart_through_our_post_renderer_in_any_namespace(
    second: Second, native: str, seed_sees_it: bool
) -> None:
    kind = f"--set-string=podAnnotations.sidecar\\.istio\\.io/nativeSidecar={native}"
    second.install(
        kind,
        *page("helm install elastic-operator elastic/eck-operator -n elastic-system").split(),
    )
    assert "9443" in iptables(second.pod())["-d"].split(",")
    assert ("istio-proxy" in second.names(SEEDS_CHECK)) == seed_sees_it
    assert {"manager", "istio-proxy"} <= second.names(our_check())


@pytest.mark.parametrize("label", ["", "disabled"])
def test_operator_yaml_through_a_pipe(bed: Bed, namespace: str, helm3: Helm, label: str) -> None:
    """With its Namespace, which forbids every sidecar or says nothing. What a cluster has but once is the bed's own's."""
    found = [o for o in yaml.safe_load_all(operator_yaml(helm3, namespace)) if o]
    (own,) = [o for o in found if o["kind"] == "Namespace"]
    own["metadata"]["labels"] |= {"istio-injection": label} if label else {}
    bed.label_namespace(namespace, {"istio-injection": label or None})
    local = [o for o in found if o["kind"] == "Namespace" or "namespace" in o["metadata"]]
    bed.kubectl("apply", "-f", "-", stdin=through_post_renderer(local, "--mode=disabled").stdout)
    before = bed.wait(
        "its pod is there", lambda: pods(bed, namespace).get("elastic-operator-0"), 30
    )
    assert "istio-proxy" not in containers(before)
    bed.kubectl("apply", "-f", "-", stdin=through_post_renderer(local, "--mode=strict").stdout)

    def replaced() -> dict[str, Any] | None:
        pod = pods(bed, namespace).get("elastic-operator-0")
        return pod if pod and pod["metadata"]["uid"] != before["metadata"]["uid"] else None

    after = bed.wait("it has been replaced", replaced, 60)
    assert {"manager", "istio-proxy"} <= set(containers(after))
    assert "9443" in iptables(after)["-d"].split(",")
