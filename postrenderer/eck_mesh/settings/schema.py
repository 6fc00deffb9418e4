"""The mesh block of values: its settings with their types and defaults, and the check of a
block."""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.istio.modes import MODES, PLANES
from eck_mesh.istio.retries import RETRIES
from eck_mesh.manifests.quantity import amount
from eck_mesh.messages.reason import reason
from eck_mesh.settings.layers import without_nulls
from eck_mesh.settings.traffic_policy import check_traffic_policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

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
RESOURCES: Body = {"requests": {}, "limits": {}}
QUANTITIES = ("requests.cpu", "requests.memory", "limits.cpu", "limits.memory")
TYPES = {bool: "a boolean", str: "a string", dict: "a mapping", list: "a list"}


def check_block(block: object, where: str) -> Body:
    """The block without nulls, since null means not set. UserError for a wrong key, type or
    word."""
    known = _checked_types(block, BLOCK, "mesh", where)
    for key, defaults in NESTED.items():
        if key in known:
            known[key] = _checked_types(known[key], defaults, f"mesh.{key}", where)
    _check_resources(known.get("proxy", {}).get("resources", {}), where)
    if "gateway" in known:
        known["gateway"] = without_nulls(known["gateway"])
        _check_gateway(known["gateway"], where)
    if "trafficPolicy" in known:
        known["trafficPolicy"] = without_nulls(known["trafficPolicy"])
        check_traffic_policy(known["trafficPolicy"], where)
    for key, words in WORDS.items():
        if key in known:
            check_word(f"mesh.{key}", known[key], words, where)
    _check_lists(known, where)
    return known


def _check_lists(known: Body, where: str) -> None:
    """UserError for a wrong entry of a list."""
    for i, port in enumerate(known.get("openPorts", [])):
        _check_integer(port, f"mesh.openPorts[{i}]", where)
    if known.get("allow"):
        from eck_mesh.settings.allow import check_allow

        check_allow(known["allow"], where)
    if known.get("egressHosts"):
        from eck_mesh.settings.egress_hosts import check_egress_hosts

        check_egress_hosts(known["egressHosts"], where)
    for i, rule in enumerate(known.get("rules", [])):
        _check_type(rule, dict, f"mesh.rules[{i}]", where)


def check_word(setting: str, value: object, words: Collection[str], where: str) -> None:
    """UserError for a value that is not one of the words that a setting accepts."""
    if value not in tuple(words):
        choices = ", ".join(words)
        why = reason("setting-has-unknown-value", setting=setting, value=value, choices=choices)
        raise UserError.from_reason(why, where=where)


def check_mapping(value: object, setting: str, where: str) -> Body:
    """The value of a setting. UserError where it is not a mapping."""
    _check_type(value, dict, setting, where)
    return dict(_pairs(value))


def _checked_types(block: object, defaults: Body, prefix: str, where: str) -> Body:
    """The block without nulls. UserError for a key without a default, and a value of another
    type."""
    _check_type(block, dict, prefix, where)
    known = {key: value for key, value in _pairs(block).items() if value is not None}
    for key, value in known.items():
        if key not in defaults:
            why = reason("unknown-setting", setting=f"{prefix}.{key}", known=", ".join(defaults))
            raise UserError.from_reason(why, where=where)
        if key not in WORDS:
            _check_type(value, type(defaults[key]), f"{prefix}.{key}", where)
    return known


def _check_type(value: object, wanted: type, setting: str, where: str) -> None:
    if type(value) is not wanted:
        words = TYPES[wanted]
        why = reason("setting-has-wrong-type", setting=setting, wanted=words, value=value)
        raise UserError.from_reason(why, where=where)


def _check_integer(value: object, setting: str, where: str) -> None:
    """UserError for anything else than an integer, which YAML may have as a subclass of int."""
    if not isinstance(value, int) or isinstance(value, bool):
        why = reason("setting-has-wrong-type", setting=setting, wanted="an integer", value=value)
        raise UserError.from_reason(why, where=where)


def _pairs(block: object) -> Mapping[str, object]:
    return block if isinstance(block, dict) else {}


def _check_gateway(gateway: Body, where: str) -> None:
    """Without a namespace nothing says where the gateway's pods are."""
    for key, value in gateway.get("selector", {}).items():
        _check_type(value, str, f"mesh.gateway.selector.{key}", where)
    if any(gateway.values()) and not gateway.get("namespace"):
        raise UserError.from_reason(reason("gateway-without-namespace"), where=where)


def _check_resources(block: Body, where: str) -> None:
    """All four quantities or none: any one of Istio's annotations removes Istio's other
    defaults."""
    groups = _checked_types(block, RESOURCES, "mesh.proxy.resources", where)
    found = {f"{group}.{key}": value for group in groups for key, value in groups[group].items()}
    if found and sorted(found) != sorted(QUANTITIES):
        why = reason(
            "proxy-resources-incomplete", found=", ".join(found), wanted=", ".join(QUANTITIES)
        )
        raise UserError.from_reason(why, where=where)
    amounts = {key: _amount(key, value, where) for key, value in found.items()}
    for resource in "cpu", "memory":
        if amounts.get(f"requests.{resource}", 0) > amounts.get(f"limits.{resource}", 0):
            why = reason("requests-exceed-limits", resource=resource)
            raise UserError.from_reason(why, where=where)


def _amount(key: str, value: object, where: str) -> float:
    found = None if isinstance(value, bool) else amount(str(value))
    if found is None:
        raise UserError.from_reason(reason("quantity-not-valid", key=key, value=value), where=where)
    return found
