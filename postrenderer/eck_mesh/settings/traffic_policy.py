"""mesh.trafficPolicy: what users add to the traffic policies of eck-mesh's DestinationRules.

The keys are those of Istio's TrafficPolicy (istio.io/api, destination_rule.proto).
"""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.manifests.paths import integer
from eck_mesh.messages.reason import reason
from eck_mesh.settings.setting_types import refuse_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from eck_mesh.manifests.paths import Body

SETTING = "mesh.trafficPolicy"
# An entry for a port has these, and inherits nothing.
OF_PORTS = ("connectionPool", "loadBalancer", "outlierDetection")
ENTRIES = "portLevelSettings"
KEYS = (*OF_PORTS, "retryBudget", ENTRIES)
ENTRY_KEYS = ("port", *OF_PORTS)
TLS = "tls"
# What sidecars of the servers do not understand: PROXY headers, which only gateways read
# (pilot/pkg/networking/core/gateway.go), and HTTP CONNECT.
UNREADABLE = ("proxyProtocol", "tunnel")


def check_traffic_policy(policy: Body, where: str) -> None:
    """UserError for what is no part of a traffic policy, and for what would make a mode untrue."""
    _check_keys(policy, SETTING, KEYS, where)
    entries = policy.get(ENTRIES, [])
    if not isinstance(entries, list):
        refuse_type(f"{SETTING}.{ENTRIES}", "a list", entries, where)
    for i, entry in enumerate(entries):
        setting = f"{SETTING}.{ENTRIES}[{i}]"
        if not isinstance(entry, dict):
            refuse_type(setting, "a mapping", entry, where)
        _check_keys(entry, setting, ENTRY_KEYS, where)
        if not 0 < integer(entry, ("port", "number")) < 65536:
            number = f"{setting}.port.number"
            refuse_type(number, "the number of a port", entry.get("port"), where)


def _check_keys(policy: Body, setting: str, known: Collection[str], where: str) -> None:
    for key, value in policy.items():
        place = f"{setting}.{key}"
        if key == TLS:
            raise UserError.from_reason(
                reason("traffic-policy-sets-tls", setting=place), where=where
            )
        if key in UNREADABLE:
            why = reason("traffic-policy-not-understood", setting=place)
            raise UserError.from_reason(why, where=where)
        if key not in known:
            why = reason("unknown-setting", setting=place, known=", ".join(known))
            raise UserError.from_reason(why, where=where)
        if key != ENTRIES and not isinstance(value, dict):
            refuse_type(place, "a mapping", value, where)
