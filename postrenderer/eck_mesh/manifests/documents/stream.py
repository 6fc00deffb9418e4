"""Take a stream of manifests apart, as text.

Three shapes come in: Helm 3's (`---`, a `# Source:` comment, the text as rendered), Helm 4's
(re-serialized, with an annotation that holds the file name) and plain YAML. A document that is not
changed leaves byte for byte as it came.
"""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.manifests.documents.lines import (
    has_directives_only,
    identity_at_margin,
    is_separator,
)
from eck_mesh.standard import cached_property, re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


# Helm 4 names the template of each document in this annotation, and removes it afterwards.
FILENAME = "postrenderer.helm.sh/postrender-filename"
SOURCE = "# Source: "  # Helm 3 names it in this comment
# helm-unittest: all documents up to the next such lines belong to that file.
FILE = "---\n#### file: "
# The marker after a document, which directives above the next one need.
END_MARKER = r"^\.\.\.(?:[ \t]+#.*|[ \t]*)\r?\n"
_END_BEFORE_DIRECTIVES = f"(?m){END_MARKER}(?=%)"


class Document:
    """One document with its separator and comments, as it came; number and line count from 1."""

    def __init__(self, text: str, number: int, line: int) -> None:
        self.text, self.number, self.line = text, number, line

    @cached_property
    def identity(self) -> tuple[str, str] | None:
        """The group and the kind of its object; None where only a parser knows them."""
        return identity_at_margin(self.text)

    def __str__(self) -> str:
        return f"document {self.number}, line {self.line}"


def decode(data: bytes) -> str:
    """The text of a stream. UserError where it is not UTF-8, which Helm always writes."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise UserError(f"stdin is not UTF-8 at byte {error.start}.") from error


def split(text: str) -> Iterator[Document]:
    """Cut a stream where kubectl does: at a line of `---` and nothing else but white space or a
    comment. `--- {…}` is cut, too; kubectl refuses it.

    The texts together are the input. Directives (`%YAML 1.2`) belong to the document below them.
    """
    begin, number, line = 0, 0, 1
    directives = "%" in text
    while begin < len(text):
        stop = _next_cut(text, begin)
        while directives and stop < len(text) and has_directives_only(text[begin:stop]):
            stop = _next_cut(text, stop)
        number += 1
        yield Document(text[begin:stop], number, line)
        line += text.count("\n", begin, stop)
        begin = stop


def _next_cut(text: str, begin: int) -> int:
    """The end of a document: before the next separator, or before directives after `...`."""
    end = text.find("\n---", begin)
    while end >= 0 and not is_separator(text, end + 1):
        end = text.find("\n---", end + 1)
    stop = len(text) if end < 0 else end + 1
    percent = text.find("\n%", begin, stop) >= 0
    if not percent:
        return stop
    ended = re.compile(_END_BEFORE_DIRECTIVES).search(text, begin, stop)
    return ended.end() if ended else stop
