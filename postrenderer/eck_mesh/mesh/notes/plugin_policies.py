"""Network policies of Cilium and Calico that may block the mesh itself: a note for each.

eck-mesh does not evaluate them. It looks for what is easy to see: policies that select pods of a
resource, limit a direction, list ports in each of their rules, and mention none that the mesh
needs.
"""

from __future__ import annotations

from eck_mesh.eck.resource import pod_labels
from eck_mesh.manifests.kinds import CLUSTER_SCOPED, PLUGIN_POLICIES, ObjectKind
from eck_mesh.manifests.paths import get, integer, items, mapping, mappings, text
from eck_mesh.manifests.selectors import selector_matches
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason

PREFIXES = ("k8s:", "any:")  # of keys in Cilium's selectors: where a label comes from
PORTS = (("toPorts",), ("destination", "ports"))  # of a rule: Cilium's and Calico's


def plugin_policies(mesh: Mesh) -> Iterator[Reason]:
    """A note for each resource and port that seems to be missing, with the first policy."""
    policies = [one for one in mesh.manifests.values() if _kind(one) in PLUGIN_POLICIES]
    for target in mesh.treated() if policies else ():
        if not mesh.is_inside(target.ref):
            continue
        here = [(one.ref, spec) for one in policies for spec in _specs(one, target)]
        for row in mesh.plane(target.ref).networkPorts:
            limiting = [(ref, spec) for ref, spec in here if _limits(spec, row.direction)]
            if limiting and all(_blocks(spec, row.direction, row.port) for _, spec in limiting):
                port, direction = row.port, row.direction.lower()
                names = {"policy": limiting[0][0], "target": target.ref}
                yield reason("plugin-policy-may-block", port=port, direction=direction, **names)


def _kind(manifest: Manifest) -> ObjectKind:
    return ObjectKind(*manifest.ref[:2])


def _specs(policy: Manifest, target: Manifest) -> Iterator[Body]:
    """The specs of a policy that select pods of a resource; Cilium takes a list of them too."""
    is_global = policy.ref.kind in CLUSTER_SCOPED
    if not is_global and policy.ref.namespace != target.ref.namespace:
        return
    field = PLUGIN_POLICIES[_kind(policy)]
    for spec in (mapping(policy.body, ("spec",)), *mappings(policy.body, ("specs",))):
        selector = get(spec, (field,))
        if spec and any(_selects(selector, labels) for labels in pod_labels(target)):
            yield spec


def _selects(selector: object, labels: dict[str, str]) -> bool:
    """Whether a selector of Cilium's selects labels, or an expression of Calico's names one."""
    expression = text(selector)
    if selector is None or expression:
        named = any(key in expression and value in expression for key, value in labels.items())
        return named or expression.strip() in ("", "all()")
    prefixed = {f"{prefix}{key}": labels[key] for prefix in PREFIXES for key in labels}
    return selector_matches(selector, {**labels, **prefixed})


def _limits(spec: Body, direction: str) -> bool:
    """Whether a policy is for a direction: by Calico's types, or by its rules."""
    return get(spec, (direction.lower(),)) is not None or direction in items(spec, ("types",))


def _blocks(spec: Body, direction: str, port: int | str) -> bool:
    """Whether each rule for a direction lists ports, and none mentions one that is needed."""
    rules = mappings(spec, (direction.lower(),))
    lists = all(any(get(rule, ports) is not None for ports in PORTS) for rule in rules)
    return lists and bool(integer(port)) and str(port) not in str(rules)
