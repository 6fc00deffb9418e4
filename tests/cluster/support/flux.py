"""What a test tells Flux and asks it: charts, sources with the status that source-controller would write, HelmReleases."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.programs.flux import CHARTS, served

Spec = dict[str, Any]
Artifact = dict[str, Any]
SOURCES = "source.toolkit.fluxcd.io/v1"


def serve_chart(bed: Bed, chart: Path, version: str = "") -> Artifact:
    """Serve a .tgz, or a chart's folder (packed as that version, its own without): the status.artifact of a source."""
    folder = Path(tempfile.mkdtemp(dir=served(bed)))
    if chart.is_dir():
        bed.run(
            "helm4",
            "package",
            str(chart),
            f"--destination={folder}",
            *([f"--version={version}"] if version else []),
        )
    else:
        shutil.copy(chart, folder)
    (file,) = folder.iterdir()
    path = str(file.relative_to(served(bed)))
    return {
        "path": path,
        "url": f"http://127.0.0.1:{CHARTS}/{path}",
        "revision": yaml.safe_load(bed.run("helm4", "show", "chart", str(file)).stdout)["version"],
        "digest": f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}",
        "lastUpdateTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def helm_chart(bed: Bed, namespace: str, name: str, artifact: Artifact) -> Spec:
    """A HelmChart, or the one there with another artifact, which upgrades its releases at once. This function and the next
    two give what a HelmRelease says of its source."""
    spec = {
        "chart": name,
        "version": artifact["revision"],
        "sourceRef": {"kind": "HelmRepository", "name": name},
    }
    return source(bed, namespace, "HelmChart", name, artifact, spec)


def oci_repository(bed: Bed, namespace: str, name: str, artifact: Artifact) -> Spec:
    """An OCIRepository: its revision has a digest too, which helm-controller puts behind the chart's version, after a `+`."""
    tag = artifact["revision"].replace("+", "_")
    spec, revision = (
        {"url": f"oci://registry.example/{name}", "ref": {"tag": tag}},
        f"{tag}@{artifact['digest']}",
    )
    return source(bed, namespace, "OCIRepository", name, {**artifact, "revision": revision}, spec)


def helm_repository(bed: Bed, namespace: str, name: str, artifact: Artifact) -> Spec:
    """A HelmRepository, for spec.chart: helm-controller makes the HelmChart, and fill_chart() its status."""
    bed.apply(thing(SOURCES, "HelmRepository", namespace, name, {"url": "https://charts.example"}))
    of = {"kind": "HelmRepository", "name": name}
    return {"chart": {"spec": {"chart": name, "version": artifact["revision"], "sourceRef": of}}}


def fill_chart(bed: Bed, namespace: str, release: str, artifact: Artifact) -> dict[str, str]:
    """The status of the HelmChart that helm-controller makes of a HelmRelease's spec.chart; then as reconcile()."""
    name = f"{namespace}-{release}"
    wanted = bed.get("helmrelease", release, namespace)["spec"]["chart"]["spec"]["version"]
    bed.wait(
        f"HelmChart {name}",
        lambda: bed.get("helmchart", name, namespace).get("spec", {}).get("version") == wanted,
    )
    source(bed, namespace, "HelmChart", name, artifact)
    return reconcile(bed, namespace, release)


def source(
    bed: Bed, namespace: str, kind: str, name: str, artifact: Artifact, spec: Spec | None = None
) -> Spec:
    """A source (the one that is there, without a spec) with the status that says it was fetched."""
    if spec:
        bed.apply(thing(SOURCES, kind, namespace, name, {"interval": "1h", **spec}))
    seen = {"observedGeneration": bed.get(kind, name, namespace)["metadata"]["generation"]}
    ready = {
        "type": "Ready",
        "status": "True",
        "reason": "Succeeded",
        "message": artifact["revision"],
        **seen,
    }
    status = {
        "artifact": artifact,
        "conditions": [{**ready, "lastTransitionTime": artifact["lastUpdateTime"]}],
        **seen,
    }
    bed.api.patch(kind, name, {"status": status}, namespace, subresource="status")
    return {"chartRef": {"kind": kind, "name": name}}


def release(
    bed: Bed,
    namespace: str,
    name: str,
    chart: Spec,
    values: Any = None,
    *,
    wait: bool = False,
    **spec: Any,
) -> None:
    """Apply a HelmRelease; `spec` is merged over what is here. It never remediates, which is Flux's default (retries: 0),
    but what fails before Helm has stored anything is tried again at growing intervals, from 0.75 seconds on."""
    action = {"disableWait": not wait}
    default = {
        "interval": "1h",
        "timeout": "30s",
        "install": action,
        "upgrade": action,
        "values": values or {},
    }
    bed.apply(
        thing(
            "helm.toolkit.fluxcd.io/v2",
            "HelmRelease",
            namespace,
            name,
            {**default, **chart, **spec},
        )
    )


def ready(bed: Bed, namespace: str, name: str, seconds: float = 60) -> dict[str, str]:
    """status, reason and message of Ready, once they speak of the HelmRelease as it is. After a change of something else
    (its source, a ConfigMap of valuesFrom) they still tell of before: ask reconcile() then."""

    def outcome() -> Any:
        found = bed.get("helmrelease", name, namespace)
        status, now = found.get("status", {}), found["metadata"]["generation"]
        for c in status.get("conditions", []):
            # Not status.observedGeneration: it stays behind after a failure. A condition's may run ahead of what was tried.
            tried = status.get("lastAttemptedGeneration") == now or not c["reason"].startswith(
                ("Install", "Upgrade")
            )
            if (
                c["type"] == "Ready"
                and c["status"] != "Unknown"
                and c["reason"] != "UninstallSucceeded"  # what was renamed is installed next
                and c["observedGeneration"] == now
                and tried
            ):
                return c
        return None

    found = bed.wait(f"HelmRelease {name} is Ready or not", outcome, seconds, log="helm-controller")
    return {key: found[key] for key in ("status", "reason", "message")}


def handled(bed: Bed, namespace: str, name: str) -> str | None:
    """Which request for a reconciliation was the last that helm-controller took up."""
    status: dict[str, str] = bed.get("helmrelease", name, namespace).get("status", {})
    return status.get("lastHandledReconcileAt")


def reconcile(bed: Bed, namespace: str, name: str) -> dict[str, str]:
    """What `flux reconcile` does: ask for a reconciliation and wait until it is over; then as ready()."""
    now = str(time.time_ns())
    asked = {"metadata": {"annotations": {"reconcile.fluxcd.io/requestedAt": now}}}
    bed.api.patch("helmrelease", name, asked, namespace)
    bed.wait(
        f"{name} is reconciled",
        lambda: handled(bed, namespace, name) == now,
        60,
    )
    return ready(bed, namespace, name)


def thing(api: str, kind: str, namespace: str, name: str, spec: Spec) -> dict[str, Any]:
    return {
        "apiVersion": api,
        "kind": kind,
        "metadata": {"namespace": namespace, "name": name},
        "spec": spec,
    }
