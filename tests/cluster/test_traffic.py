"""What packets do under each mode, with real sidecars: what the README says of who gets in.

The stack comes out of the chart and the post-renderer, its pods from the real operator; what runs in them: data_plane.py.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from eck_mesh import dialect
from eck_mesh.rules.proxy import ENDS
from tests.cluster.bed import Bed
from tests.cluster.data_plane import Answer, DataPlane
from tests.helm import Helm

HTTP, HTTPS = "9200:http", "9200:https"
TRANSPORT = "9300:https"
REFUSED = Answer("refused", "", False)
MUTUAL, PAST = Answer("200", "mTLS", False), Answer("200", "TLS", True)


class Stack:
    """Two Elasticsearch nodes, a client with a sidecar and one without, all running."""

    def __init__(self, bed: Bed, namespace: str, helm: Helm, mesh: dict[str, Any], *listen: str, **spec: Any) -> None:
        self.bed, self.namespace, self.plane = bed, namespace, DataPlane(bed, namespace)
        self.helm, self.mesh, self.spec = helm, mesh, spec
        self.apply(mesh)
        for name, inject in ("client", "true"), ("naked", "false"):
            self.run(name, {"sidecar.istio.io/inject": inject})
        self.nodes = ["s-es-one-0", "s-es-one-1"]
        for name in self.nodes:
            self.plane.start(name, *listen, TRANSPORT)
        for name in "client", "naked":
            self.plane.start(name)
        excluded = mesh["mode"] == "excluded"
        self.plane.ready("client", *([] if excluded else self.nodes))

    def apply(self, mesh: dict[str, Any]) -> None:
        values = {
            "mesh": mesh,
            "elasticsearch": {"default": {"nodeSets": {"one": {"count": 2}}, "spec": self.spec}},
            "kibana": {"default": {"enabled": False}},
        }
        stream = self.helm.template(*self.helm.post_renderer(), values=values, release="s", namespace=self.namespace).stdout
        self.bed.kubectl("-n", self.namespace, "apply", "-f", "-", stdin=stream)

    def run(self, name: str, labels: dict[str, str], annotations: dict[str, str] | None = None) -> None:
        metadata = json.dumps({"metadata": {"labels": labels, "annotations": annotations or {}}})
        self.bed.kubectl("-n", self.namespace, "run", name, "--image=none", f"--overrides={metadata}")

    def service(self, port: int, name: str = "http") -> str:
        return f"s-es-{name}.{self.namespace}.svc:{port}"

    def pod(self, port: int) -> str:
        """As the operator dials it."""
        return f"s-es-one-0.s-es-one.{self.namespace}:{port}"

    def address(self, port: int) -> str:
        return f"{self.plane.addresses['s-es-one-0']}:{port}"

    def asks(self, client: str, url: str, expected: Answer) -> None:
        """Policies take a moment to get around; what is refused for good stays so."""
        found = Answer("", "", False)

        def same() -> bool:
            nonlocal found
            found = self.plane.ask(client, url)
            return found == expected

        try:
            self.bed.wait("the answer", same, 8)
        except Exception:
            raise AssertionError(f"{client} -> {url}: {found}, not {expected}") from None


Make = Callable[..., Stack]


@pytest.fixture
def make(bed: Bed, namespace: str, helm3: Helm) -> Iterator[Make]:
    made: list[Stack] = []

    def stack(mesh: dict[str, Any], *listen: str, **spec: Any) -> Stack:
        made.append(Stack(bed, namespace, helm3, mesh, *listen, **spec))
        return made[-1]

    yield stack
    for one in made:
        one.plane.stop()


def test_strict_without_ecks_tls(make: Make) -> None:
    stack = make({"mode": "strict"}, HTTP)
    for where in stack.service(9200), stack.service(9200, "internal-http"), stack.pod(9200):
        stack.asks("client", f"http://{where}/", MUTUAL)
    stack.asks("s-es-one-1", f"http://{stack.pod(9200)}/", MUTUAL)
    stack.asks("naked", f"http://{stack.pod(9200)}/", REFUSED)
    stack.asks("naked", f"https://{stack.pod(9200)}/", REFUSED)
    stack.asks("client", f"http://{stack.address(9200)}/", REFUSED)  # a bare address is no name that Istio knows
    for who in "s-es-one-1", "naked":
        stack.asks(who, f"https://{stack.address(9300)}/", PAST)


def test_strict_with_ecks_tls_inside(make: Make) -> None:
    stack = make({"mode": "strict", "tls": "eck"}, HTTPS)
    for where in stack.service(9200), stack.pod(9200), stack.address(9200):
        stack.asks("client", f"https://{where}/", MUTUAL)
    stack.asks("naked", f"https://{stack.pod(9200)}/", REFUSED)
    for who in "s-es-one-1", "naked":
        stack.asks(who, f"https://{stack.address(9300)}/", PAST)


def test_permissive_then_strict_without_a_gap(make: Make) -> None:
    stack = make({"mode": "permissive", "tls": "eck"}, HTTPS)
    url = f"https://{stack.pod(9200)}/"
    stack.asks("client", url, MUTUAL)
    stack.asks("naked", url, Answer("200", "TLS", False))
    stack.apply({"mode": "strict", "tls": "eck"})
    during = [stack.plane.ask("client", url) for _ in range(10)]
    assert set(during) == {MUTUAL}
    stack.asks("naked", url, REFUSED)
    assert stack.plane.ask("client", url) == MUTUAL


@pytest.mark.parametrize("mesh", [{"unmeshedClients": True}, {"operator": {"meshed": False}}])
def test_clients_outside_get_in_by_ecks_tls_on_that_port_alone(make: Make, mesh: dict[str, Any]) -> None:
    stack = make({"mode": "strict", **mesh}, HTTPS, "9999:https")
    url = f"https://{stack.pod(9200)}/"
    stack.asks("naked", url, Answer("200", "TLS", False))
    stack.asks("client", url, MUTUAL)
    stack.asks("naked", f"https://{stack.address(9999)}/", REFUSED)


@pytest.mark.parametrize("mode", ["permissive", "strict"])
def test_the_remote_cluster_server_is_not_the_meshs(make: Make, mode: str) -> None:
    """9443 by the Service and by the pods' names, from clients whose own pods do not leave it out."""
    server = {"remoteClusterServer": {"enabled": True}}
    stack = make({"mode": mode, "tls": "eck"}, HTTPS, "9443:https", **server)
    for where in stack.service(9443, "remote-cluster"), stack.pod(9443):
        stack.asks("client", f"https://{where}/", PAST)
    stack.asks("naked", f"https://{stack.pod(9443)}/", PAST)
    stack.asks("client", f"https://{stack.pod(9200)}/", MUTUAL)


def test_excluded_under_a_rule_for_everyone(bed: Bed, namespace: str, make: Make) -> None:
    everyone = {"host": f"*.{namespace}.svc.cluster.local", "trafficPolicy": {"tls": {"mode": "ISTIO_MUTUAL"}}}
    rule = {
        "apiVersion": "networking.istio.io/v1",
        "kind": "DestinationRule",
        "metadata": {"name": "all", "namespace": namespace},
    }
    bed.apply({**rule, "spec": everyone})
    stack = make({"mode": "excluded"}, HTTPS)
    wheres = [stack.service(9200), stack.pod(9200)]
    for where in wheres:
        stack.asks("client", f"https://{where}/", Answer("200", "TLS", True))
    bed.kubectl("-n", namespace, "delete", "destinationrule", "s-es-http", "s-es-one")
    for where in wheres:
        stack.asks("client", f"https://{where}/", REFUSED)


def test_a_classic_sidecar_stays_as_long_as_mesh_proxy_says_scaled_down_to_12_seconds(make: Make) -> None:
    """60 s in fact, for ECK's pre-stop hook, which dials through it. By default it is gone after 5."""
    stack = make({"mode": "strict"}, HTTP)
    longer = dialect.dump({"proxyMetadata": {**ENDS, "MINIMUM_DRAIN_DURATION": "12s"}})
    classic, inject = {"sidecar.istio.io/nativeSidecar": "false"}, {"sidecar.istio.io/inject": "true"}
    for name, more in ("longer", {"proxy.istio.io/config": longer}), ("default", {}):
        stack.run(name, inject, {**classic, **more})
        stack.plane.start(name)
    stack.plane.ready("longer", "default")
    url = f"http://{stack.pod(9200)}/"
    for name in "longer", "default":
        stack.asks(name, url, MUTUAL)
        stack.plane.terminate(name)
    time.sleep(8)
    assert stack.plane.ask("default", url) == REFUSED
    assert stack.plane.ask("longer", url).status == "200"
    time.sleep(8)
    assert stack.plane.ask("longer", url) == REFUSED
