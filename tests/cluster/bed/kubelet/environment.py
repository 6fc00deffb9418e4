"""The environment and the command line of a container, as its spec says them."""

from __future__ import annotations

import re

from tests.cluster.bed.api import Object
from tests.cluster.bed.kubelet.sources import Cluster, Missing, field, resource

REFERENCE = re.compile(r"\$\$|\$\((\w[\w.-]*)\)")
API_SERVER = {"KUBERNETES_SERVICE_HOST": "10.96.0.1", "KUBERNETES_SERVICE_PORT": "443"}
API_SERVER["KUBERNETES_SERVICE_PORT_HTTPS"] = "443"


def expanded(text: str, env: dict[str, str]) -> str:
    """With $(NAME) filled in where there is such a variable; $$ is a dollar sign."""

    def value(found: re.Match[str]) -> str:
        return "$" if found[0] == "$$" else env.get(found[1], found[0])

    return REFERENCE.sub(value, text)


def environment(cluster: Cluster, pod: Object, address: str, container: Object) -> dict[str, str]:
    """Missing where a Secret, a ConfigMap or a key is not there and not optional. Services have no variables but the API's."""
    namespace = pod["metadata"]["namespace"]
    env = {"HOSTNAME": pod["spec"].get("hostname") or pod["metadata"]["name"], **API_SERVER}

    for source in container.get("envFrom") or []:
        env |= imported(cluster, namespace, source)
    for entry in container.get("env") or []:
        origin = entry.get("valueFrom")
        if origin is None:
            env[entry["name"]] = expanded(entry.get("value") or "", env)
        elif "fieldRef" in origin:
            env[entry["name"]] = field(pod, address, origin["fieldRef"]["fieldPath"])
        elif "resourceFieldRef" in origin:
            env[entry["name"]] = resource(pod, container["name"], origin["resourceFieldRef"])
        else:
            found = keyed(cluster, namespace, origin)
            env |= {} if found is None else {entry["name"]: found}
    return env


def imported(cluster: Cluster, namespace: str, source: Object) -> dict[str, str]:
    """All keys of an entry of envFrom."""
    plural, reference = origin_of(source, "Ref")
    prefix = source.get("prefix") or ""
    try:
        data = cluster.data(plural, namespace, reference["name"], fresh=True)
    except Missing:
        if reference.get("optional"):
            return {}
        raise
    return {f"{prefix}{key}": value.decode() for key, value in data.items()}


def keyed(cluster: Cluster, namespace: str, source: Object) -> str | None:
    """One key; None where it is optional and not there."""
    plural, reference = origin_of(source, "KeyRef")
    try:
        data = cluster.data(plural, namespace, reference["name"], fresh=True)
        if reference["key"] not in data:
            raise Missing(f"{plural} {reference['name']} has no key {reference['key']}")
    except Missing:
        if reference.get("optional"):
            return None
        raise
    return data[reference["key"]].decode()


def origin_of(source: Object, end: str) -> tuple[str, Object]:
    """Plural and reference of secretRef, configMapRef, secretKeyRef or configMapKeyRef."""
    for name, plural in ("secret", "secrets"), ("configMap", "configmaps"):
        if f"{name}{end}" in source:
            return plural, source[f"{name}{end}"]
    raise ValueError(f"{sorted(source)} is not known to this kubelet")


def command_line(container: Object, entrypoint: tuple[str, ...], env: dict[str, str]) -> list[str]:
    """command is in place of the image's entrypoint; args follow."""
    words = [*(container.get("command") or entrypoint), *(container.get("args") or [])]
    if not words:
        raise ValueError(f"container {container['name']} has no command, nor has its image")
    return [expanded(word, env) for word in words]
