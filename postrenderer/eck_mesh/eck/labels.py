"""The labels on a resource's pods, and whether a selector takes them."""

from __future__ import annotations

from eck_mesh.eck.resource import eck_labels, kind_of, pod_templates
from eck_mesh.manifests.manifest import Manifest
from eck_mesh.manifests.paths import get


def pod_selector(manifest: Manifest) -> dict[str, str]:
    """The labels that all pods of a resource have and no others; {} where there are none."""
    if manifest.is_operator:
        selector: dict[str, str] = get(manifest.body, ("spec", "selector", "matchLabels"), {})
        return selector
    kind = kind_of(manifest)
    return {kind.selector: manifest.ref.name} if kind.selector else {}


def pod_labels(manifest: Manifest) -> list[dict[str, str]]:
    """For each pod template, the labels that its pods surely have: ECK's own, by the facts, and the user's."""
    own = zip(pod_templates(manifest), eck_labels(manifest), strict=True)
    return [
        {**labels, **get(manifest.body, (*template, "metadata", "labels"), {})}
        for template, labels in own
    ]


def takes(selector: dict[str, str], manifest: Manifest, labels: dict[str, str]) -> bool:
    """Whether a selector takes pods of a resource with these labels. Of a label of its kind's own group whose value we do
    not know (a role, a version) it is taken that it may."""
    own = f"{manifest.ref.group}/"
    return all(
        labels[key] == value if key in labels else key.startswith(own)
        for key, value in selector.items()
    )
