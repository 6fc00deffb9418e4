"""The resources of the sidecar: mesh.proxy.resources."""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.manifests.quantity import amount
from eck_mesh.messages.reason import reason
from eck_mesh.settings.setting_types import checked_types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.paths import Body

RESOURCES: Body = {"requests": {}, "limits": {}}
QUANTITIES = ("requests.cpu", "requests.memory", "limits.cpu", "limits.memory")


def check_resources(block: Body, where: str) -> None:
    """UserError unless there are all four quantities or none: any one of Istio's annotations
    removes Istio's other defaults."""
    groups = checked_types(block, RESOURCES, "mesh.proxy.resources", where)
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
