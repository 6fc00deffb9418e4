"""kube-apiserver, and kubeconfigs for it.

With aggregator routing it sends a webhook to its Service's endpoint, a simulated pod's address, and not to the
ClusterIP: in the bed that address is local, and the real process answers there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cluster.bed import pki
from tests.cluster.bed.api import ApiError
from tests.cluster.bed.bed import NODE, SERVICES, Bed
from tests.cluster.bed.programs.etcd import CLIENTS
from tests.cluster.bed.tools import TOOLS

URL = "https://127.0.0.1:6443"


def start(bed: Bed) -> None:
    keys = bed.folder / "pki"
    pki.make(keys, ["127.0.0.1", NODE, "10.96.0.1"])
    admin = {"client-certificate": str(keys / "admin.crt"), "client-key": str(keys / "admin.key")}
    kubeconfig(bed, bed.kubeconfig, admin)
    bed.start(
        "kube-apiserver",
        str(TOOLS / "kube-apiserver"),
        *(
            f"--etcd-servers={CLIENTS}",
            "--secure-port=6443",
            "--bind-address=0.0.0.0",
            f"--advertise-address={NODE}",
        ),
        *(f"--tls-cert-file={keys}/apiserver.crt", f"--tls-private-key-file={keys}/apiserver.key"),
        *(
            f"--client-ca-file={keys}/ca.crt",
            f"--requestheader-client-ca-file={keys}/ca.crt",
            "--anonymous-auth=false",
        ),
        *("--requestheader-allowed-names=none", "--requestheader-username-headers=X-Remote-User"),
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={keys}/service-accounts.pub",
        f"--service-account-signing-key-file={keys}/service-accounts.key",
        *(
            f"--service-cluster-ip-range={SERVICES}",
            "--authorization-mode=Node,RBAC",
            "--allow-privileged",
            "--profiling=false",
        ),
        "--enable-aggregator-routing=true",
        ready=lambda: ready(bed),
    )


def ready(bed: Bed) -> bool:
    try:
        return bool(bed.api.request("GET", "/readyz") == "ok")
    except (ApiError, OSError):
        return False


def kubeconfig(bed: Bed, path: Path, user: dict[str, str]) -> Path:
    cluster = {"server": URL, "certificate-authority": str(bed.folder / "pki" / "ca.crt")}
    config: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "bed", "cluster": cluster}],
        "users": [{"name": "bed", "user": user}],
        "contexts": [{"name": "bed", "context": {"cluster": "bed", "user": "bed"}}],
        "current-context": "bed",
    }
    path.write_text(json.dumps(config))
    path.chmod(0o600)
    return path


def as_service_account(bed: Bed, namespace: str, name: str) -> Path:
    """A kubeconfig with a token of that ServiceAccount, so that a program has the rights of its own chart and no others."""
    token = bed.token(namespace, name, expirationSeconds=24 * 3600)
    return kubeconfig(bed, bed.folder / f"{name}.kubeconfig", {"token": token})
