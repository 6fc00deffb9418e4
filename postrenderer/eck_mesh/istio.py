"""Annotation values as Istio's injector takes them (pkg/kube/inject/validate.go), so that a bad one is told here.

ECK and the API server accept any text; the injector then refuses the pod, which shows only as FailedCreate on a
StatefulSet.
"""

from __future__ import annotations

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
TLS_MODE = "security.istio.io/tlsMode"
BYPASS_AMBIENT = "ambient.istio.io/bypass-inbound-capture"
SIDECAR_ONLY = (PREFIX, "sidecar.istio.io/", PROXY_CONFIG, TEMPLATES)
PROXY_UID = 1337  # user or group; what runs under it passes the sidecar by: Istio tells its own proxy so

TRUE = ("1", "t", "T", "TRUE", "true", "True")  # what Go's ParseBool takes for true


def ports(text: str) -> list[int]:
    """The ports of a comma list; blanks around one are fine. ValueError for a name, a range, `*`, an empty item."""
    found = []
    for item in text.split(",") if text else ():
        item = item.strip()
        if not (item.isascii() and item.isdigit() and int(item) <= 65535):
            raise ValueError(f"{item!r} is no port; Istio takes numbers from 0 to 65535 between commas, no ranges and no *")
        found.append(int(item))
    return found


def cluster_ranges(text: str) -> list[str]:
    """The items of a comma list of CIDRs that may hold cluster addresses: private space, single addresses apart.

    ValueError for what Istio refuses: an item without a prefix length, or with blanks.
    """
    import ipaddress

    found = []
    for item in text.split(",") if text else ():
        if "/" not in item:
            raise ValueError(f"{item!r} is no address range; Istio wants a prefix length (/32 for one address)")
        try:
            network = ipaddress.ip_network(item, strict=False)
        except ValueError as error:
            raise ValueError(f"{item!r} is no address range, as Istio wants them") from error
        private = [
            ipaddress.ip_network(n) for n in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
        ]
        if network.num_addresses > 1 and any(p.version == network.version and p.overlaps(network) for p in private):
            found.append(item)
    return found
