"""Put a stream together again: changed documents rewritten, all others as they came."""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.manifests.documents.lines import has_content, split_head
from eck_mesh.manifests.documents.stream import END_MARKER, FILE, FILENAME, SOURCE, split
from eck_mesh.manifests.paths import get, mapping
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.documents.stream import Document
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body

COLLECTIONS = (dict, list)
_END_OF_TEXT = f"(?m){END_MARKER}\\s*\\Z"


def write_stream(
    documents: list[Document],
    before: list[Manifest],
    changed: list[Manifest],
    created: list[Manifest],
) -> list[str]:
    """The parts of the stream as it leaves: changed manifests rewritten, others as they came.

    before: all manifests, as they came. A created manifest has the number of its owner's document,
    whose file name it gets. UserError where the text would hold fewer objects than came in.
    """
    rewritten: dict[int, list[Manifest]] = {}
    for manifest in changed:
        rewritten.setdefault(manifest.number, []).append(manifest)
    parts: list[str] = []
    written: list[str] = []
    begin = 0
    for end in _ends_of_files(documents):
        for document in documents[begin:end]:
            items = rewritten.get(document.number)
            parts.append(_rewritten(document.text, items) if items else document.text)
            written += parts[-1:] if items else []
        added = list(_created_texts(documents[begin:end], before, created))
        if added and not parts[-1].endswith("\n"):
            parts.append("\n")
        parts += added
        written += added
        begin = end
    if not all(map(_is_one_document, written)) or not all(map(_ends_line, parts[:-1])):
        _check_number(documents, "".join(parts), len(created))
    return parts


def _is_one_document(text: str) -> bool:
    """Whether a text that was written begins as a document, and has content."""
    return text.startswith(("---", "%")) and has_content(text)


def _ends_line(text: str) -> bool:
    return text.endswith("\n")


def _ends_of_files(documents: list[Document]) -> list[int]:
    """Where created documents are added: after all others; for helm-unittest after each file."""
    files = [i for i, document in enumerate(documents) if i and document.text.startswith(FILE)]
    return [*files, len(documents)]


def _rewritten(text: str, manifests: list[Manifest]) -> str:
    """A document with its comments and, in a List, with the other items as they were."""
    head: str = split_head(text)[0]
    where: object = manifests[0].ref
    body = manifests[0].body
    if manifests[0].item is not None:
        body, where = kubeyaml.load(text), f"document {manifests[0].number}"
        for manifest in manifests:
            body["items"][manifest.item] = manifest.body
    ended = "..." in text and re.search(_END_OF_TEXT, text)
    return head + _dump(body, where) + ("...\n" if ended else "")


def _created_texts(
    documents: list[Document], before: list[Manifest], created: list[Manifest]
) -> Iterator[str]:
    """The texts of the created manifests whose owners are in these documents."""
    texts = {document.number: document.text for document in documents}
    names = {one.number: get(one.body, ("metadata", "annotations", FILENAME)) for one in before}
    here = [manifest for manifest in created if manifest.number in texts]
    sources = {number: _source(texts[number]) for number in {one.number for one in here}}
    for manifest in here:
        body = _with_filename(manifest.body, names[manifest.number])
        yield f"---\n{sources[manifest.number]}{_dump(body, manifest.ref)}"


def _source(text: str) -> str:
    """The line in which Helm 3 names the template of a document; "" without one."""
    begin = "\n".join([*text.split("\n", 3)[:3], ""])
    lines = begin.splitlines(keepends=True)[:3]
    return next((line for line in lines if line.startswith(SOURCE)), "")


def _with_filename(body: Body, filename: object) -> Body:
    """A body with the annotation in which Helm 4 names the template, if its owner has one."""
    if filename is None:
        return body
    annotations = {**mapping(body, ("metadata", "annotations")), FILENAME: filename}
    return {**body, "metadata": {**body["metadata"], "annotations": annotations}}


def _check_number(documents: list[Document], text: str, created: int) -> None:
    """UserError where objects are lost: Helm deletes them, and Helm 3 accepts an empty stream."""
    expected = sum(has_content(document.text) for document in documents) + created
    found = sum(has_content(document.text) for document in split(text))
    if found < expected:
        problem = f"{expected} objects should leave, {found} would: nothing is written."
        raise UserError(problem, hint="This is a bug of eck-mesh.")


def check_keys(body: object, where: object) -> None:
    """UserError for a key like 1 or on: readers of YAML disagree about it."""
    stack: list[object] = [body]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            for key in value:
                if not isinstance(key, str):
                    raise UserError(f"the key {key!r} is not a string: quote it.", where=str(where))
            stack += [inner for inner in value.values() if isinstance(inner, COLLECTIONS)]
        elif isinstance(value, list):
            stack += [inner for inner in value if isinstance(inner, COLLECTIONS)]


def _dump(body: object, where: object) -> str:
    try:
        return kubeyaml.dump(body)
    except kubeyaml.Error as error:
        raise UserError(f"{error}.", where=str(where)) from error
