"""StackConfigPolicies: settings that reach an Elasticsearch's nodes from beside it (pkg/controller/stackconfigpolicy)."""

from __future__ import annotations

from eck_mesh.manifest import get
from eck_mesh.resource import node_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from eck_mesh.change import Path
    from eck_mesh.manifest import Manifest, Ref


def all_settings(manifest: Manifest, policies: Iterable[Manifest], operator: str) -> Iterator[tuple[Ref, Path, str, Any]]:
    """Each setting of an Elasticsearch's nodes, its own and those of the policies that select it: whose, where, its dotted
    key, its value. operator: the operator's namespace, whose policies are for every namespace."""
    yield from ((manifest.ref, *found) for found in node_settings(manifest))
    for policy in policies:
        near = policy.ref.namespace in (manifest.ref.namespace, operator)
        if near and manifest.ref.kind == "Elasticsearch" and _selects(policy, manifest):
            yield from ((policy.ref, *found) for found in node_settings(policy, "spec.elasticsearch.config"))


def _selects(policy: Manifest, manifest: Manifest) -> bool:
    """Kubernetes' label selector, an empty one for all; an operator that is none selects, as far as we know."""
    labels = manifest.body["metadata"].get("labels") or {}
    selector = get(policy.body, ("spec", "resourceSelector"), {})
    wanted = get(selector, ("matchLabels",), {})
    if any(labels.get(key) != value for key, value in wanted.items()):
        return False
    return all(_holds(expression, labels) for expression in get(selector, ("matchExpressions",), []))


def _holds(expression: Any, labels: dict[str, str]) -> bool:
    value, values = labels.get(get(expression, ("key",), "")), get(expression, ("values",), [])
    found = {"In": value in values, "NotIn": value not in values, "Exists": value is not None, "DoesNotExist": value is None}
    return found.get(get(expression, ("operator",), ""), True)
