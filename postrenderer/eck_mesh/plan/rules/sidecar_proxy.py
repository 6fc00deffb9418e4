"""The sidecar itself: its resources, how a classic one starts and ends in relation to the others,
and how long the operator's keeps a connection.

| mesh.proxy | annotation                   | on                                        |
|------------|------------------------------|-------------------------------------------|
| resources  | sidecar.istio.io/proxyCPU …  | every pod template, all four or none      |
| classic    | proxy.istio.io/config        | Elasticsearch: ENDS; the others: STARTS   |
| (always)   | proxy.istio.io/config        | the operator: RENEWS                      |

Kubernetes starts a native sidecar before the other containers and ends it after them, and Istio's
own pre-stop hook lets it forward everything until then: it needs neither of the two for a classic
one.
"""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.eck.resource import metadata_paths, pod_templates
from eck_mesh.istio import annotations as istio
from eck_mesh.istio.proxy_settings import (
    FOLLOWS,
    OUTLIVES,
    WAITS,
    defined_keys,
    merge,
    read_proxy_config,
)
from eck_mesh.manifests.paths import get, mapping, text
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Change, Skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.istio.proxy_settings import Wanted
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh

RESOURCE = "sidecar.istio.io/proxy"
NAMES = {"cpu": "CPU", "memory": "Memory"}


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
        here = (*annotations, istio.PROXY_CONFIG)
        wanted = _wanted(manifest, bool(proxy.get("classic")))
        yield from _config(manifest, here, written.get(istio.PROXY_CONFIG, here), wanted)


def _wanted(manifest: Manifest, classic: bool) -> list[Wanted]:
    found = []
    if classic and manifest.ref.kind == "Elasticsearch":
        found.append(OUTLIVES)
    elif classic:
        found.append(WAITS)
    if manifest.is_operator:
        found.append(FOLLOWS)
    return found


def _resource(
    manifest: Manifest, path: Path, written: Path, quantity: str
) -> Iterator[Change | Skip]:
    have = get(manifest.body, written)
    if have is None:
        yield Change(manifest.ref, path, None, quantity, [reason("sets-proxy-resources")])
    elif have != quantity:
        yield Skip(manifest.ref, written, [reason("keeps-your-value", have=have, value=quantity)])


def _config(
    manifest: Manifest, path: Path, written: Path, wanted: list[Wanted]
) -> Iterator[Change | Skip]:
    """Merged into the user's own YAML, which is a string there; what it sets already is kept.

    `written`: where it is written; ECK may copy it from there to `path`.
    """
    config = read_proxy_config(text(manifest.body, written))
    if config is None:
        return  # refused in contradictions.py
    merged, reasons = config, []
    for part in wanted:
        result = merge(merged, part.config)
        defined = defined_keys(config, part)
        if result == merged:
            continue
        if defined:
            yield Skip(manifest.ref, written, [reason(part.keeps, keys=", ".join(defined))])
            continue
        merged = result
        reasons.append(reason(part.because))
    if reasons:
        before = get(manifest.body, path)
        yield Change(manifest.ref, path, before, kubeyaml.dump(merged), reasons)
