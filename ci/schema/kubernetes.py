"""The pod template and the rules of NetworkPolicies of Kubernetes' OpenAPI as JSON Schema, closed
to the last leaf."""

from __future__ import annotations

from typing import Any

from openapi import INT_OR_STRING, QUANTITY, Converter

Node = dict[str, Any]

# A pod template of ECK need not repeat the containers that the operator adds.
NOT_REQUIRED = {"PodSpec": {"containers"}}
# Fields of this Kubernetes that ECK's operator does not know: it reads pods with the types of
# 1.36, and drops them without a word. tests/cluster/test_round_trip.py finds such fields.
UNKNOWN = {
    "ClusterTrustBundleProjection": {"user"},
    "ConfigMapVolumeSource": {"defaultUser"},
    "DownwardAPIVolumeFile": {"user"},
    "DownwardAPIVolumeSource": {"defaultUser"},
    "EmptyDirVolumeSource": {"mode"},
    "GRPCAction": {"mode"},
    "HTTPGetAction": {"protocol"},
    "KeyToPath": {"user"},
    "PodCertificateProjection": {"user"},
    "PodSpec": {"evictionResponders"},
    "ProjectedVolumeSource": {"defaultUser"},
    "SecretVolumeSource": {"defaultUser"},
    "ServiceAccountTokenProjection": {"user"},
    "VolumeMount": {"bindMountOptions"},
}
ROOTS = (
    "io.k8s.api.core.v1.PodTemplateSpec",
    "io.k8s.api.networking.v1.NetworkPolicyIngressRule",
    "io.k8s.api.networking.v1.NetworkPolicyEgressRule",
)
# What a pod template may say of its metadata: everything else is the API server's.
METADATA = ("labels", "annotations", "name", "namespace", "finalizers")
# Words that Kubernetes' OpenAPI has only in its descriptions.
WORDS = {
    ("Container", "imagePullPolicy"): ["Always", "IfNotPresent", "Never"],
    ("ContainerPort", "protocol"): ["TCP", "UDP", "SCTP"],
    ("NetworkPolicyPort", "protocol"): ["TCP", "UDP", "SCTP"],
    ("PodSpec", "dnsPolicy"): ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"],
    ("PodSpec", "preemptionPolicy"): ["Never", "PreemptLowerPriority"],
    ("PodSpec", "restartPolicy"): ["Always", "OnFailure", "Never"],
    ("Toleration", "effect"): ["", "NoSchedule", "PreferNoSchedule", "NoExecute"],
    ("TopologySpreadConstraint", "whenUnsatisfiable"): ["DoNotSchedule", "ScheduleAnyway"],
}
SPECIAL = {
    "Quantity": QUANTITY,
    "IntOrString": {"description": "A number or text.", **INT_OR_STRING},
    "Time": {"description": "A time.", "type": ["string", "null"]},
}


def pod_definitions(openapi: Node) -> Node:
    """PodTemplateSpec, rules of NetworkPolicies, and everything that they refer to, by their names
    in Kubernetes' API."""
    models = {name.rsplit(".", 1)[1]: model for name, model in _reached(openapi["definitions"])}
    return {name: SPECIAL.get(name) or _definition(name, model) for name, model in models.items()}


def _reached(models: Node) -> list[tuple[str, Node]]:
    """The models of ROOTS, and those that they refer to."""
    names = list(ROOTS)
    for name in names:
        model, unknown = models[name], UNKNOWN.get(name.rsplit(".", 1)[1], set())
        if unknown:
            known = {k: node for k, node in model["properties"].items() if k not in unknown}
            model["properties"] = known
        if name.endswith(".ObjectMeta"):
            model["properties"] = {key: model["properties"][key] for key in METADATA}
        names += [found for found in sorted(_references(model)) if found not in names]
    return [(name, models[name]) for name in names]


def _references(node: Any) -> set[str]:
    """The models that a node names."""
    if isinstance(node, list):
        return {name for one in node for name in _references(one)}
    if not isinstance(node, dict):
        return set()
    found = {name for one in node.values() for name in _references(one)}
    if isinstance(node.get("$ref"), str):
        found.add(node["$ref"].rsplit("/", 1)[1])
    return found


def _definition(name: str, model: Node) -> Node:
    """One model."""

    def special(field: str, node: Node) -> Node | None:
        if (name, field) in WORDS:
            return {"enum": [*WORDS[name, field], None]}
        if "$ref" in node:
            return {"$ref": f"#/definitions/{node['$ref'].rsplit('.', 1)[1]}"}
        return None

    required = [key for key in model.get("required", []) if key not in NOT_REQUIRED.get(name, ())]
    made = Converter(special, {}).field(model | {"required": required})
    return {"description": f"{name} of Kubernetes.", **made}
