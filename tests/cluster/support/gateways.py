"""Real gateways of Istio: Envoys with the configuration that istiod gives gateways, and browsers in front of them.

Two are to be had: Istio's own, of its chart `gateway`, and one of the Gateway API, whose Deployment, Service and
ServiceAccount istiod makes. Their pods run as those of data_plane.py do.
"""

from __future__ import annotations

from typing import Any

from tests.cluster.bed import cable
from tests.cluster.bed.bed import Bed
from tests.cluster.bed.tools import module
from tests.cluster.support.data_plane import DataPlane
from tests.cluster.support.live import pod, pods

GROUP = "gateway.networking.k8s.io"
OUTSIDE = {"sidecar.istio.io/inject": "false"}


def install(bed: Bed, namespace: str) -> None:
    """Istio's own gateway by its chart, as its documentation says: pods with the label istio: ingress."""
    chart = module("istio.io/istio") / "manifests" / "charts" / "gateway"
    values = "service.type=ClusterIP,autoscaling.enabled=false"
    flags = "--install", "-n", namespace, "--set", values
    bed.create_namespace(namespace)
    bed.run("helm3", "upgrade", *flags, "istio-ingress", str(chart))


class Gateways(DataPlane):
    """The pods of gateways in one namespace, and one of a browser, which has no sidecar."""

    def browser(self, name: str = "browser") -> None:
        self.bed.apply(pod(name, OUTSIDE), namespace=self.namespace)
        self.start(name)

    def run_gateway(self, workload: str) -> str:
        """Start the pod of a Deployment; its name."""
        found = lambda: next(  # noqa: E731
            (name for name in pods(self.bed, self.namespace) if name.startswith(f"{workload}-")),
            None,
        )
        name: str = self.bed.wait(f"a pod of {workload} is there", found, 60)
        self.start(name)
        self.ready(name)
        return name

    def _network(self, name: str, address: str) -> None:
        super()._network(name, address)
        cable.inside(self._space(name), *("sysctl", "-qw"), "net.ipv4.ip_unprivileged_port_start=0")

    def browse(self, gateway: str, url: str, *more: str) -> Any:
        """What a browser gets that takes the gateway's pod for the URL's host: status and body."""
        host, _, port = url.split("/")[2].partition(":")
        port = port or {"http": "80", "https": "443"}[url.partition(":")[0]]
        place = f"{host}:{port}:{self.addresses[gateway]}"
        return self.curl("browser", "--resolve", place, *more, url)
