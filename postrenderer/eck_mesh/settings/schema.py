"""The mesh block of values: its settings with their types and defaults, and the check of a
block."""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.istio.modes import MODES, PLANES
from eck_mesh.istio.retries import RETRIES
from eck_mesh.messages.reason import reason
from eck_mesh.settings.layers import without_nulls
from eck_mesh.settings.proxy_resources import check_resources
from eck_mesh.settings.setting_types import (
    check_integer,
    check_type,
    check_word,
    checked_types,
    pairs,
)
from eck_mesh.settings.traffic_policy import check_traffic_policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from eck_mesh.manifests.paths import Body

# The block of values with its defaults; the type of a default is the type of the setting.
BLOCK: Body = {
    "mode": "disabled",
    "dataPlane": "sidecar",
    "tls": "auto",
    "revision": "",
    "unmeshedClients": False,
    "openPorts": [],
    "operator": {},
    "ingress": {},
    "gateway": {},
    "destinationRules": "auto",
    "trafficPolicy": {},
    "retries": "auto",
    "peerAuthentications": True,
    "egress": "any",
    "egressHosts": [],
    "requireSidecar": False,
    "keepTls": False,
    "authorization": False,
    "allow": [],
    "acceptOutage": False,
    "cni": False,
    "serviceAccountToken": False,
    "proxy": {},
    "clusterDomain": "cluster.local",
    "rules": [],
}
# The settings that only a release has: they are about the mesh and the cluster.
RELEASE_ONLY = (
    "dataPlane",
    "operator",
    "gateway",
    "requireSidecar",
    "keepTls",
    "clusterDomain",
)
WORDS: dict[str, Collection[str]] = {
    "mode": MODES,
    "dataPlane": PLANES,
    "tls": ("auto", "eck", "istio"),
    "destinationRules": ("auto", "never"),
    "egress": ("any", "registryOnly"),
    "retries": ("auto", *RETRIES),
}
OPERATOR: Body = {"namespace": "elastic-system", "meshed": True}
INGRESS: Body = {"meshed": False}
GATEWAY: Body = {"namespace": "", "selector": {}, "serviceAccount": ""}
PROXY: Body = {"classic": False, "resources": {}}
NESTED = {"operator": OPERATOR, "ingress": INGRESS, "gateway": GATEWAY, "proxy": PROXY}


def check_block(block: object, where: str) -> Body:
    """The block without nulls, since null means not set. UserError for a wrong key, type or
    word."""
    given = pairs(block)
    for key, words in WORDS.items():
        if given.get(key) is not None:
            check_word(f"mesh.{key}", given[key], words, where)
    known = checked_types(block, BLOCK, "mesh", where)
    for key, defaults in NESTED.items():
        if key in known:
            known[key] = checked_types(known[key], defaults, f"mesh.{key}", where)
    check_resources(known.get("proxy", {}).get("resources", {}), where)
    if "gateway" in known:
        known["gateway"] = without_nulls(known["gateway"])
        _check_gateway(known["gateway"], where)
    if "trafficPolicy" in known:
        known["trafficPolicy"] = without_nulls(known["trafficPolicy"])
        check_traffic_policy(known["trafficPolicy"], where)
    _check_lists(known, where)
    return known


def _check_lists(known: Body, where: str) -> None:
    """UserError for a wrong entry of a list."""
    for i, port in enumerate(known.get("openPorts", [])):
        check_integer(port, f"mesh.openPorts[{i}]", where)
    if known.get("allow"):
        from eck_mesh.settings.allow import check_allow

        check_allow(known["allow"], where)
    if known.get("egressHosts"):
        from eck_mesh.settings.egress_hosts import check_egress_hosts

        check_egress_hosts(known["egressHosts"], where)
    for i, rule in enumerate(known.get("rules", [])):
        check_type(rule, dict, f"mesh.rules[{i}]", where)


def _check_gateway(gateway: Body, where: str) -> None:
    """Without a namespace nothing says where the gateway's pods are."""
    for key, value in gateway.get("selector", {}).items():
        check_type(value, str, f"mesh.gateway.selector.{key}", where)
    if any(gateway.values()) and not gateway.get("namespace"):
        raise UserError.from_reason(reason("gateway-without-namespace"), where=where)
