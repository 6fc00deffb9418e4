"""Annotation values as Istio's injector takes them (pkg/kube/inject/validate.go), so that a bad one is told here.

ECK and the API server accept any text; the injector then refuses the pod, which shows only as FailedCreate on a
StatefulSet.
"""

from __future__ import annotations

from eck_mesh.manifests.quantity import amount

PREFIX = "traffic.sidecar.istio.io/"
INCLUDE_IN = PREFIX + "includeInboundPorts"
EXCLUDE_IN = PREFIX + "excludeInboundPorts"
EXCLUDE_OUT = PREFIX + "excludeOutboundPorts"
INCLUDE_OUT = PREFIX + "includeOutboundPorts"
INCLUDE_RANGES = PREFIX + "includeOutboundIPRanges"
EXCLUDE_RANGES = PREFIX + "excludeOutboundIPRanges"
EXCLUDE_INTERFACES = PREFIX + "excludeInterfaces"
INTERCEPTION = "sidecar.istio.io/interceptionMode"
PROXY_CONFIG = "proxy.istio.io/config"
TEMPLATES = "inject.istio.io/templates"
INJECT = "sidecar.istio.io/inject"
DATAPLANE = "istio.io/dataplane-mode"
REWRITE = "sidecar.istio.io/rewriteAppHTTPProbers"
NATIVE = "sidecar.istio.io/nativeSidecar"
TLS_MODE = "security.istio.io/tlsMode"
BYPASS_AMBIENT = "ambient.istio.io/bypass-inbound-capture"
SIDECAR_ONLY = (PREFIX, "sidecar.istio.io/", PROXY_CONFIG, TEMPLATES)
ROOT = "istio-system"  # whose policies are the mesh's; by default
PROXY_UID = (
    1337  # user or group; what runs under it passes the sidecar by: Istio tells its own proxy so
)

TRUE = ("1", "t", "T", "TRUE", "true", "True")  # what Go's ParseBool takes for true
FALSE = ("0", "f", "F", "FALSE", "false", "False")
STATUS = "status.sidecar.istio.io/"
# Of the rest that the injector checks: which values it takes, in words.
VALUES = {
    f"{STATUS}port": "a port",
    f"readiness.{STATUS}initialDelaySeconds": "a whole number",
    f"readiness.{STATUS}periodSeconds": "a whole number",
    f"readiness.{STATUS}failureThreshold": "a whole number",
    "prometheus.istio.io/merge-metrics": "true or false",
    "sidecar.istio.io/proxyCPU": "a quantity",
    "sidecar.istio.io/proxyMemory": "a quantity",
    "sidecar.istio.io/proxyCPULimit": "a quantity",
    "sidecar.istio.io/proxyMemoryLimit": "a quantity",
}
# Address space of clusters: private, carriers' (EKS, GKE), and class E (GKE).
PRIVATE = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "240.0.0.0/4",
    "fc00::/7",
)


def takes(key: str, value: str) -> bool:
    """Whether the injector takes a value of VALUES."""
    what = VALUES[key]
    if what == "true or false":
        return value in TRUE + FALSE
    if what == "a quantity":
        return amount(value) is not None
    number = value.strip() if what == "a port" else value
    return (
        number.isascii()
        and number.isdigit()
        and int(number) < (1 << (16 if what == "a port" else 32))
    )


def ports(text: str) -> list[int]:
    """The ports of a comma list; blanks around one are fine. ValueError for a name, a range, `*`, an empty item."""
    found = []
    for item in text.split(",") if text else ():
        item = item.strip()
        if not (item.isascii() and item.isdigit() and int(item) <= 65535):
            raise ValueError(
                f"{item!r} is no port; Istio takes numbers from 0 to 65535 between commas, no ranges and no *"
            )
        found.append(int(item))
    return found


def cluster_ranges(text: str) -> list[str]:
    """The items of a comma list of CIDRs that may hold cluster addresses: private space, single addresses apart.

    ValueError for what Istio refuses: an item without a prefix length, or with blanks.
    """
    return [item for item, addresses in _private(text) if addresses > 1]


def private_addresses(text: str) -> list[str]:
    """The single addresses of such a list that are private: a cluster's, or a neighbour's."""
    return [item.partition("/")[0] for item, addresses in _private(text) if addresses == 1]


def _private(text: str) -> list[tuple[str, int]]:
    """Each item that meets private space, with how many addresses it has."""
    if not text:
        return []
    import ipaddress

    found = []
    for item in text.split(",") if text else ():
        if "/" not in item:
            raise ValueError(
                f"{item!r} is no address range; Istio wants a prefix length (/32 for one address)"
            )
        try:
            network = ipaddress.ip_network(item, strict=False)
        except ValueError as error:
            raise ValueError(f"{item!r} is no address range, as Istio wants them") from error
        spaces = map(ipaddress.ip_network, PRIVATE)
        if any(space.version == network.version and space.overlaps(network) for space in spaces):
            found.append((item, network.num_addresses))
    return found
