"""The sidecar itself: its resources, and, where it is a classic container, how it starts and ends beside the others.

| mesh.proxy | annotation                   | on                                      |
|------------|------------------------------|-----------------------------------------|
| resources  | sidecar.istio.io/proxyCPU …  | every pod template, all four or none    |
| classic    | proxy.istio.io/config        | Elasticsearch: ENDS; the others: STARTS |

Kubernetes starts a native sidecar before and ends it after the other containers, and Istio's own pre-stop hook lets it pass
everything until then: it needs neither.
"""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.eck.resource import pod_templates
from eck_mesh.istio import annotations as istio
from eck_mesh.manifests.manifest import get
from eck_mesh.plan.decisions import Change, Refusal, Skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest, Path
    from eck_mesh.mesh.model import Mesh

RULE = "proxy"
RESOURCE = "sidecar.istio.io/proxy"
NAMES = {"cpu": "CPU", "memory": "Memory"}
# By default a classic sidecar is gone 5 s after SIGTERM, while ECK's pre-stop hook, which dials through it, holds
# Elasticsearch for 50 s and more. Measured with pilot-agent and Envoy 1.40 in front of an Elasticsearch's ports: with these
# connections get in and out for 60 s, then it goes as soon as none is open. Without drainDuration nobody gets in any more
# after 45 s; without the minimum an idle one is gone after 6 s; terminationDrainDuration in place of both holds every pod for
# its whole length, and lets nobody in after 45 s either.
ENDS: dict[str, Any] = {
    "drainDuration": "60s",
    "proxyMetadata": {"EXIT_ON_ZERO_ACTIVE_CONNECTIONS": "true", "MINIMUM_DRAIN_DURATION": "60s"},
}
STARTS = {"holdApplicationUntilProxyStarts": True}
SAID = (
    "drainDuration",
    "terminationDrainDuration",
    *ENDS["proxyMetadata"],
)  # the user's own word on it
WHY = {
    "ends": "a classic sidecar must outlive ECK's pre-stop hook, which holds Elasticsearch for 50 s and more",
    "starts": "a classic sidecar starts beside the others, which would find no network at first",
}


def proxy(manifest: Manifest, mesh: Mesh) -> Iterator[Change | Skip | Refusal]:
    """Annotations by mesh.proxy, beside what the user wrote in the same places."""
    settings = mesh.settings[manifest.ref]
    classic, resources = settings.proxy.get("classic"), settings.proxy.get("resources") or {}
    if mesh.mode(manifest.ref) not in ("permissive", "strict"):
        return
    if settings.dataPlane == "ambient":
        said = [
            f"mesh.{key}"
            for key in ("revision", "cni", "serviceAccountToken")
            if getattr(settings, key)
        ]
        for key in [*said, *(["mesh.proxy"] if classic or resources else [])]:
            yield Refusal(
                manifest.ref,
                (),
                RULE,
                f"{key} is about sidecars, and mesh.dataPlane is ambient. Remove it.",
            )
        return
    for template in pod_templates(manifest):
        annotations = (*template, "metadata", "annotations")
        for group, suffix in ("requests", ""), ("limits", "Limit"):
            for what, quantity in resources.get(group, {}).items():
                key = f"{RESOURCE}{NAMES[what]}{suffix}"
                yield from _resource(manifest, (*annotations, key), str(quantity))
        if classic:
            yield from _lifecycle(manifest, (*annotations, istio.PROXY_CONFIG))


def _resource(manifest: Manifest, path: Path, quantity: str) -> Iterator[Change | Skip]:
    have = get(manifest.body, path)
    if have is None:
        because = "mesh.proxy.resources; all four together, since one alone takes Istio's other defaults away"
        yield Change(manifest.ref, path, None, quantity, RULE, because)
    elif have != quantity:
        yield Skip(manifest.ref, path, RULE, f"kept yours, {have!r} instead of {quantity!r}")


def _lifecycle(manifest: Manifest, path: Path) -> Iterator[Change | Skip]:
    """Merged into the user's own YAML, which stands there as a string; what they say of it already is kept."""
    text = get(manifest.body, path)
    config = _mapping(text)
    if config is None:
        return  # refused elsewhere (contradictions.py)
    inner = config.get("proxyMetadata") or {}
    ends = manifest.ref.kind == "Elasticsearch"
    said = [key for key in (SAID if ends else STARTS) if key in config or key in inner]
    merged = (
        {**config, **ENDS, "proxyMetadata": {**inner, **ENDS["proxyMetadata"]}}
        if ends
        else {**config, **STARTS}
    )
    if merged == config:
        return
    if said:
        yield Skip(manifest.ref, path, RULE, f"kept yours: {', '.join(said)}")
        return
    why = WHY["ends" if ends else "starts"]
    yield Change(
        manifest.ref, path, text, kubeyaml.dump(merged), RULE, f"{why} (mesh.proxy.classic)"
    )


def _mapping(text: Any) -> dict[str, Any] | None:
    try:
        config = kubeyaml.load(text or "") or {}
    except kubeyaml.Error:
        return None
    inner = config.get("proxyMetadata") if isinstance(config, dict) else config
    return config if isinstance(config, dict) and isinstance(inner or {}, dict) else None
