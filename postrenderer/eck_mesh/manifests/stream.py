"""The only place that takes a stream of manifests apart and puts it together again, as text.

Three shapes come in: Helm 3's (`---`, a `# Source:` comment, the text as rendered), Helm 4's (re-serialised,
with an annotation that holds the file name) and plain YAML. A document that nothing concerns leaves byte for byte
as it came.
"""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest

# Helm 4 names the template of each document in this annotation, and takes it away again afterwards.
FILENAME = "postrenderer.helm.sh/postrender-filename"
SOURCE = "# Source: "  # and Helm 3 in this comment
FILE = (
    "---\n#### file: "  # helm-unittest: everything up to the next such lines belongs to that file
)


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
    """Cut where a line begins with `---`: inside an indented block scalar no line does. Joined again, the texts
    are the input. A first part without any content (Helm 3 begins with a separator) belongs to the next."""
    begin, number, line = 0, 0, 1
    while begin < len(text):
        end = text.find("\n---", begin)
        while end >= 0 and text[end + 4 : end + 5] not in ("", " ", "\t", "\r", "\n"):
            end = text.find("\n---", end + 1)
        stop = len(text) if end < 0 else end + 1
        number += 1
        yield Document(text[begin:stop], number, line)
        line += text.count("\n", begin, stop)
        begin = stop


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
    if manifests[0].item is None:
        return _head(text) + _dump(manifests[0].body, str(manifests[0].ref))
    body = kubeyaml.load(text)
    for manifest in manifests:
        body["items"][manifest.item] = manifest.body
    return _head(text) + _dump(body, f"document {manifests[0].number}")


def _same_number(documents: list[Document], text: str, created: int) -> None:
    """Fewer objects would be deleted by the next upgrade without a word: Helm 3 takes even an empty stream."""
    expected = sum(map(has_content, documents)) + created
    found = sum(map(has_content, split(text)))
    if found < expected:
        raise UserError(
            f"{expected} objects should leave, {found} would: nothing is written. This is a bug of eck-mesh."
        )


def has_content(document: Document) -> bool:
    """Whether there is anything but comments and blank lines."""
    return bool(_body(document.text).strip())


def _head(text: str) -> str:
    """The separator and the comments above a document's content."""
    return text[: len(text) - len(_body(text))]


def _body(text: str) -> str:
    begin = 0
    while begin < len(text):
        stop = text.find("\n", begin) + 1 or len(text)
        line = text[begin:stop].strip()
        if line and not line.startswith("#") and not (line == "---" or line.startswith("--- #")):
            break
        begin = stop
    return text[begin:]


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
