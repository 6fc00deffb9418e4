"""What a resource says about its pods that may undo what the mode does to them: a note for each.

| what is written                          | what eck-mesh cannot see                          |
|------------------------------------------|---------------------------------------------------|
| annotations that pause the operator      | whether the running pods are as the manifest says |
| annotations that configure the proxy     | what the proxy does with them                     |
| a privileged container                   | whether it changes the capture of traffic         |
| host aliases of a Service's name         | which address answers there                       |
| the selector of ECK's own Service        | which pods are behind the Service                 |
"""

from __future__ import annotations

from eck_mesh.eck.fleet import service_of_host
from eck_mesh.eck.resource import metadata_paths, pod_labels, pod_templates
from eck_mesh.eck.services import has_services, services
from eck_mesh.eck.unknown_labels import unknown_labels
from eck_mesh.istio.annotations import CUSTOM_LABELS, PROXY_CONFIG, customizes_proxy
from eck_mesh.istio.proxy_config import unread_fields
from eck_mesh.manifests.paths import get, items, mapping, mappings, text, texts
from eck_mesh.manifests.selectors import labels_match
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body, Path
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason

# pkg/controller/common/unmanaged.go, pause_orchestration.go of ECK, by the value that pauses.
PAUSES = {
    "eck.k8s.elastic.co/managed": "false",
    "common.k8s.elastic.co/pause": "true",
    "eck.k8s.elastic.co/pause-orchestration": "true",
}
CHANGES_NETWORK = ("NET_ADMIN", "CAP_NET_ADMIN", "ALL")


def pod_notes(mesh: Mesh) -> Iterator[Reason]:
    """The notes on each resource that has a mode."""
    for manifest in mesh.treated():
        ref = manifest.ref
        if mesh.mode(ref) == "disabled" or manifest.is_operator:
            continue
        yield from _paused(manifest)
        if not mesh.is_inside(ref):
            continue
        if mesh.plane(ref).injects:
            yield from _customized(manifest)
        if has_services(manifest):
            yield from _privileged(manifest)
        yield from _aliases(manifest, mesh)
        yield from _other_pods(manifest)


def _paused(manifest: Manifest) -> Iterator[Reason]:
    for name, value in PAUSES.items():
        if text(manifest.body, ("metadata", "annotations", name)) == value:
            yield reason("operator-is-paused", resource=manifest.ref, annotation=f"{name}: {value}")


def _customized(manifest: Manifest) -> Iterator[Reason]:
    """One note with every annotation and label that gives the pods' proxies a configuration."""
    found: dict[str, None] = {}
    for template in pod_templates(manifest):
        for name, path in metadata_paths(manifest, template, "annotations").items():
            value = text(manifest.body, path)
            if name == PROXY_CONFIG:
                fields = ", ".join(unread_fields(value))
                found.update({f"{name} ({fields})": None} if fields else {})
            elif customizes_proxy(name, value):
                found[name] = None
        for name in metadata_paths(manifest, template, "labels"):
            if name in CUSTOM_LABELS:
                found[name] = None
    if found:
        yield reason("sidecar-is-customized", resource=manifest.ref, names=", ".join(sorted(found)))


def _privileged(manifest: Manifest) -> Iterator[Reason]:
    """Containers that run as long as the pod; an init container ends before the pod serves."""
    for template in pod_templates(manifest):
        for container in _lasting(manifest, (*template, "spec")):
            security = mapping(container, ("securityContext",))
            added = items(security, ("capabilities", "add"))
            if security.get("privileged") is True or any(one in CHANGES_NETWORK for one in added):
                name = text(container, ("name",))
                yield reason("container-may-change-capture", resource=manifest.ref, container=name)


def _lasting(manifest: Manifest, spec: Path) -> Iterator[Body]:
    yield from mappings(manifest.body, (*spec, "containers"))
    for container in mappings(manifest.body, (*spec, "initContainers")):
        if text(container, ("restartPolicy",)) == "Always":
            yield container


def _aliases(manifest: Manifest, mesh: Mesh) -> Iterator[Reason]:
    for template in pod_templates(manifest):
        for alias in mappings(manifest.body, (*template, "spec", "hostAliases")):
            for host in map(str, items(alias, ("hostnames",))):
                service = service_of_host(host, manifest.ref.namespace, mesh.by_service)
                if service:
                    target, address = mesh.by_service[service], text(alias, ("ip",))
                    yield reason(
                        "alias-hides-service",
                        resource=manifest.ref,
                        host=host,
                        address=address,
                        target=target,
                    )


def _other_pods(manifest: Manifest) -> Iterator[Reason]:
    assumed = unknown_labels(manifest)
    for named in services(manifest):
        selector = texts(get(manifest.body, (*named.template, "spec")), ("selector",))
        own = any(labels_match(selector, labels, assumed) for labels in pod_labels(manifest))
        if named.template and selector and not own:
            yield reason("service-selects-other-pods", resource=manifest.ref, service=named.name)
