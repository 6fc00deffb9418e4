"""The labels on a resource's pods."""

from __future__ import annotations

from eck_mesh.eck.resource import eck_labels, kind_of, pod_templates
from eck_mesh.manifests.manifest import Manifest
from eck_mesh.manifests.paths import texts


def pod_selector(manifest: Manifest) -> dict[str, str]:
    """The labels that all pods of a resource have and no others; {} where there are none."""
    if manifest.is_operator:
        return texts(manifest.body, ("spec", "selector", "matchLabels"))
    kind = kind_of(manifest)
    return {kind.selector: manifest.ref.name} if kind.selector else {}


def pod_labels(manifest: Manifest) -> list[dict[str, str]]:
    """For each pod template, the labels that its pods surely have: ECK's own, by the facts, and the user's."""
    own = zip(pod_templates(manifest), eck_labels(manifest), strict=True)
    return [
        {**labels, **texts(manifest.body, (*template, "metadata", "labels"))}
        for template, labels in own
    ]


def own_labels(manifest: Manifest) -> str:
    """The prefix of the labels that ECK gives the pods of this kind; some have values unknown here (role, version)."""
    return f"{manifest.ref.group}/"
