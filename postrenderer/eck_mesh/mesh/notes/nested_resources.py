"""Resources of ECK inside other objects, which eck-mesh does not change.

| where        | for example                                                  |
|--------------|--------------------------------------------------------------|
| as a mapping | OpenShift's Template, Crossplane's Object, Flux' ResourceSet |
| in a string  | a ConfigMap with manifests, which something else applies     |

Not meant are references to a resource (ownerReferences, scaleTargetRef), which have no spec, and
what kubectl keeps in annotations.
"""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.manifests.documents.lines import word_at_margin
from eck_mesh.manifests.documents.objects import objects_in, place_of
from eck_mesh.manifests.paths import get, mapping, show, strings, text
from eck_mesh.messages.reason import reason
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.manifests.documents.stream import Document
    from eck_mesh.manifests.paths import Body, Path
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason
    from eck_mesh.settings.settings import Flags

VERSION = ".k8s.elastic.co/v"  # in the apiVersion of a resource, and in no label
_VERSION = r"[a-z]+\.k8s\.elastic\.co/v\d\w*"
_IN_TEXT = r"apiVersion[\"']?:[ \t]*[\"']?[a-z]+\.k8s\.elastic\.co/v\d"


def nested_resources(documents: Iterable[Document], mesh: Mesh, flags: Flags) -> Iterator[Reason]:
    """A note for each object that has some. UserError if a mode is given for nothing else."""
    modes = {flags.mode, text(flags.block, ("mode",)), *map(mesh.mode, mesh.settings)}
    if modes <= {"", "disabled"}:
        return
    for document in documents:
        for why in _notes(document):
            if not mesh.settings and why.id == "resource-within-object":
                where = str(why.values["document"])
                raise UserError.from_reason(
                    reason("only-nested-resources", **why.values), where=where
                )
            yield why


def _notes(document: Document) -> Iterator[Reason]:
    """A note for each object of a document that has some. Most documents are not parsed."""
    count = document.text.count(VERSION)
    own = word_at_margin(document.text, "apiVersion") if count else None
    if count <= (own or "").count(VERSION):
        return
    for _, body in objects_in(document):
        holder = f"{text(body, ('kind',))}/{text(body, ('metadata', 'name')) or '?'}"
        for path, message in _found(body):
            place = place_of(document)
            yield reason(message, holder=holder, document=place, path=show(path, body))
            break


def _found(body: Body) -> Iterator[tuple[Path, str]]:
    """The path of each resource below the metadata of an object, with the message about it."""
    for path, value in strings(body, ()):
        if path[0] == "metadata":
            continue
        if len(path) > 1 and path[-1] == "apiVersion" and re.fullmatch(_VERSION, value):
            if mapping(get(body, path[:-1]), ("spec",)):
                yield path[:-1], "resource-within-object"
        elif re.search(_IN_TEXT, value):
            yield path, "resource-within-text"
