"""The mesh block of values: its words, their types and defaults, and the check that tells a wrong one."""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.istio.modes import MODES
from eck_mesh.manifests.quantity import amount

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The block of values with its defaults; the type of a default is the type of the setting.
BLOCK: dict[str, Any] = {
    "mode": "disabled",
    "dataPlane": "sidecar",
    "tls": "auto",
    "revision": "",
    "unmeshedClients": False,
    "operator": {},
    "ingress": {},
    "destinationRules": "auto",
    "peerAuthentications": True,
    "requireSidecar": False,
    "keepTls": False,
    "acceptOutage": False,
    "cni": False,
    "serviceAccountToken": False,
    "proxy": {},
    "clusterDomain": "cluster.local",
    "rules": [],
}
WORDS: dict[str, tuple[str, ...]] = {
    "mode": MODES,
    "dataPlane": ("sidecar", "ambient"),
    "tls": ("auto", "eck", "istio"),
    "destinationRules": ("auto", "never"),
}
OPERATOR = {"namespace": "elastic-system", "meshed": True}
INGRESS = {"meshed": False}
PROXY: dict[str, Any] = {"classic": False, "resources": {}}
RESOURCES: dict[str, Any] = {"requests": {}, "limits": {}}


def check(block: Any, where: str) -> dict[str, Any]:
    """The block with nulls dropped, since null means not set. UserError for a key, type or word it cannot have."""
    known = _typed(block, BLOCK, "mesh.", where)
    for key, defaults in ("operator", OPERATOR), ("ingress", INGRESS), ("proxy", PROXY):
        if key in known:
            known[key] = _typed(known[key], defaults, f"mesh.{key}.", where)
    _resources(known.get("proxy", {}).get("resources", {}), where)
    for key, value in known.items():
        words = WORDS.get(key)
        if words and value not in words:
            raise UserError(
                f"mesh.{key} cannot be {value!r}.",
                where=where,
                hint=f"Choose from: {', '.join(words)}.",
            )
    if not all(isinstance(rule, dict) for rule in known.get("rules", [])):
        raise UserError("mesh.rules must be a list of mappings.", where=where)
    return known


def _resources(block: Any, where: str) -> None:
    """All four quantities or none: any one of Istio's annotations takes its other defaults away (injection template)."""
    groups = _typed(block, RESOURCES, "mesh.proxy.resources.", where)
    found = {f"{group}.{key}": value for group, of in groups.items() for key, value in of.items()}
    wanted = ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"]
    if found and sorted(found) != sorted(wanted):
        raise UserError(
            f"mesh.proxy.resources has {', '.join(found)}.",
            where=where,
            hint=f"Give all four or none: {', '.join(wanted)}.",
        )
    amounts = {
        key: None if isinstance(value, bool) else amount(str(value)) for key, value in found.items()
    }
    for key, value in found.items():
        if amounts[key] is None:
            raise UserError(
                f"mesh.proxy.resources.{key}: {value!r} is no quantity.",
                where=where,
                hint="Write it like 100m or 128Mi.",
            )
    for what in "cpu", "memory":
        request, limit = (amounts.get(f"{group}.{what}") or 0 for group in RESOURCES)
        if request > limit:
            why = f"mesh.proxy.resources: of {what} more is requested than the limit allows; no pod could be made."
            raise UserError(why, where=where, hint="Lower the request, or raise the limit.")


def _typed(block: Any, defaults: dict[str, Any], prefix: str, where: str) -> dict[str, Any]:
    if not isinstance(block, dict):
        raise UserError("the settings are no mapping.", where=where)
    known = {key: value for key, value in block.items() if value is not None}
    for key, value in known.items():
        if key not in defaults:
            raise UserError(
                f"unknown setting {prefix}{key}.",
                where=where,
                hint=f"Known are: {', '.join(defaults)}.",
            )
        if type(value) is not type(defaults[key]) and key not in WORDS:
            raise UserError(
                f"{prefix}{key} must be a {type(defaults[key]).__name__}, not {value!r}.",
                where=where,
            )
    return known
