"""The story: an Elasticsearch in mode permissive, who gets in, and who does when it is strict."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from ci.demo import page
from tests.cluster.bed.bed import Bed
from tests.cluster.bed.tools import version
from tests.cluster.demo.requests import Requests
from tests.cluster.demo.shell import Shell, Unexpected
from tests.cluster.support.elastic.cluster import Elastic, identities
from tests.cluster.support.elastic.nodes import node_set
from tests.support.helm import ROOT

NAMESPACE = "demo"
VALUES = "dist/demo/cluster.yaml"
RELEASE = f"stack . -n {NAMESPACE} -f {VALUES}"
PERMISSIVE = "--set mesh.mode=permissive"
STRICT = "--set mesh.mode=strict"
KEPT = f"{STRICT} --set mesh.tls=eck"
POST_RENDERER = "--post-renderer eck-mesh"


class Story:
    """A bed that runs, and the release on it."""

    def __init__(self, bed: Bed, home: Path) -> None:
        """home: an empty folder that pods may read."""
        self.bed, self.shell = bed, Shell(bed, home)
        self.elastic = Elastic(bed, NAMESPACE, self.shell.helm, home, {"one": node_set(1)})
        file = ROOT / VALUES
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(values(), sort_keys=False))

    def tell(self) -> None:
        """Everything between the start of the cluster and its end."""
        self.install()
        with self.requests() as requests:
            page.title("3. In permissive, a pod outside the mesh gets in")
            requests.both(outside="own TLS")
            self.prepare()
            self.turn(requests)
        page.title("7. helm uninstall, and the cluster goes")
        self.shell.show(f"helm uninstall stack -n {NAMESPACE}")

    def install(self) -> None:
        page.title(
            "2. helm install in mode permissive: Elasticsearch is in the mesh, with ECK's own TLS"
        )
        self.bed.create_namespace(NAMESPACE, **{"istio-injection": "enabled"})
        install = f"helm install {RELEASE} {PERMISSIVE} {POST_RENDERER}"
        page.command(install)
        self.shell.run(install)
        print("  Waiting until the operator calls it green: 20 seconds or more", flush=True)
        begin = time.monotonic()
        self.elastic.wait()
        print(f"  Green after {time.monotonic() - begin:.0f} s")
        self.shell.show(f"kubectl get elasticsearch,pods -n {NAMESPACE}")

    @contextmanager
    def requests(self) -> Iterator[Requests]:
        """Of two pods of a user."""
        client, outside = (
            self.elastic.client(*one) for one in (("client", True), ("outside", False))
        )
        with Requests.of(self.elastic, client, outside) as found:
            yield found

    def prepare(self) -> None:
        page.title("4. Is the cluster ready for strict?")
        self.shell.show(f"eck-mesh status -n {NAMESPACE}")
        page.title(
            "5. Strict alone would turn ECK's TLS off on a running Elasticsearch: the chart refuses"
        )
        self.shell.show(f"helm upgrade {RELEASE} {STRICT} {POST_RENDERER}", 1)

    def turn(self, requests: Requests) -> None:
        """To strict."""
        page.title(
            "6. Strict with ECK's TLS kept: what will change, the upgrade, and what has changed"
        )
        before = "dist/demo/permissive.yaml"
        self.shell.run(f"helm get manifest stack -n {NAMESPACE} > {before}")
        page.command(f"helm get manifest stack -n {NAMESPACE} > {before}")
        self.shell.show(f"helm template {RELEASE} {KEPT} | eck-mesh reach --diff {before}", 1)
        pods = identities(self.elastic)
        upgrade = f"helm upgrade {RELEASE} {KEPT} {POST_RENDERER}"
        page.command(upgrade)
        self.shell.run(upgrade)
        requests.both(outside="refused")
        if identities(self.elastic) != pods:
            raise Unexpected("A pod of Elasticsearch was replaced, or started again.")
        print("\n  No pod was replaced, no container started again.")


def values() -> dict[str, object]:
    """One small node. There is no Kibana: Elastic publishes it as an image alone, and the bed runs none."""
    return {
        "version": version("ELASTICSEARCH_VERSION"),
        "kibana": {"default": {"enabled": False}},
        "elasticsearch": {"default": {"nodeSets": {"one": node_set(1)}}},
    }
