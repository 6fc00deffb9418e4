"""Take a stream of manifests apart and put it together again, as text.

Three shapes come in: Helm 3's (`---`, a `# Source:` comment, the text as rendered), Helm 4's
(re-serialized, with an annotation that holds the file name) and plain YAML. A document that is not
changed leaves byte for byte as it came.
"""

from __future__ import annotations

import re

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.manifests.lines import has_content, has_directives_only, split_head
from eck_mesh.manifests.paths import get, mapping
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body

# Helm 4 names the template of each document in this annotation, and removes it afterwards.
FILENAME = "postrenderer.helm.sh/postrender-filename"
SOURCE = "# Source: "  # Helm 3 names it in this comment
# helm-unittest: all documents up to the next such lines belong to that file.
FILE = "---\n#### file: "
# The marker after a document, which directives above the next one need.
_END = r"^\.\.\.(?:[ \t]+#.*|[ \t]*)\r?\n"
_END_BEFORE_DIRECTIVES = re.compile(_END + "(?=%)", re.MULTILINE)
_END_OF_TEXT = re.compile(_END + r"\s*\Z", re.MULTILINE)


class Document(NamedTuple):
    """One document with its separator and comments, as it came; number and line count from 1."""

    text: str
    number: int
    line: int

    def __str__(self) -> str:
        return f"document {self.number}, line {self.line}"


def decode(data: bytes) -> str:
    """The text of a stream. UserError where it is not UTF-8, which Helm always writes."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise UserError(f"stdin is not UTF-8 at byte {error.start}.") from error


def split(text: str) -> Iterator[Document]:
    """Cut a stream where a line begins with `---`: inside an indented block scalar no line does.

    The texts together are the input. Directives (`%YAML 1.2`) belong to the document below them.
    """
    begin, number, line = 0, 0, 1
    while begin < len(text):
        stop = _next_cut(text, begin)
        while stop < len(text) and has_directives_only(text[begin:stop]):
            stop = _next_cut(text, stop)
        number += 1
        yield Document(text[begin:stop], number, line)
        line += text.count("\n", begin, stop)
        begin = stop


def _next_cut(text: str, begin: int) -> int:
    """The end of a document: before the next separator, or before directives after `...`."""
    end = text.find("\n---", begin)
    while end >= 0 and text[end + 4 : end + 5] not in ("", " ", "\t", "\r", "\n"):
        end = text.find("\n---", end + 1)
    stop = len(text) if end < 0 else end + 1
    percent = text.find("\n%", begin, stop) >= 0
    ended = _END_BEFORE_DIRECTIVES.search(text, begin, stop) if percent else None
    return ended.end() if ended else stop


def write(
    documents: list[Document],
    before: list[Manifest],
    changed: list[Manifest],
    created: list[Manifest],
) -> str:
    """The stream as it leaves: changed manifests rewritten, other documents as they came.

    before: all manifests, as they came. A created manifest has the number of its owner's document,
    whose file name it gets. UserError where the text would hold fewer objects than came in.
    """
    rewritten: dict[int, list[Manifest]] = {}
    for manifest in changed:
        rewritten.setdefault(manifest.number, []).append(manifest)
    parts: list[str] = []
    begin = 0
    for end in _ends_of_files(documents):
        for document in documents[begin:end]:
            items = rewritten.get(document.number)
            parts.append(_rewritten(document.text, items) if items else document.text)
        added = list(_created_texts(documents[begin:end], before, created))
        if added and not parts[-1].endswith("\n"):
            parts.append("\n")
        parts += added
        begin = end
    text = "".join(parts)
    _check_number(documents, text, len(created))
    return text


def _ends_of_files(documents: list[Document]) -> list[int]:
    """Where created documents are added: after all others; for helm-unittest after each file."""
    files = [i for i, document in enumerate(documents) if i and document.text.startswith(FILE)]
    return [*files, len(documents)]


def _rewritten(text: str, manifests: list[Manifest]) -> str:
    """A document with its comments and, in a List, with the other items as they were."""
    head, where = split_head(text)[0], str(manifests[0].ref)
    body = manifests[0].body
    if manifests[0].item is not None:
        body, where = kubeyaml.load(text), f"document {manifests[0].number}"
        for manifest in manifests:
            body["items"][manifest.item] = manifest.body
    return head + _dump(body, where) + ("...\n" if _END_OF_TEXT.search(text) else "")


def _created_texts(
    documents: list[Document], before: list[Manifest], created: list[Manifest]
) -> Iterator[str]:
    """The texts of the created manifests whose owners are in these documents."""
    texts = {document.number: document.text for document in documents}
    names = {one.number: get(one.body, ("metadata", "annotations", FILENAME)) for one in before}
    for manifest in created:
        if manifest.number in texts:
            body = _with_filename(manifest.body, names[manifest.number])
            yield f"---\n{_source(texts[manifest.number])}{_dump(body, str(manifest.ref))}"


def _source(text: str) -> str:
    """The line in which Helm 3 names the template of a document; "" without one."""
    lines = text.splitlines(keepends=True)[:3]
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


def check_keys(body: object, where: str) -> None:
    """UserError for a key like 1 or on: readers of YAML disagree about it."""
    stack: list[object] = [body]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            wrong = [key for key in value if not isinstance(key, str)]
            if wrong:
                raise UserError(f"the key {wrong[0]!r} is not a string: quote it.", where=where)
            stack += value.values()
        elif isinstance(value, list):
            stack += value


def _dump(body: object, where: str) -> str:
    try:
        return kubeyaml.dump(body)
    except kubeyaml.Error as error:
        raise UserError(f"{error}.", where=where) from error
