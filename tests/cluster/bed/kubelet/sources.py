"""What a pod's volumes and environment are made of: Secrets, ConfigMaps, its own fields, tokens of its ServiceAccount."""

from __future__ import annotations

import base64
import json
import re
from typing import NamedTuple

from tests.cluster.bed.api import Api, Object
from tests.cluster.bed.bed import NODE
from tests.cluster.bed.kubelet import quantity
from tests.cluster.bed.kubelet.mirror import Mirror
from tests.cluster.bed.kubelet.node import CAPACITY

SUBSCRIPT = re.compile(r"metadata\.(labels|annotations)\['(.+)'\]")


class Missing(Exception):
    """A Secret, a ConfigMap, a key or a claim that is not there yet: the pod waits for it."""


class Token(NamedTuple):
    value: str
    seconds: int  # how long it is good for


class Cluster(NamedTuple):
    """What all pods share. Without mirrors everything is asked for."""

    api: Api
    secrets: Mirror | None = None
    config_maps: Mirror | None = None

    def data(self, plural: str, namespace: str, name: str, *, fresh: bool) -> dict[str, bytes]:
        """The keys of a Secret or a ConfigMap. Missing where it is not there; fresh: asked anew."""
        mirror = self.secrets if plural == "secrets" else self.config_maps
        if mirror and not fresh:
            found = mirror.get(namespace, name)
        else:
            found = self.api.get(plural, name, namespace)
        if not found:
            raise Missing(f"{plural} {name} not found")
        data = {k: base64.b64decode(v) for k, v in (found.get("binaryData") or {}).items()}
        for key, value in (found.get("data") or {}).items():
            data[key] = base64.b64decode(value) if plural == "secrets" else value.encode()
        return data

    def token(self, pod: Object, audience: str, seconds: int) -> Token:
        """A token that is bound to the pod. audience: "" for the API server's own."""
        metadata = pod["metadata"]
        bound = {"apiVersion": "v1", "kind": "Pod", "name": metadata["name"]}
        spec: Object = {"expirationSeconds": seconds, "boundObjectRef": bound}
        if audience:
            spec["audiences"] = [audience]
        account = pod["spec"].get("serviceAccountName", "default")
        path = f"/api/v1/namespaces/{metadata['namespace']}/serviceaccounts/{account}/token"
        body = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec}
        made = self.api.request("POST", path, body)
        return Token(made["status"]["token"], made["spec"]["expirationSeconds"])


def field(pod: Object, address: str, path: str) -> str:
    """A field of the downward API. address: the pod's, which its status may not have yet."""
    if found := SUBSCRIPT.fullmatch(path):
        return str((pod["metadata"].get(found[1]) or {}).get(found[2], ""))
    if path in ("metadata.labels", "metadata.annotations"):
        entries = sorted((pod["metadata"].get(path.partition(".")[2]) or {}).items())
        return "\n".join(f"{key}={json.dumps(value)}" for key, value in entries)
    fields: dict[str, str] = {
        "metadata.name": pod["metadata"]["name"],
        "metadata.namespace": pod["metadata"]["namespace"],
        "metadata.uid": pod["metadata"]["uid"],
        "spec.nodeName": pod["spec"]["nodeName"],
        "spec.serviceAccountName": pod["spec"].get("serviceAccountName", "default"),
        "status.podIP": address,
        "status.podIPs": address,
        "status.hostIP": NODE,
        "status.hostIPs": NODE,
    }
    if path not in fields:
        raise ValueError(f"fieldPath {path} is not known to this kubelet")
    return fields[path]


def resource(pod: Object, container: str, reference: Object) -> str:
    """A request or a limit in units of its divisor, rounded up; without a limit, what the node has."""
    name = reference.get("containerName") or container
    every = [*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]]
    (spec,) = (one for one in every if one["name"] == name)
    kind, _, of = reference["resource"].partition(".")
    there = (spec.get("resources") or {}).get(kind) or {}
    text = there.get(of) or (CAPACITY[of] if kind == "limits" else "0")
    return quantity.divided(text, reference.get("divisor") or "1")
