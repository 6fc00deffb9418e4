"""What the nodes of a bed say of themselves."""

from __future__ import annotations

from tests.cluster.bed.tools import version

FIELDS = (
    "architecture",
    "bootID",
    "containerRuntimeVersion",
    "kernelVersion",
    "kubeProxyVersion",
    "machineID",
    "operatingSystem",
    "osImage",
    "systemUUID",
)


def node_info(**known: str) -> dict[str, str]:
    """status.nodeInfo. istiod injects native sidecars only where every kubelet says it is 1.33 or newer."""
    return {**dict.fromkeys(FIELDS, ""), "kubeletVersion": version("KUBERNETES_VERSION"), **known}
