"""A case on the bed as pods in ambient: istio-cni's part is played here, and a waypoint waits for whoever would use one."""

from __future__ import annotations

from typing import Any

import yaml

from eck_mesh.eck.resource import uses_host_network
from eck_mesh.eck.services import services
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import texts
from eck_mesh.plan.decisions import Create
from eck_mesh.plan.render import Rendering
from tests.cluster.bed.bed import Bed
from tests.cluster.judge.objects import Pod
from tests.cluster.judge.world import World
from tests.support.cases import Case

Object = dict[str, Any]
# Both planes want every pod here, and each connection should go through the waypoint: the labels of the pods decide.
WAYPOINT = "wp"
LABELS = {
    "istio-injection": "enabled",
    "istio.io/dataplane-mode": "ambient",
    "istio.io/use-waypoint": WAYPOINT,
}
CONTROL = "control"  # a pod and a Service without labels of eck-mesh
SIDECAR = "sidecar.istio.io/status"  # set by the injector
MODE = "istio.io/dataplane-mode"


class Applied:
    """A case whose pods run; its namespaces have a prefix of their own."""

    def __init__(self, bed: Bed, case: Case, rendering: Rendering, prefix: str) -> None:
        self.bed, self.case, self.plan, self.prefix = bed, case, rendering, prefix
        self.world = World(rendering)
        refs = [pod.owner for pod in self.world.pods]
        self.namespaces = sorted({ref.namespace for ref in refs})
        self.pods = [pod for pod in self.world.pods if not self._plane_injects(pod.owner)]

    @property
    def created(self) -> set[Ref]:
        """The AuthorizationPolicies of eck-mesh. User-defined ones name principals of namespaces that are not on the bed."""
        created = [one for one in self.plan.decisions if isinstance(one, Create)]
        return {one.ref for one in created if one.ref.kind == "AuthorizationPolicy"}

    def _ref(self, body: Object) -> Ref:
        metadata = body["metadata"]
        return Ref("security.istio.io", body["kind"], metadata["namespace"], metadata["name"])

    def _plane_injects(self, ref: Ref) -> bool:
        settings = self.plan.after.settings
        return ref not in settings or self.plan.after.plane(ref).injects

    def place(self, namespace: str) -> str:
        """The case's own namespace on the bed, where others have cases too."""
        return self.prefix + (namespace or "release")

    def apply(self) -> None:
        """Policies first: a pod is never seen without its own."""
        for namespace in self.namespaces:
            self._namespace(self.place(namespace))
        for body in yaml.safe_load_all(self.world.config):
            is_own = body["kind"] == "AuthorizationPolicy" and self._ref(body) in self.created
            if body["kind"] == "PeerAuthentication" or is_own:
                self.bed.apply(self._placed(body))
        for name, spec, labels in self._services():
            metadata = {"name": name.name, "namespace": name.namespace, "labels": labels}
            body = {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}
            self.bed.apply(self._placed(body))
        for pod in self.pods:
            self.bed.apply(self._placed(self._pod(pod)))

    def _namespace(self, name: str) -> None:
        self.bed.create_namespace(name, **LABELS)
        head = {"name": WAYPOINT, "namespace": name, "labels": {"istio.io/waypoint-for": "all"}}
        listener = {"name": "mesh", "port": 15008, "protocol": "HBONE"}
        api = "gateway.networking.k8s.io/v1"
        spec: Object = {"gatewayClassName": "nobodys", "listeners": [listener]}
        self.bed.apply({"apiVersion": api, "kind": "Gateway", "metadata": head, "spec": spec})
        address = {"type": "Hostname", "value": f"{WAYPOINT}.{name}.svc.cluster.local"}
        status = {"status": {"addresses": [address]}}
        word = "gateway.v1.gateway.networking.k8s.io"
        self.bed.api.patch(word, WAYPOINT, status, name, subresource="status")
        self.bed.wait("its account", lambda: self.bed.get("serviceaccount", "default", name))
        labels = {"app": CONTROL, "sidecar.istio.io/inject": "false"}
        self.bed.apply(pod_body(CONTROL, name, labels, {}))
        metadata = {"name": CONTROL, "namespace": name}
        spec = {"selector": {"app": CONTROL}, "ports": [{"port": 80}]}
        self.bed.apply({"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec})

    def _placed(self, body: Object) -> Object:
        metadata = {**body["metadata"], "namespace": self.place(body["metadata"]["namespace"])}
        return {**body, "metadata": metadata}

    def _pod(self, pod: Pod) -> Object:
        body = pod_body(pod.name, pod.namespace, pod.labels, pod.annotations)
        if uses_host_network(self.plan.after.manifests[pod.owner]):
            body["spec"]["hostNetwork"] = True
        return body

    def _services(self) -> list[tuple[Ref, Object, dict[str, str]]]:
        """The Services that the operator makes: with the labels of their templates (pkg/controller/*/services)."""
        found = []
        for service in self.world.services:
            if service.owner and not self._plane_injects(service.owner):
                manifest = self.plan.after.manifests[service.owner]
                (named,) = [one for one in services(manifest) if one.name == service.name]
                path = (*named.template, "metadata", "labels")
                labels = texts(manifest.body, path) if named.template else {}
                spec = {**service.spec, "type": "ClusterIP"}
                ref = Ref("", "Service", service.namespace, service.name)
                found.append((ref, spec, labels))
        return found

    def capture(self) -> None:
        """What istio-cni does where a pod is to be in ambient (cni/pkg/util/enablement_selector.go)."""
        for namespace in self.namespaces:
            for body in self.bed.items("pods", self.place(namespace)):
                metadata = body["metadata"]
                aside = body["spec"].get("hostNetwork") or SIDECAR in metadata.get(
                    "annotations", {}
                )
                if not aside and metadata["labels"].get(MODE, LABELS[MODE]) == "ambient":
                    change = {
                        "metadata": {"annotations": {"ambient.istio.io/redirection": "enabled"}}
                    }
                    self.bed.api.patch("pod", metadata["name"], change, metadata["namespace"])


def pod_body(
    name: str, namespace: str, labels: dict[str, str], annotations: dict[str, str]
) -> Object:
    head = {"name": name, "namespace": namespace, "labels": labels, "annotations": annotations}
    spec = {"nodeName": "node", "containers": [{"name": "main", "image": "none"}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": head, "spec": spec}
