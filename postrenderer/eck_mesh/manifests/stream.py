"""The only place that takes a stream of manifests apart and puts it together again, as text.

Three shapes come in: Helm 3's (`---`, a `# Source:` comment, the text as rendered), Helm 4's (re-serialised,
with an annotation that holds the file name) and plain YAML. A document that nothing concerns leaves byte for byte
as it came.
"""

from __future__ import annotations

import re

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.manifests.lines import has_content, has_directives_only, split_head
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest

# Helm 4 names the template of each document in this annotation, and takes it away again afterwards.
FILENAME = "postrenderer.helm.sh/postrender-filename"
SOURCE = "# Source: "  # and Helm 3 in this comment
# helm-unittest: everything up to the next such lines belongs to that file.
FILE = "---\n#### file: "
# The marker behind a document, which directives above the next one need.
_END = r"^\.\.\.(?:[ \t]+#.*|[ \t]*)\r?\n"
_END_BEFORE_DIRECTIVES = re.compile(_END + "(?=%)", re.MULTILINE)
_END_OF_TEXT = re.compile(_END + r"\s*\Z", re.MULTILINE)


class Document(NamedTuple):
    """One document with its separator and comments, exactly as it came; number and line count from 1."""

    text: str
    number: int
    line: int

    def __str__(self) -> str:
        return f"document {self.number}, line {self.line}"


def decode(data: bytes) -> str:
    """The text of a stream; UserError where it is not UTF-8, which Helm always writes."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise UserError(f"stdin is not UTF-8 at byte {error.start}.") from error


def split(text: str) -> Iterator[Document]:
    """Cut a stream where a line begins with `---`: inside an indented block scalar no line does.

    Joined again, the texts are the input. Directives (`%YAML 1.2`) belong to the document whose separator follows.
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
    """Where the document that begins there ends: before the next separator, or before directives behind `...`."""
    end = text.find("\n---", begin)
    while end >= 0 and text[end + 4 : end + 5] not in ("", " ", "\t", "\r", "\n"):
        end = text.find("\n---", end + 1)
    stop = len(text) if end < 0 else end + 1
    percent = text.find("\n%", begin, stop) >= 0
    ended = _END_BEFORE_DIRECTIVES.search(text, begin, stop) if percent else None
    return ended.end() if ended else stop


def write(
    documents: list[Document], before: list[Manifest], after: list[Manifest], new: list[Manifest]
) -> str:
    """The stream again: the manifests of `after` rewritten, all other documents as they came, `new` at the end.

    A new manifest carries in `number` the document of its owner, whose file name it shares.
    UserError where the text would hold fewer objects than came in.
    """
    changed: dict[int, list[Manifest]] = {}
    for manifest in after:
        changed.setdefault(manifest.number, []).append(manifest)
    shape = {m.number: m for m in before}
    parts: list[str] = []
    begin = 0
    for end in _ends(documents):
        block = documents[begin:end]
        parts += [
            _rewritten(d.text, changed[d.number]) if d.number in changed else d.text for d in block
        ]
        by_number = {d.number: d.text for d in block}
        for manifest in new:
            if manifest.number not in by_number:
                continue
            if not parts[-1].endswith("\n"):
                parts[-1] += "\n"
            source = [
                line + "\n"
                for line in by_number[manifest.number].splitlines()[:3]
                if line.startswith(SOURCE)
            ]
            filename = (shape[manifest.number].body["metadata"].get("annotations") or {}).get(
                FILENAME
            )
            parts += ["---\n", *source, _dump(_named(manifest, filename).body, str(manifest.ref))]
        begin = end
    text = "".join(parts)
    _same_number(documents, text, len(new))
    return text


def _ends(documents: list[Document]) -> list[int]:
    """Where new documents may stand: behind all others; where helm-unittest asks, behind those of each file."""
    files = [i for i, document in enumerate(documents) if i and document.text.startswith(FILE)]
    return [*files, len(documents)]


def _rewritten(text: str, manifests: list[Manifest]) -> str:
    """A document with its comments and, in a List, the other items as they were."""
    head, where = split_head(text)[0], str(manifests[0].ref)
    body = manifests[0].body
    if manifests[0].item is not None:
        body, where = kubeyaml.load(text), f"document {manifests[0].number}"
        for manifest in manifests:
            body["items"][manifest.item] = manifest.body
    return head + _dump(body, where) + ("...\n" if _END_OF_TEXT.search(text) else "")


def _same_number(documents: list[Document], text: str, created: int) -> None:
    """Fewer objects would be deleted by the next upgrade without a word: Helm 3 takes even an empty stream."""
    expected = sum(has_content(document.text) for document in documents) + created
    found = sum(has_content(document.text) for document in split(text))
    if found < expected:
        raise UserError(
            f"{expected} objects should leave, {found} would: nothing is written. This is a bug of eck-mesh."
        )


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


def _named(manifest: Manifest, filename: str | None) -> Manifest:
    if filename is None:
        return manifest
    metadata = dict(manifest.body["metadata"])
    metadata["annotations"] = {**metadata.get("annotations", {}), FILENAME: filename}
    return manifest._replace(body={**manifest.body, "metadata": metadata})


def _dump(body: Any, where: str) -> str:
    try:
        return kubeyaml.dump(body)
    except kubeyaml.Error as error:
        raise UserError(f"{error}.", where=where) from error
