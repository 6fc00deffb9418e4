"""Where the settings of one resource are written: the place that a message names where it advises
one.

| the resource is           | and its own settings stand in          |
|---------------------------|----------------------------------------|
| the chart's own           | values, in its mesh block              |
| among extraObjects        | values, in mesh.resources              |
| third-party               | the settings file, below resources     |
"""

from __future__ import annotations

from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.settings.settings import Settings


class OwnSettings(NamedTuple):
    """The place of a resource's own settings. A sentence has the setting itself: `{settings:mode:
    excluded}`."""

    ref: Ref
    settings: Settings | None

    def __format__(self, setting: str) -> str:
        """The setting with its place: `kibana.default.mesh.mode: excluded in values`."""
        if self.settings is None:
            where = "in its mesh block in values, or below resources in --settings"
            return f"{setting} for {self.ref}, {where}"
        if self.settings.place:
            return f"{self.settings.place}.{setting} in values"
        return f'resources."{self.ref}".{setting} in --settings'
