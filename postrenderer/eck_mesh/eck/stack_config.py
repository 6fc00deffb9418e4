"""StackConfigPolicies: settings that reach an Elasticsearch's nodes from beside it (pkg/controller/stackconfigpolicy)."""

from __future__ import annotations

from eck_mesh.eck.resource import node_settings
from eck_mesh.manifests.paths import get, mapping
from eck_mesh.manifests.selectors import selector_matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path


def all_settings(
    manifest: Manifest, policies: Iterable[Manifest], operator: str
) -> Iterator[tuple[Ref, Path, str, Any]]:
    """Each setting of an Elasticsearch's nodes, its own and those of the policies that select it: whose, where, its dotted
    key, its value. operator: the operator's namespace, whose policies are for every namespace."""
    yield from ((manifest.ref, *found) for found in node_settings(manifest))
    for policy in policies:
        near = policy.ref.namespace in (manifest.ref.namespace, operator)
        labels = mapping(manifest.body, ("metadata", "labels"))
        selector = get(policy.body, ("spec", "resourceSelector"))
        if near and manifest.ref.kind == "Elasticsearch" and selector_matches(selector, labels):
            yield from (
                (policy.ref, *found) for found in node_settings(policy, "spec.elasticsearch.config")
            )
