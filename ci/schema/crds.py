"""ECK's CRDs as JSON Schema: the spec of each kind, closed where the CRD is."""

from __future__ import annotations

from typing import Any

import yaml
from openapi import INT_OR_STRING, QUANTITY, Converter, sentence

Node = dict[str, Any]
# Of fields that the CRDs say nothing about.
SAID = {
    "allow_restricted_indices": "Whether the key may search system indices.",
    "configMapName": "Name of the ConfigMap.",
    "count": "Number of pods.",
    "elasticsearch": "Settings of each Elasticsearch that is selected.",
    "enabled": "true: turns it on.",
    "except": "Fields that the key does not reach.",
    "field_security": "The fields that the key reaches.",
    "grant": "Fields that the key reaches.",
    "kibana": "Settings of each Kibana that is selected.",
    "name": "Its name.",
    "names": "Names of indices, with * for any text.",
    "outputName": "Name of the output in the Agent's settings.",
    "policies": "The range of resources of some nodeSets.",
    "query": "The documents that the key reaches, as a query.",
    "replicas": "Number of pods.",
    "replication": "What the key may replicate.",
    "search": "What the key may search.",
    "secretName": "Name of the Secret.",
    "serviceName": "Name of the StatefulSet's Service.",
}
VERSION = {"type": ["string", "null"], "pattern": r"^$|^[0-9]+\.[0-9]+\.[0-9]+([+-].+)?$"}
POD = {"$ref": "#/definitions/PodTemplateSpec"}
# The CRD takes any text, but if it is no duration of Go, the operator cannot read the kind at all.
HMS = r"^([0-9]+h)?([0-9]+m)?([0-9]+s)?$"
DURATION = {"type": ["string", "null"], "minLength": 1, "pattern": HMS}
DURATIONS = ("pollingPeriod",)


def eck_specs(text: str) -> dict[str, Node]:
    """By kind the schema of its spec, in the version that is stored."""
    return dict(_spec(document) for document in yaml.load_all(text, yaml.CSafeLoader) if document)


def _spec(crd: Node) -> tuple[str, Node]:
    spec = crd["spec"]
    (stored,) = (version for version in spec["versions"] if version["storage"])
    schema = stored["schema"]["openAPIV3Schema"]
    fields = schema["properties"]["spec"]["properties"]
    if claims := fields.get("volumeClaimTemplates"):
        claims["items"]["properties"].pop("status", None)  # It is not the user's.
    node = _converted(schema["properties"]["spec"])
    return spec["names"]["kind"], node | {"description": sentence(schema["description"])}


def _converted(node: Node) -> Node:
    return Converter(_special, SAID).field(node)


def _special(name: str, node: Node) -> Node | None:
    """What a field is, if not what the CRD says: the CRD leaves pod templates open, and takes a
    negative count."""
    if name == "podTemplate":
        return POD
    if name == "metadata":
        return {"$ref": "#/definitions/ObjectMeta"}
    if name == "count":
        return {"type": ["integer", "null"], "minimum": 0}
    if name == "version":
        return VERSION
    if name in DURATIONS:
        return DURATION
    if name == "names":  # The operator would leave an empty list out, which the CRD refuses.
        return {"type": ["array", "null"], "items": {"type": "string"}, "minItems": 1}
    if node.get("x-kubernetes-int-or-string"):
        return QUANTITY if "pattern" in node else INT_OR_STRING
    return None
