"""The program's own settings, in a resource and in StackConfigPolicies that select it.

Source: pkg/controller/stackconfigpolicy of ECK; config_settings.go, merged_config.go: policies are
merged last.
"""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of
from eck_mesh.manifests.facts import lasting_fact
from eck_mesh.manifests.paths import expand, get, integer, mapping
from eck_mesh.manifests.selectors import selector_matches
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path

NODES = "spec.nodeSets[*].config"  # of an Elasticsearch
CONFIG = "spec.config"  # of all other kinds


class Setting(NamedTuple):
    """One setting. ref, path: where it is written; key: its full key with dots, however nested."""

    ref: Ref
    path: Path
    key: str
    value: object


@lasting_fact
def own_settings(manifest: Manifest, place: str) -> list[Setting]:
    """The settings below a place of a resource, such as NODES, outer ones first."""
    found = []
    for config in expand(manifest.body, place):
        rows: list[tuple[Path, str, object]] = [(config, "", get(manifest.body, config))]
        for path, key, value in rows:  # grows while it is read
            if isinstance(value, dict):
                for step, inner in value.items():
                    rows.append(((*path, step), f"{key}.{step}".lstrip("."), inner))
            elif value is not None or key:
                found.append(Setting(manifest.ref, path, key, value))
    return found


def selecting_policies(
    manifest: Manifest, policies: Iterable[Manifest], operator_namespace: str
) -> list[Manifest]:
    """The StackConfigPolicies that select a resource, lightest first: heavier ones win.

    Policies in the operator's namespace select in every namespace.
    """
    if not kind_of(manifest).policy:
        return []
    labels, found = mapping(manifest.body, ("metadata", "labels")), []
    for policy in policies:
        near = policy.ref.namespace in (manifest.ref.namespace, operator_namespace)
        if near and selector_matches(get(policy.body, ("spec", "resourceSelector")), labels):
            found.append(policy)
    return sorted(found, key=lambda policy: integer(policy.body, ("spec", "weight")))


def program_settings(manifest: Manifest, policies: Iterable[Manifest]) -> Iterator[Setting]:
    """The settings of a program in effect. `policies`: those that select it, lightest first."""
    place = f"{kind_of(manifest).policy}.config"
    layers = [[*own_settings(manifest, NODES), *own_settings(manifest, CONFIG)]]
    layers += [own_settings(policy, place) for policy in policies]
    for depth, layer in enumerate(layers):
        above = {setting.key for heavier in layers[depth + 1 :] for setting in heavier}
        yield from (setting for setting in layer if setting.key not in above)
