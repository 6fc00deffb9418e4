"""StackConfigPolicies: settings that reach an Elasticsearch's nodes from beside it (pkg/controller/stackconfigpolicy)."""

from __future__ import annotations

from eck_mesh.eck.resource import node_settings
from eck_mesh.manifests.paths import get

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
        labels, selector = (
            manifest.body["metadata"].get("labels") or {},
            get(policy.body, ("spec", "resourceSelector")),
        )
        if near and manifest.ref.kind == "Elasticsearch" and selects(selector, labels):
            yield from (
                (policy.ref, *found) for found in node_settings(policy, "spec.elasticsearch.config")
            )


def selects(selector: Any, labels: dict[str, str]) -> bool:
    """Kubernetes' label selector, an empty one for all; what is none, or has an operator that is none, selects as far as we
    know."""
    wanted, expressions = (
        get(selector, ("matchLabels",), {}),
        get(selector, ("matchExpressions",), []),
    )
    if isinstance(wanted, dict) and any(labels.get(key) != value for key, value in wanted.items()):
        return False
    return not isinstance(expressions, list) or all(
        _holds(expression, labels) for expression in expressions
    )


def _holds(expression: Any, labels: dict[str, str]) -> bool:
    key, values = get(expression, ("key",), ""), get(expression, ("values",), [])
    value = labels.get(key) if isinstance(key, str) else None
    if not isinstance(values, list):
        return True
    found = {
        "In": value in values,
        "NotIn": value not in values,
        "Exists": value is not None,
        "DoesNotExist": value is None,
    }
    operator = get(expression, ("operator",))
    return found.get(operator, True) if isinstance(operator, str) else True
