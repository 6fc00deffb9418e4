"""Prometheus as the Prometheus operator runs it, and Elastic's operator beside it: what each scrapes of the other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.cluster.bed.bed import Bed, BedError
from tests.cluster.bed.kubelet.access import Access, ready
from tests.cluster.bed.programs import operator
from tests.support.helm import ON_PATH, ROOT, Helm

EXAMPLES = ROOT / "examples"
RULES: list[dict[str, Any]] = [
    {
        "apiGroups": ["", "discovery.k8s.io"],
        "resources": ["pods", "services", "endpoints", "endpointslices"],
        "verbs": ["get", "list", "watch"],
    },
    {"nonResourceURLs": ["/metrics"], "verbs": ["get"]},
]
QUICK = "--set=podMonitor.interval=1s,podMonitor.scrapeTimeout=1s"


class Target(NamedTuple):
    """What one Prometheus has last seen of a port. error: "" if the scrape was well."""

    monitor: str
    url: str
    error: str


class Monitoring:
    """A namespace with Prometheuses."""

    def __init__(self, bed: Bed, namespace: str) -> None:
        self.bed, self.namespace = bed, namespace
        self.pods = Access(bed, namespace)
        name = f"prometheus-of-{namespace}"
        roles = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": name}
        kind, names = "ServiceAccount", ("prometheus", "stranger")
        version = "rbac.authorization.k8s.io/v1"
        for one in names:
            body = {"apiVersion": "v1", "kind": kind, "metadata": {"name": one}}
            bed.apply(body, namespace=namespace)
        bed.apply(
            {
                "apiVersion": version,
                "kind": "ClusterRole",
                "metadata": {"name": name},
                "rules": RULES,
            },
            {
                "apiVersion": version,
                "kind": "ClusterRoleBinding",
                "metadata": {"name": name},
                "roleRef": roles,
                "subjects": [{"kind": kind, "name": one, "namespace": namespace} for one in names],
            },
        )

    def apply_example(self, name: str) -> None:
        """A file of examples/metrics, as it is."""
        self.bed.apply_text((EXAMPLES / "metrics" / name).read_text(), self.namespace)

    def prometheus(self, name: str, account: str, *, meshed: bool = True) -> None:
        """The example's, which scrapes often; without what the mesh needs it is outside."""
        body = yaml.safe_load((EXAMPLES / "metrics/prometheus.yaml").read_text())
        body["metadata"]["name"] = name
        often = {"scrapeInterval": "1s", "evaluationInterval": "1s"}
        spec = {**body["spec"], **often, "serviceAccountName": account}
        if not meshed:
            for key in "scrapeClasses", "podMetadata", "volumes", "volumeMounts":
                del spec[key]
            spec["podMetadata"] = {"labels": {"sidecar.istio.io/inject": "false"}}
        self.bed.apply({**body, "spec": spec}, namespace=self.namespace)

    def wait_scraping(self, *names: str) -> None:
        """Until they have a target. Their pods are Ready later: the startup probe has a period of 15 s."""
        for name in names:
            self.bed.wait(f"Prometheus {name} scrapes", lambda n=name: self._targets(n), 300)  # type: ignore[misc]

    def restart(self, name: str) -> None:
        """Start one anew, which then has the newest configuration: mounted Secrets take a minute to change."""
        pod = f"prometheus-{name}-0"
        old = self.bed.get("pod", pod, self.namespace)["metadata"]["uid"]
        self.bed.delete("pod", self.namespace, pod, gracePeriodSeconds=0)

        def is_new() -> bool:
            found = self.bed.get("pod", pod, self.namespace).get("metadata", {})
            return bool(found.get("uid", old) != old)

        self.bed.wait(f"{pod} is a new one", is_new, 120)
        self.wait_scraping(name)

    def apply_plain_monitor(self, namespace: str, operator: str) -> None:
        """One more monitor of an operator's metrics, by plain HTTP."""
        spec = {
            "namespaceSelector": {"matchNames": [namespace]},
            "selector": {"matchLabels": {"app.kubernetes.io/name": operator}},
            "podMetricsEndpoints": [{"port": "metrics"}],
        }
        head = {"apiVersion": "monitoring.coreos.com/v1", "kind": "PodMonitor"}
        self.bed.apply(
            {**head, "metadata": {"name": "plain"}, "spec": spec}, namespace=self.namespace
        )

    def scraped(self, name: str, monitor: str) -> str:
        """The error of the last scrapes by a monitor, once there are some; "" where all were well."""
        found = self.bed.wait(
            f"Prometheus {name} has scraped {monitor}", lambda: self._of(name, monitor), 180
        )
        return " ".join(one.error for one in found).strip()

    def becomes(self, name: str, monitor: str, errors: str) -> None:
        """Wait until the scrapes by a monitor all end with such an error, a regular expression."""

        def same() -> bool:
            found = self._of(name, monitor)
            return bool(found) and all(re.search(errors, one.error) for one in found)

        try:
            self.bed.wait(f"{monitor} of Prometheus {name} says {errors}", same, 180)
        except BedError as late:
            raise BedError(f"{late}\nIt says {self._of(name, monitor)}") from late

    def _of(self, name: str, monitor: str) -> list[Target]:
        return [one for one in self.targets(name) if monitor in one.monitor]

    def targets(self, name: str) -> list[Target]:
        """All that it scrapes, of each the last result."""
        return [
            Target(one["scrapePool"].rpartition("/")[0], one["scrapeUrl"], one["lastError"])
            for one in self._targets(name)
            if one["health"] != "unknown"
        ]

    def _targets(self, name: str) -> list[dict[str, str]]:
        """What it answers; [] while it does not."""
        url = "http://localhost:9090/api/v1/targets?state=active"
        try:
            done = self.pods.execute(f"prometheus-{name}-0", "prometheus", "curl", "-fsgm5", url)
        except OSError:  # no such container yet
            return []
        if done.returncode:
            return []
        found: list[dict[str, str]] = json.loads(done.stdout)["data"]["activeTargets"]
        return found

    def value(self, name: str, query: str) -> list[str]:
        """What it has stored, as PromQL finds it: the values."""
        url = "http://localhost:9090/api/v1/query"
        ask = "curl", "-sG", url, "--data-urlencode", f"query={query}"
        done = self.pods.execute(f"prometheus-{name}-0", "prometheus", *ask)
        return [one["value"][1] for one in json.loads(done.stdout)["data"]["result"]]


class ElasticOperator:
    """One more of Elastic's operators, by the example's values, through the post-renderer. It manages its own namespace."""

    def __init__(self, bed: Bed, namespace: str, helm: Helm, home: Path, *flags: str) -> None:
        self.bed, self.namespace, self.helm, self.home = bed, namespace, helm, home
        self.flags = flags
        self.name = f"operator-of-{namespace}"
        self.pods = Access(bed, namespace)

    @property
    def pod(self) -> str:
        return f"{self.name}-0"

    def install(self, mesh: dict[str, Any], *flags: str) -> None:
        """Or upgrade. Return when the new pod is ready. mesh: the block of --settings."""
        settings = self.home / "settings.yaml"
        settings.write_text(json.dumps({"mesh": mesh}))
        names = f"installCRDs=false,nameOverride={self.name},fullnameOverride={self.name}"
        done = self.helm.run(
            *("upgrade", "--install", "operator", operator.chart(), "-n", self.namespace),
            *(f"--values={EXAMPLES}/operator/values.yaml", QUICK, f"--set={names}"),
            *(f"--set=managedNamespaces={{{self.namespace}}}", "--set=resources=null"),
            *(*self.flags, *flags),
            *self.helm.post_renderer(f"--settings={settings}"),
            env=ON_PATH,
        )
        assert done.returncode == 0, done.stderr
        self.bed.wait(f"{self.pod} is as it is to be", self._is_new, 300)

    def _is_new(self) -> bool:
        """Whether the pod is of the StatefulSet's newest revision, and ready."""
        pod = self.bed.get("pod", self.pod, self.namespace)
        status = self.bed.get("statefulset", self.name, self.namespace).get("status", {})
        labels = pod.get("metadata", {}).get("labels", {})
        same = labels.get("controller-revision-hash") == status.get("updateRevision", "none")
        return same and ready(pod)
