"""The sidecar itself: its resources, and how a classic one starts and ends in relation to the
others.

| mesh.proxy | annotation                   | on                                      |
|------------|------------------------------|-----------------------------------------|
| resources  | sidecar.istio.io/proxyCPU …  | every pod template, all four or none    |
| classic    | proxy.istio.io/config        | Elasticsearch: ENDS; the others: STARTS |

Kubernetes starts a native sidecar before the other containers and ends it after them, and Istio's
own pre-stop hook lets it forward everything until then: it needs neither.
"""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.eck.resource import metadata_paths, pod_templates
from eck_mesh.istio import annotations as istio
from eck_mesh.manifests.paths import get, mapping, text
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Change, Skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body, Path
    from eck_mesh.mesh.model import Mesh

RESOURCE = "sidecar.istio.io/proxy"
NAMES = {"cpu": "CPU", "memory": "Memory"}
# By default a classic sidecar is gone 5 s after SIGTERM, while ECK's pre-stop hook, which connects
# through it, holds Elasticsearch for 50 s and more. Measured with pilot-agent and Envoy 1.40 in
# front of an Elasticsearch's ports (tests/cluster/test_shutdown.py): with these settings
# connections are accepted and opened for 60 s, then the sidecar ends as soon as none is open.
# Without drainDuration nothing is accepted after 45 s; without the minimum an idle sidecar is gone
# after 6 s; terminationDrainDuration instead of both holds every pod for its whole length, and
# accepts nothing after 45 s either.
DRAINS = {"EXIT_ON_ZERO_ACTIVE_CONNECTIONS": "true", "MINIMUM_DRAIN_DURATION": "60s"}
ENDS = {"drainDuration": "60s", "proxyMetadata": DRAINS}
STARTS = {"holdApplicationUntilProxyStarts": True}
USER_DEFINED = ("drainDuration", "terminationDrainDuration", *DRAINS)


def sidecar_proxy(manifest: Manifest, mesh: Mesh) -> Iterator[Change | Skip]:
    """Annotations by mesh.proxy, in addition to what the user wrote in the same places."""
    proxy = mesh.settings[manifest.ref].proxy
    if not mesh.is_inside(manifest.ref) or not mesh.plane(manifest.ref).injects:
        return
    for template in pod_templates(manifest):
        annotations = (*template, "metadata", "annotations")
        written = metadata_paths(manifest, template, "annotations")
        for group, suffix in ("requests", ""), ("limits", "Limit"):
            for what, quantity in mapping(proxy, ("resources", group)).items():
                key = f"{RESOURCE}{NAMES[what]}{suffix}"
                here = (*annotations, key)
                yield from _resource(manifest, here, written.get(key, here), str(quantity))
        if proxy.get("classic"):
            here = (*annotations, istio.PROXY_CONFIG)
            yield from _lifecycle(manifest, here, written.get(istio.PROXY_CONFIG, here))


def _resource(
    manifest: Manifest, path: Path, written: Path, quantity: str
) -> Iterator[Change | Skip]:
    have = get(manifest.body, written)
    if have is None:
        yield Change(manifest.ref, path, None, quantity, [reason("sets-proxy-resources")])
    elif have != quantity:
        yield Skip(manifest.ref, written, [reason("keeps-your-value", have=have, value=quantity)])


def _lifecycle(manifest: Manifest, path: Path, written: Path) -> Iterator[Change | Skip]:
    """Merged into the user's own YAML, which is a string there; what it sets already is kept.

    `written`: where it is written; ECK may copy it from there to `path`.
    """
    before = get(manifest.body, path)
    config = _proxy_config(text(manifest.body, written))
    if config is None:
        return  # refused in contradictions.py
    metadata = mapping(config, ("proxyMetadata",))
    ends = manifest.ref.kind == "Elasticsearch"
    defined = [key for key in (USER_DEFINED if ends else STARTS) if key in {**config, **metadata}]
    merged = {**config, **STARTS}
    if ends:
        merged = {**config, **ENDS, "proxyMetadata": {**metadata, **DRAINS}}
    if merged == config:
        return
    if defined:
        yield Skip(manifest.ref, written, [reason("keeps-your-lifecycle", keys=", ".join(defined))])
        return
    why = reason("sidecar-outlives-elasticsearch" if ends else "waits-for-sidecar")
    yield Change(manifest.ref, path, before, kubeyaml.dump(merged), [why])


def _proxy_config(annotation: str) -> Body | None:
    """The annotation as a mapping; None where it is not one."""
    try:
        config = kubeyaml.load(annotation) or {}
    except kubeyaml.Error:
        return None
    if not isinstance(config, dict) or not isinstance(config.get("proxyMetadata") or {}, dict):
        return None
    return config
