"""To which namespaces Istio shows the Services of resources: networking.istio.io/exportTo.

Users set the annotation on ECK's HTTP Service, or on the resource if ECK copies it to all Services.
"""

from __future__ import annotations

from eck_mesh.eck.resource import metadata_paths, propagated
from eck_mesh.istio.annotation_values import comma_list
from eck_mesh.istio.names import EXPORT_TO
from eck_mesh.istio.scoping import is_exported_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.eck.services import NamedService
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path

ANNOTATIONS = ("metadata", "annotations")


def export_to_path(manifest: Manifest, named: NamedService) -> Path | None:
    """Where a resource has the annotation of a Service that the operator creates; None for none."""
    if named.template:
        return metadata_paths(manifest, named.template, "annotations").get(EXPORT_TO)
    is_copied = EXPORT_TO in propagated(manifest, "annotations")
    return (*ANNOTATIONS, EXPORT_TO) if is_copied else None


def is_service_shown(export_to: str, namespace: str, client: str) -> bool:
    """Whether proxies of the client's namespace know a Service of a namespace, by its annotation
    (pilot/pkg/serviceregistry/kube/conversion.go of Istio reads it)."""
    return is_exported_to(comma_list(export_to), namespace, client)
