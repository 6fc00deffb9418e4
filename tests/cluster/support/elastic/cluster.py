"""A real Elasticsearch: released by Helm with the post-renderer, made by the operator, run by the bed's kubelet."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from eck_mesh.mesh.model import Mesh
from eck_mesh.plan.render import render
from eck_mesh.reach.connection import Connection
from eck_mesh.reach.matrix import connections
from eck_mesh.settings.settings import Flags
from tests.cluster.bed.bed import Bed
from tests.cluster.bed.kubelet.access import ready
from tests.cluster.bed.programs import operator, operator_pod
from tests.cluster.bed.tools import version
from tests.cluster.support.elastic.clients import SLEEP, Client
from tests.cluster.support.live import pod, pods, wait_green
from tests.cluster.support.release import Release
from tests.support.helm import Helm, Output

NAME = "stack"
SECONDS = 300  # until three nodes are green, on two busy processors


class Elastic:
    """Release and Elasticsearch are called `stack`; beside it are the pods `client` and `outside`."""

    def __init__(
        self, bed: Bed, namespace: str, helm: Helm, folder: Path, node_sets: dict[str, Any]
    ) -> None:
        self.bed, self.namespace, self.folder = bed, namespace, folder
        self.release = Release(helm, namespace)
        self.node_sets = node_sets
        self.version = version("ELASTICSEARCH_VERSION")

    def put(self, verb: str, mesh: dict[str, Any]) -> None:
        """`helm install` or `helm upgrade`."""
        self.release.ok(verb, f"--values={self.values(mesh)}")

    def rendered(self, mesh: dict[str, Any]) -> list[dict[str, Any]]:
        """The same manifests, for a test that changes them."""
        post_renderer = self.release.helm.post_renderer()
        return self._template(mesh, *post_renderer).objects

    def connections(self, mesh: dict[str, Any]) -> list[Connection]:
        """What `eck-mesh reach` says of them."""
        return connections(self.plan(mesh))

    def plan(self, mesh: dict[str, Any]) -> Mesh:
        """The manifests as the plan has them."""
        return render(self._template(mesh).stdout, Flags()).after

    def _template(self, mesh: dict[str, Any], *flags: str) -> Output:
        values = f"--values={self.values(mesh)}"
        return self.release.helm.template(values, *flags, release=NAME, namespace=self.namespace)

    def values(self, mesh: dict[str, Any]) -> Path:
        """A file with them."""
        values = {
            "version": self.version,
            "mesh": mesh,
            "kibana": {"default": {"enabled": False}},
            "elasticsearch": {"default": {"nodeSets": self.node_sets}},
        }
        file = self.folder / "values.json"
        file.write_text(json.dumps(values))
        return file

    def wait(self) -> None:
        """Until the operator calls it green and Ready, and the kubelet every pod."""
        wait_green(self.bed, self.namespace, SECONDS)
        self.bed.wait("every pod is Ready", lambda: all(map(ready, self.pods().values())), SECONDS)

    def client(self, name: str, inject: bool) -> Client:
        """A pod of a user that runs and does nothing of its own."""
        body = pod(name, {"sidecar.istio.io/inject": str(inject).lower()})
        body["spec"] = {"containers": [{"name": SLEEP, "image": "none"}]}
        self.bed.apply(body, namespace=self.namespace)
        self.bed.wait(f"{name} is Ready", lambda: ready(self.found(name)), SECONDS)
        return Client(self.bed, self.namespace, name, f"elastic:{self.password()}")

    def operator(self) -> Client:
        """A program beside the operator, in its container."""
        login = f"elastic:{self.password()}"
        return Client(self.bed, operator.NAMESPACE, operator_pod.POD, login, "manager")

    def password(self) -> str:
        """Of the user `elastic`, as ECK made it."""
        secret = self.bed.get("secret", f"{NAME}-es-elastic-user", self.namespace)
        return base64.b64decode(secret["data"]["elastic"]).decode()

    def transport_authority(self) -> str:
        """The CA of the nodes' certificates on 9300, PEM."""
        secret = self.bed.get("secret", f"{NAME}-es-transport-certs-public", self.namespace)
        return base64.b64decode(secret["data"]["ca.crt"]).decode()

    def mesh_authority(self) -> str:
        """The CA of the sidecars' certificates, PEM."""
        root: str = self.bed.get("configmap", "istio-ca-root-cert", self.namespace)["data"][
            "root-cert.pem"
        ]
        return root

    def found(self, name: str) -> dict[str, Any]:
        return self.bed.get("pod", name, self.namespace)

    def pods(self) -> dict[str, dict[str, Any]]:
        """The nodes."""
        label = "elasticsearch.k8s.elastic.co/cluster-name"
        there = pods(self.bed, self.namespace)
        return {name: p for name, p in there.items() if label in p["metadata"].get("labels", {})}

    def url(self) -> str:
        """As a user would: by the Service, with TLS or without as ECK serves it."""
        service = self.bed.get("service", f"{NAME}-es-http", self.namespace)
        return f"{service['spec']['ports'][0]['name']}://{self.service(9200)}"

    def pod_url(self) -> str:
        """As the operator does: by the name of a pod."""
        return self.url().replace(self.service(9200), self.pod_name(9200))

    def service(self, port: int) -> str:
        return f"{NAME}-es-http.{self.namespace}.svc:{port}"

    def pod_name(self, port: int, node_set: str = "one") -> str:
        """As the operator connects to it."""
        workload = f"{NAME}-es-{node_set}"
        return f"{workload}-0.{workload}.{self.namespace}:{port}"

    def address(self, node_set: str = "one") -> str:
        address: str = self.found(f"{NAME}-es-{node_set}-0")["status"]["podIP"]
        return address


def restarts(pod: dict[str, Any]) -> int:
    """Of all its containers."""
    status = pod["status"]
    lists = (status.get("initContainerStatuses"), status.get("containerStatuses"))
    return sum(one["restartCount"] for statuses in lists for one in statuses or [])


def identities(elastic: Elastic) -> dict[str, tuple[str, int]]:
    """Of each pod: which one it is, and how often a container of it was started again."""
    return {name: (pod["metadata"]["uid"], restarts(pod)) for name, pod in elastic.pods().items()}
