"""istiod: Istio's own charts as they are, and pilot-discovery as a process in place of their Deployment's pod.

It finds no mesh or injection file in its working directory and so reads the ConfigMaps that the chart made.
"""

from __future__ import annotations

import http.client
import json
from typing import Any

from tests.cluster.bed import netns
from tests.cluster.bed.bed import Bed
from tests.cluster.bed.programs.apiserver import as_service_account
from tests.cluster.bed.programs.kubelet import NODE_SELECTOR, TOLERATION
from tests.cluster.bed.tools import TOOLS, module

NAMESPACE = "istio-system"
WEBHOOK = "mutatingwebhookconfiguration"
COMMAND = (
    str(TOOLS / "pilot-discovery"),
    "discovery",
    "--domain=cluster.local",
    "--keepaliveMaxServerConnectionAge=30m",
)
POD = {"tolerations": [TOLERATION], "nodeSelector": NODE_SELECTOR}
AMBIENT = 16080  # the first port of the istiod in ambient mode


def start(bed: Bed, *flags: str) -> None:
    """flags: for Helm, on top of the chart's values here."""
    charts = module("istio.io/istio") / "manifests" / "charts"
    bed.create_namespace(NAMESPACE)
    helm = ["helm3", "upgrade", "--install", "-n", NAMESPACE]
    bed.run(*helm, "istio-base", str(charts / "base"))
    values = "autoscaleEnabled=false,telemetry.v2.prometheus.enabled=false"  # upstream Envoy has no such filter of Istio's
    chart = str(charts / "istio-control" / "istio-discovery")
    bed.run(*helm, "istiod", chart, "--set", values, *flags)
    run(bed)


def run(bed: Bed) -> None:
    """The program alone, also once more where it was killed."""
    env = {
        **environment(bed, "istiod-0"),
        # Filters of Istio's own build of Envoy, which upstream's (data_plane.py) refuses.
        "PILOT_ENABLE_METADATA_EXCHANGE": "false",
        "PILOT_ENABLE_ALPN_FILTER": "false",
    }
    bed.start(
        "istiod",
        *(*COMMAND, "--monitoringAddr=:15014"),
        env=env,
        ready=lambda: bed.listens(15017) and ready(bed),
    )


def start_simulated(bed: Bed) -> None:
    """Where pods run: its own pod is one of KWOK's."""
    start(bed, *(f"--set-json={key}={json.dumps(value)}" for key, value in POD.items()))


def start_ambient(bed: Bed) -> None:
    """A second istiod, in ambient mode, whose answers about ambient are read and which nobody else asks.

    The first one stays as it is: in ambient mode it would give sidecars listeners that upstream's Envoy refuses.
    """
    ports = {
        "http": AMBIENT,
        "https": AMBIENT + 1,
        "grpc": AMBIENT + 2,
        "secureGRPC": AMBIENT + 3,
        "monitoring": AMBIENT + 4,
    }
    env = {
        **environment(bed, "istiod-1"),
        "PILOT_ENABLE_AMBIENT": "true",
        "INJECTION_WEBHOOK_CONFIG_NAME": "",
        "VALIDATION_WEBHOOK_CONFIG_NAME": "",
    }
    bed.start(
        "istiod-ambient",
        *(*COMMAND, "--ctrlz_port=0", *(f"--{name}Addr=:{port}" for name, port in ports.items())),
        env=env,
        ready=lambda: bed.listens(AMBIENT) and ambientz(bed)["workloads"],
    )


def ambientz(bed: Bed) -> dict[str, list[Any]]:
    """What istiod tells every ztunnel: workloads, services, and the policies that it made of PeerAuthentications."""
    connection = http.client.HTTPConnection("127.0.0.1", AMBIENT, timeout=10)
    connection.sock = netns.connect(bed.name, "127.0.0.1", AMBIENT)
    connection.request("GET", "/debug/ambientz")
    found: dict[str, list[Any]] = json.loads(connection.getresponse().read())
    connection.close()
    return found


def environment(bed: Bed, name: str) -> dict[str, str]:
    """As the chart's Deployment sets it."""
    return {
        "KUBECONFIG": str(as_service_account(bed, NAMESPACE, "istiod")),
        "POD_NAME": name,
        "POD_NAMESPACE": NAMESPACE,
        "SERVICE_ACCOUNT": "istiod",
        "PILOT_CERT_PROVIDER": "istiod",
        "REVISION": "default",
        "CLUSTER_ID": "Kubernetes",
        "PILOT_ENABLE_ANALYSIS": "false",
    }


def ready(bed: Bed) -> bool:
    """The injector has istiod's certificate, and its Service an endpoint: only then does the API server reach it."""
    webhooks = bed.get(WEBHOOK, "istio-sidecar-injector").get("webhooks", [{}])
    slices = bed.items("endpointslices", NAMESPACE, "kubernetes.io/service-name=istiod")
    return bool(webhooks[0].get("clientConfig", {}).get("caBundle")) and any(
        s.get("endpoints") for s in slices
    )
