"""Elastic's operator: its own chart as it is, with its profile for Istio, and the real program in place of its pod."""

from __future__ import annotations

import base64

from tests.cluster.bed.bed import NODE, Bed
from tests.cluster.bed.programs.apiserver import as_service_account
from tests.cluster.bed.tools import TOOLS, module

NAMESPACE = "elastic-system"
SECRET = "elastic-operator-webhook-cert"


def chart() -> str:
    return str(module("github.com/elastic/cloud-on-k8s/v3") / "deploy" / "eck-operator")


def install(bed: Bed, *flags: str) -> None:
    """Its chart, in a namespace that injects. flags: for Helm."""
    bed.create_namespace(NAMESPACE, **{"istio-injection": "enabled"})
    release = "elastic-operator", chart(), "-n", NAMESPACE, "-f", f"{chart()}/profile-istio.yaml"
    bed.run("helm3", "upgrade", "--install", *release, *flags)


def start(bed: Bed) -> None:
    install(bed)
    config = bed.folder / "eck.yaml"
    config.write_text(bed.get("configmap", "elastic-operator", NAMESPACE)["data"]["eck.yaml"])
    certificates = bed.folder / "eck-certificates"
    certificates.mkdir()
    env = {
        "KUBECONFIG": str(as_service_account(bed, NAMESPACE, "elastic-operator")),
        "OPERATOR_NAMESPACE": NAMESPACE,
        "POD_IP": NODE,
        "WEBHOOK_SECRET": SECRET,
    }
    bed.start(
        "elastic-operator",
        str(TOOLS / "elastic-operator"),
        *(
            "manager",
            f"--config={config}",
            "--disable-config-watch",
            f"--webhook-cert-dir={certificates}",
        ),
        *("--enable-leader-election=false", "--metrics-port=0", "--disable-telemetry"),
        # Several tests at a time, none of which is to wait for the next look at a health that has changed.
        *("--elasticsearch-observation-interval=1s", "--max-concurrent-reconciles=10"),
        "--kube-client-qps=200",
        env=env,
        ready=lambda: mounted(bed) and bed.listens(9443),
    )
    bed.wait("pod elastic-operator-0 is ready", lambda: endpoint(bed))
    trial(bed)


def mounted(bed: Bed) -> bool:
    """What a kubelet would do: put the webhook's certificate, which the operator writes to a Secret, where it reads it."""
    data = bed.get("secret", SECRET, NAMESPACE).get("data") or {}
    folder = bed.folder / "eck-certificates"
    for name in ("tls.key", "tls.crt"):
        if name in data and not (folder / name).exists():
            (folder / name).write_bytes(base64.b64decode(data[name]))
    return "tls.crt" in data


def endpoint(bed: Bed) -> bool:
    service = "kubernetes.io/service-name=elastic-operator-webhook"
    slices = bed.items("endpointslices", NAMESPACE, service)
    return any(e["conditions"].get("ready") for s in slices for e in s.get("endpoints") or [])


def trial(bed: Bed) -> None:
    """The operator's own offline trial: Elastic Maps asks for a licence."""
    bed.apply(
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {
                "name": "eck-trial-license",
                "namespace": NAMESPACE,
                "labels": {"license.k8s.elastic.co/type": "enterprise_trial"},
                "annotations": {"elastic.co/eula": "accepted"},
            },
        }
    )
