"""istiod: Istio's own charts as they are, and pilot-discovery as a process in place of their Deployment's pod.

It finds no mesh or injection file in its working directory and so reads the ConfigMaps that the chart made.
"""

from __future__ import annotations

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.programs.apiserver import as_service_account
from tests.cluster.bed.tools import TOOLS, module

NAMESPACE = "istio-system"
WEBHOOK = "mutatingwebhookconfiguration"


def start(bed: Bed) -> None:
    charts = module("istio.io/istio") / "manifests" / "charts"
    bed.create_namespace(NAMESPACE)
    helm = ["helm3", "upgrade", "--install", "-n", NAMESPACE]
    bed.run(*helm, "istio-base", str(charts / "base"))
    values = "autoscaleEnabled=false,telemetry.v2.prometheus.enabled=false"  # upstream Envoy has no such filter of Istio's
    bed.run(*helm, "istiod", str(charts / "istio-control" / "istio-discovery"), "--set", values)
    env = {
        "KUBECONFIG": str(as_service_account(bed, NAMESPACE, "istiod")),
        "POD_NAME": "istiod-0",
        "POD_NAMESPACE": NAMESPACE,
        "SERVICE_ACCOUNT": "istiod",
        "PILOT_CERT_PROVIDER": "istiod",
        "REVISION": "default",
        "CLUSTER_ID": "Kubernetes",
        "PILOT_ENABLE_ANALYSIS": "false",
        # Filters of Istio's own build of Envoy, which upstream's (data_plane.py) refuses.
        "PILOT_ENABLE_METADATA_EXCHANGE": "false",
        "PILOT_ENABLE_ALPN_FILTER": "false",
    }
    bed.start(
        "istiod",
        str(TOOLS / "pilot-discovery"),
        *(
            "discovery",
            "--monitoringAddr=:15014",
            "--domain",
            "cluster.local",
            "--keepaliveMaxServerConnectionAge",
            "30m",
        ),
        env=env,
        ready=lambda: bed.listens(15017) and ready(bed),
    )


def ready(bed: Bed) -> bool:
    """The injector has istiod's certificate, and its Service an endpoint: only then does the API server reach it."""
    webhooks = bed.get(WEBHOOK, "istio-sidecar-injector").get("webhooks", [{}])
    slices = bed.items("endpointslices", NAMESPACE, "kubernetes.io/service-name=istiod")
    return bool(webhooks[0].get("clientConfig", {}).get("caBundle")) and any(
        s.get("endpoints") for s in slices
    )
