"""The program's own settings, in a resource and in StackConfigPolicies that select it.

Source: pkg/controller/stackconfigpolicy of ECK.
"""

from __future__ import annotations

from eck_mesh.manifests.paths import expand, get, mapping
from eck_mesh.manifests.selectors import selector_matches
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path

NODES = "spec.nodeSets[*].config"  # of an Elasticsearch
CONFIG = "spec.config"  # of all other kinds
OF_POLICY = "spec.elasticsearch.config"


class Setting(NamedTuple):
    """One setting. ref, path: where it is written; key: its full key with dots, however nested."""

    ref: Ref
    path: Path
    key: str
    value: object


def own_settings(manifest: Manifest, place: str) -> Iterator[Setting]:
    """The settings below a place of a resource, such as NODES, outer ones first."""
    for config in expand(manifest.body, place):
        rows: list[tuple[Path, str, object]] = [(config, "", get(manifest.body, config))]
        for path, key, value in rows:  # grows while it is read
            if isinstance(value, dict):
                for step, inner in value.items():
                    rows.append(((*path, step), f"{key}.{step}".lstrip("."), inner))
            elif value is not None or key:
                yield Setting(manifest.ref, path, key, value)


def node_settings(
    manifest: Manifest, policies: Iterable[Manifest], operator_namespace: str
) -> Iterator[Setting]:
    """The settings of an Elasticsearch's nodes, with those of StackConfigPolicies that select it.

    Policies in the operator's namespace select in every namespace.
    """
    yield from own_settings(manifest, NODES)
    if manifest.ref.kind != "Elasticsearch":
        return
    labels = mapping(manifest.body, ("metadata", "labels"))
    for policy in policies:
        near = policy.ref.namespace in (manifest.ref.namespace, operator_namespace)
        if near and selector_matches(get(policy.body, ("spec", "resourceSelector")), labels):
            yield from own_settings(policy, OF_POLICY)
