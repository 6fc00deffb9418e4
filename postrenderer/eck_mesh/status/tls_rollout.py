"""The one change that cannot roll: the plan turns TLS off while running pods serve it."""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, pod_labels, tls_is_off
from eck_mesh.istio.membership import requests_injection
from eck_mesh.messages.reason import reason
from eck_mesh.status.line import NOT_READY, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.status.desired import Desired

SCHEME = "elasticsearch.k8s.elastic.co/http-scheme"  # ECK's label on each pod of an Elasticsearch


def tls_lines(manifest: Manifest, desired: Desired) -> Iterator[Line]:
    """A line for an Elasticsearch whose TLS the plan turns off while its pods serve it."""
    path = kind_of(manifest).httpTls
    if desired.plan is None or manifest.ref.kind != "Elasticsearch":
        return
    if not tls_is_off(manifest.body, path) or not _requests_injection(manifest, desired):
        return
    live = next((one for one in desired.live.resources if one.ref == manifest.ref), None)
    # The scheme of pods without the label: the one of their live resource.
    scheme = "http" if live is None or tls_is_off(live.body, path) else "https"
    schemes = [pod.labels.get(SCHEME, scheme) for pod in desired.pods(manifest)]
    count = schemes.count("https")
    if count:
        why = reason("tls-off-cannot-roll", count=count)
        yield Line(NOT_READY, str(manifest.ref), why, "http", "https")


def _requests_injection(manifest: Manifest, desired: Desired) -> bool:
    namespace_labels = desired.live.namespace_labels(manifest.ref.namespace)
    templates = pod_labels(manifest)
    return any(requests_injection(labels, namespace_labels) for labels in templates)
