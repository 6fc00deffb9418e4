"""Flux's helm-controller: its own CRDs, and the real program with the rights that Flux gives it, the administrator's.

No source-controller runs; it would need registries and repositories to fetch from. helm-controller knows it only by what it
leaves behind: a .tgz at a URL, and the status of a source that names it. So Python's web server serves a folder of the bed,
and tests write that status themselves (tests/cluster/support/flux.py).
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.tools import TOOLS, module
from tests.support.crds import CERTIFICATES

CHARTS, HEALTH = 8879, 9440
GATEWAY_KINDS = (
    *("httproutes", "grpcroutes", "tlsroutes", "tcproutes"),
    *("gateways", "gatewayclasses", "backendtlspolicies", "referencegrants"),
)
# Some files hold more than a megabyte of CRDs: they go to the API server as they are.
DOCUMENTS = re.compile(r"^---.*\n", re.MULTILINE)
NAME = re.compile(r"^  name: (\S+\.\S+)$", re.MULTILINE)


def start(bed: Bed) -> None:
    for name in "helm-controller", "source-controller":
        bases = module(f"github.com/fluxcd/{name}") / "config" / "crd" / "bases"
        definitions(bed, *sorted(bases.glob("*.yaml")))
    bed.create_namespace("flux-system")
    served(bed).mkdir()
    web = (
        sys.executable,
        "-m",
        "http.server",
        str(CHARTS),
        "--bind=127.0.0.1",
        f"--directory={served(bed)}",
    )
    bed.start("chart-server", *web, ready=lambda: bed.listens(CHARTS))
    bed.start(
        "helm-controller",
        str(TOOLS / "helm-controller"),
        *(
            "--events-addr=",
            "--metrics-addr=0",
            f"--health-addr=127.0.0.1:{HEALTH}",
            "--log-encoding=console",
        ),
        # A source is read at once as a test left it, not from a cache that may lag behind the HelmRelease's.
        *(
            "--requeue-dependency=1s",
            "--interval-jitter-percentage=0",
            "--feature-gates=DirectSourceFetch=true",
        ),
        env={"KUBECONFIG": str(bed.kubeconfig), "RUNTIME_NAMESPACE": "flux-system"},
        ready=lambda: bed.listens(HEALTH),
    )


def served(bed: Bed) -> Path:
    """The folder whose files are at http://127.0.0.1:CHARTS/ in the bed."""
    return bed.folder / "charts"


def routes() -> list[Path]:
    """CRDs of what golden cases hold beside ECK's and Istio's, and nobody acts on in the bed: Gateway API's, Traefik's, and
    cert-manager's Certificate."""
    gateway = module("sigs.k8s.io/gateway-api") / "config" / "crd" / "standard"
    traefik = module("github.com/traefik/traefik/v2") / "docs" / "content" / "reference"
    return [
        *(gateway / f"gateway.networking.k8s.io_{kind}.yaml" for kind in GATEWAY_KINDS),
        traefik / "dynamic-configuration" / "kubernetes-crd-definition-v1.yml",
        CERTIFICATES,
    ]


def foreign_definitions(bed: Bed) -> None:
    """ECK's and Istio's CRDs, for a bed in which nobody acts on them."""
    eck = module("github.com/elastic/cloud-on-k8s/v3") / "config" / "crds" / "v1" / "all-crds.yaml"
    istio = (
        module("istio.io/istio") / "manifests" / "charts" / "base" / "files" / "crd-all.gen.yaml"
    )
    definitions(bed, eck, istio, *routes())


def route_definitions(bed: Bed) -> None:
    """CRDs of routes and certificates, which golden cases hold."""
    definitions(bed, *routes())


def definitions(bed: Bed, *paths: Path) -> None:
    """Apply CRDs and wait until they are served."""
    texts = [text for path in paths for text in DOCUMENTS.split(path.read_text())]
    crds = {name[1]: text for text in texts if (name := NAME.search(text))}
    bed.api.abreast(lambda name: bed.api.apply_crd(name, crds[name]), crds)
    bed.wait("all CRDs are served", lambda: bed.api.kinds.plurals() >= crds.keys())
    # kubectl and Helm keep for ten minutes which kinds there were.
    shutil.rmtree(bed.cache, ignore_errors=True)
