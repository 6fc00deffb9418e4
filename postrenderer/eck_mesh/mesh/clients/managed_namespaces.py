"""The namespaces that an operator of the stream manages: it connects to resources there alone.

| where it is written                               | by                                     |
|---------------------------------------------------|----------------------------------------|
| the argument --namespaces                         | hand                                   |
| the variable NAMESPACES, or the annotation that   | OLM, from its OperatorGroup            |
| it reads                                          |                                        |
| namespaces of eck.yaml in the operator's ConfigMap | managedNamespaces of Elastic's chart  |

The first one counts, as in ECK (cmd/manager/main.go of cloud-on-k8s). An empty list is for all
namespaces, and so is a selector of namespaces, whose labels no manifest shows for certain.
"""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.eck.resource import pod_templates
from eck_mesh.manifests.kinds import CONFIG_MAP
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import items, mapping, mappings, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body, Path

ARGUMENT = "--namespaces"
VARIABLE = "NAMESPACES"
FILE = "eck.yaml"
ANNOTATION = "metadata.annotations['"  # of a fieldPath


def managed_namespaces(operator: Manifest, manifests: Mapping[Ref, Manifest]) -> list[str]:
    """The namespaces; [] for all."""
    for template in pod_templates(operator):
        for container in mappings(operator.body, (*template, "spec", "containers")):
            found = _by_argument(container) or _by_variable(operator, template, container)
            if found:
                return _split(found)
        return _by_config_map(operator, template, manifests)
    return []


def _by_argument(container: Body) -> str:
    arguments = [str(one) for one in items(container, ("args",))]
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        name, equals, value = argument.partition("=")
        if name == ARGUMENT:
            return value if equals else following
    return ""


def _by_variable(operator: Manifest, template: Path, container: Body) -> str:
    for variable in mappings(container, ("env",)):
        if variable.get("name") != VARIABLE:
            continue
        field = text(variable, ("valueFrom", "fieldRef", "fieldPath"))
        if field.startswith(ANNOTATION):
            key = field.removeprefix(ANNOTATION).removesuffix("']")
            return text(operator.body, (*template, "metadata", "annotations", key))
        return text(variable, ("value",))
    return ""


def _by_config_map(
    operator: Manifest, template: Path, manifests: Mapping[Ref, Manifest]
) -> list[str]:
    for volume in mappings(operator.body, (*template, "spec", "volumes")):
        name = text(volume, ("configMap", "name"))
        found = manifests.get(Ref(*CONFIG_MAP.identity, operator.ref.namespace, name))
        written = text(found.body, ("data", FILE)) if found else ""
        if written:
            config = _loaded(written)
            listed = [str(one) for one in items(config, ("namespaces",))]
            return listed or _split(text(config, ("namespaces",)))
    return []


def _loaded(written: str) -> Body:
    """The operator's configuration; {} where it is no YAML."""
    try:
        return mapping(kubeyaml.load(written))
    except kubeyaml.Error:
        return {}


def _split(value: str) -> list[str]:
    return [one.strip() for one in value.split(",") if one.strip()]
