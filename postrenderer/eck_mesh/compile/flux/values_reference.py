"""One reference of a HelmRelease's valuesFrom, and the text that it selects."""

from __future__ import annotations

from eck_mesh.compile.flux.flux_objects import namespace_of, namespaced_name, referenced_object
from eck_mesh.errors import UserError
from eck_mesh.manifests.paths import get, text
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from eck_mesh.manifests.paths import Body


class ValuesReference(NamedTuple):
    """One element of valuesFrom; helmRelease: the HelmRelease that it is part of."""

    body: Body
    helmRelease: Body

    @property
    def label(self) -> str:
        """KIND/NAME."""
        return f"{text(self.body, ('kind',))}/{text(self.body, ('name',))}"

    @property
    def key(self) -> str:
        """The key in the ConfigMap or Secret."""
        return text(self.body, ("valuesKey",)) or "values.yaml"

    @property
    def target_path(self) -> str:
        """Where the text is one value; "" if it is a whole values file."""
        return text(self.body, ("targetPath",))

    @property
    def file_names(self) -> tuple[str, str]:
        """The names under which --from may supply the text."""
        return f"{self.label}:{self.key}", self.label

    def content(self, objects: Sequence[Body]) -> str | None:
        """The text in the stream; None if it is unknown.

        eck-mesh reads no Secret of the stream: if its values matter, the chart computes another
        digest. Raises UserError for a ConfigMap that is missing and not optional.
        """
        if get(self.body, ("kind",)) == "Secret":
            return None
        namespace = namespace_of(self.helmRelease)
        config_map = referenced_object(objects, "ConfigMap", self.body, namespace)
        content = get(config_map, ("data", self.key))
        if content is not None and not isinstance(content, str):
            problem = f"data.{self.key} must be a string; quote it."
            raise UserError(problem, where=self.label)
        if content is None and not self.body.get("optional"):
            why = reason("values-not-in-stream", source=self.label)
            raise UserError.from_reason(why, where=namespaced_name(self.helmRelease))
        return content
