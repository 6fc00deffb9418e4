"""Real gateways of Istio: Envoys with the configuration that istiod gives gateways, and browsers in front of them.

Two are to be had: Istio's own, of its chart `gateway`, and one of the Gateway API, whose Deployment, Service and
ServiceAccount istiod makes. Their pods run as those of data_plane.py do.
"""

from __future__ import annotations

import base64
from typing import Any

from tests.cluster.bed import cable
from tests.cluster.bed.bed import Bed
from tests.cluster.bed.tools import module
from tests.cluster.support.data_plane import DataPlane
from tests.cluster.support.live import pod, pods

API = "gateway.networking.k8s.io/v1"
OUTSIDE = {"sidecar.istio.io/inject": "false"}
ALL = {"namespaces": {"from": "All"}}
SECRET = "web"
FIRST, PORTS = 5044, 4  # of listeners for TCP


def install(bed: Bed, namespace: str) -> None:
    """Istio's own gateway by its chart. Its pods have the label istio: NAMESPACE."""
    chart = module("istio.io/istio") / "manifests" / "charts" / "gateway"
    values = f"service.type=ClusterIP,autoscaling.enabled=false,labels.istio={namespace}"
    flags = "--install", "-n", namespace, "--set", values
    bed.run("helm3", "upgrade", *flags, "istio-ingress", str(chart))


def api_gateway(namespace: str) -> dict[str, Any]:
    """A Gateway of the Gateway API that ends TLS, passes it through, and has some ports for TCP."""
    ended = {"mode": "Terminate", "certificateRefs": [{"name": SECRET}]}
    listeners = [
        {"name": "https", "port": 443, "protocol": "HTTPS", "hostname": "*.example.com", "tls": ended},
        {"name": "pass", "port": 443, "protocol": "TLS", "hostname": "*.example.org", "tls": {"mode": "Passthrough"}},
    ]  # fmt: skip
    ports = range(FIRST, FIRST + PORTS)
    listeners += [{"name": f"tcp-{port}", "port": port, "protocol": "TCP"} for port in ports]
    spec = {"gatewayClassName": "istio", "listeners": [{**one, "allowedRoutes": ALL} for one in listeners]}  # fmt: skip
    metadata = {"name": "web", "namespace": namespace}
    return {"apiVersion": API, "kind": "Gateway", "metadata": metadata, "spec": spec}


def web_certificate(bed: Bed) -> dict[str, Any]:
    """A Secret for browsers, who do not look at what its certificate says."""
    keys = bed.folder / "pki"
    data = {}
    for name, part in ("tls.key", "key"), ("tls.crt", "crt"):
        data[name] = base64.b64encode((keys / f"apiserver.{part}").read_bytes()).decode()
    metadata = {"name": SECRET}
    return {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls", "metadata": metadata, "data": data}  # fmt: skip


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
