"""Label selectors, as Kubernetes and Istio match them."""

from __future__ import annotations

from eck_mesh.manifests.paths import get, mapping, mappings, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from eck_mesh.manifests.paths import Body


def labels_match(
    wanted: Mapping[str, object],
    labels: Mapping[str, object],
    assumed: Mapping[str, tuple[str, ...]] | None = None,
) -> bool:
    """Whether these labels have every wanted pair; no pairs match everything.

    assumed: where the keys of labels begin that pods have with values unknown here, as ECK's for
        roles, and where these values begin. Such a wanted pair, if its key is not among the labels,
        is assumed to match.
    """
    for key, value in wanted.items():
        if key in labels:
            if labels[key] != value:
                return False
        elif not _may_match(key, value, assumed or {}):
            return False
    return True


def _may_match(key: str, value: object, assumed: Mapping[str, tuple[str, ...]]) -> bool:
    values = [found for prefix, found in assumed.items() if key.startswith(prefix)]
    return any(str(value).startswith(prefixes) for prefixes in values)


def selector_matches(selector: object, labels: Mapping[str, object]) -> bool:
    """Whether a selector with matchLabels and matchExpressions selects these labels.

    An empty selector selects everything. Invalid selectors and unknown operators match.
    """
    if not labels_match(mapping(selector, ("matchLabels",)), labels):
        return False
    expressions = mappings(selector, ("matchExpressions",))
    return all(_holds(expression, labels) for expression in expressions)


def _holds(expression: Body, labels: Mapping[str, object]) -> bool:
    value, found = labels.get(text(expression, ("key",))), get(expression, ("values",))
    values = [] if found is None else found
    if not isinstance(values, list):
        return True
    outcomes = {
        "In": value in values,
        "NotIn": value not in values,
        "Exists": value is not None,
        "DoesNotExist": value is None,
    }
    return outcomes.get(text(expression, ("operator",)), True)
