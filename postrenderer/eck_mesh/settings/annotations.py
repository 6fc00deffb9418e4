"""The annotations of a stream: those of one release differ in the place of a resource alone, and
are parsed and checked once."""

from __future__ import annotations

from eck_mesh.settings.settings import settings_of_annotation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.settings.settings import Settings

PLACE = '"place"'  # the key, in the JSON that the chart writes


class Annotations:
    """Reads the annotations of a stream, one after the other."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Settings] = {}

    def settings(self, annotation: str, ref: Ref) -> Settings:
        """What `settings_of_annotation` returns and raises."""
        before, _, rest = annotation.partition(f'{PLACE}:"')
        place, quote, after = rest.partition('"')
        known = self._known.get((before, after))
        if known is not None and quote and "\\" not in place and place.isprintable():
            return known._replace(place=place)
        found = settings_of_annotation(annotation, ref)
        # With one key of this name and no escape, what was cut out is the place and nothing else.
        if found.place == place and annotation.count(PLACE) == 1 and "\\" not in annotation:
            self._known[before, after] = found
        return found
