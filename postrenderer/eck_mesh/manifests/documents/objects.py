"""The objects in a document: the one that it is, or the items of a List."""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.manifests.documents.stream import FILENAME, SOURCE
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.documents.stream import Document
    from eck_mesh.manifests.paths import Body


def objects_in(document: Document) -> Iterator[tuple[int | None, Body]]:
    """The object of a document, or the items of a List, each with its index there.

    UserError where the document is not a manifest.
    """
    try:
        body = kubeyaml.load(document.text)
    except kubeyaml.Error as error:
        line = f", line {document.line + error.line - 1}" if error.line else ""
        raise UserError(
            f"cannot be parsed as one YAML document{line}: {error.problem}.",
            where=place_of(document),
            hint="`helm template --debug` shows the text.",
        ) from error
    if body is None:
        return
    if not isinstance(body, dict):
        raise UserError(
            f"expected a mapping, found a {_type(body)}: this is not a manifest.",
            where=place_of(document),
        )
    yield from _objects(body, document)


def _objects(body: Body, document: Document) -> Iterator[tuple[int | None, Body]]:
    """The object itself, or the items of a List.

    To kubectl and Helm every object with items is a List. An item without apiVersion and kind gets
    those of the List. A List within a List is refused (all tried with kubectl).
    """
    found = body.get("items")
    if not isinstance(found, list):
        yield None, body
        return
    own = {"apiVersion": body.get("apiVersion"), "kind": str(body.get("kind")).removesuffix("List")}
    for i, item in enumerate(found):
        if not isinstance(item, dict):
            continue
        if isinstance(item.get("items"), list):
            raise UserError.from_reason(reason("list-within-list"), where=place_of(document))
        yield i, item if "apiVersion" in item or "kind" in item else {**own, **item}


def _type(body: object) -> str:
    """The name that users know for the type of a value that is neither a mapping nor null."""
    if isinstance(body, list):
        return "list"
    return "string" if isinstance(body, str) else "scalar"


def place_of(document: Document) -> str:
    """The document, its line, and its template where Helm names it."""
    for line in document.text.splitlines():
        if line.startswith(SOURCE) or FILENAME in line:
            template = line.partition(": ")[2].strip(" '")
            return f"{document} ({template})"
    return str(document)
