"""The file that --settings names: a mesh block, and blocks of single resources in it.

```yaml
mode: strict
resources:
  Beat/filebeat: {mode: excluded}
  Kibana/logs/main: {tls: eck}
```

All of it may also stand below `mesh:`, as in a values file.
"""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple
from eck_mesh.settings.layers import laid_over, without_nulls
from eck_mesh.settings.schema import BLOCK, RELEASE_ONLY, WORDS, check_block
from eck_mesh.settings.setting_types import check_mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.paths import Body

RESOURCES = "resources"


class SettingsFile(NamedTuple):
    """What a settings file holds; resources: the block of each single resource, by its key."""

    block: Body = {}
    resources: dict[str, Body] = {}


def settings_of_file(body: object, where: str) -> SettingsFile:
    """The settings in the body of a file. UserError for a wrong key, type or word."""
    root = check_mapping({} if body is None else body, "mesh", where)
    if "mesh" in root:
        _refuse_second_form(root, where)
        root = check_mapping({} if root["mesh"] is None else root["mesh"], "mesh", where)
    block = check_block({key: root[key] for key in root if key != RESOURCES}, where)
    named = check_mapping(root.get(RESOURCES) or {}, f"mesh.{RESOURCES}", where)
    resources = {
        str(key): _checked(str(key), own, block, where)
        for key, own in named.items()
        if own is not None
    }
    return SettingsFile(block, resources)


def _refuse_second_form(root: Body, where: str) -> None:
    """UserError where settings stand beside `mesh:`, which is then all that is read.

    A values file has other keys there, also `resources`; its keys are no names of resources.
    """
    beside = [key for key in root if key in WORDS]
    if any("/" in str(key) for key in root.get(RESOURCES) or ()):
        beside.append(RESOURCES)
    if beside:
        raise UserError.from_reason(reason("setting-beside-mesh", setting=beside[0]), where=where)


def _checked(key: str, own: object, block: Body, where: str) -> Body:
    """The block of one resource; its values are checked as they will be: over the file's own."""
    place = f"{where}: {RESOURCES}.{key}"
    found = without_nulls(check_mapping(own, "mesh", place))
    for setting in found:
        if setting in RELEASE_ONLY:
            known = ", ".join(one for one in BLOCK if one not in RELEASE_ONLY)
            why = reason("setting-of-release-only", setting=f"mesh.{setting}", known=known)
            raise UserError.from_reason(why, where=place)
    check_block(laid_over(block, found), place)
    return found
