"""Documents of YAML by a grammar: every construct of YAML 1.1, legal and nearly legal."""

from __future__ import annotations

from tests.support.yaml_texts.collections import Collections
from tests.support.yaml_texts.scalars import LETTERS

HEADS = ("", "", "", "---\n", "---\n", "--- ", "---\t", "--- # c\n", "# c\n", "%YAML 1.1\n---\n", "%YAML 1.2\n---\n",
         "%TAG !e! tag:yaml.org,2002:\n---\n", "%FOO bar\n---\n", "\ufeff", "---\n\ufeff", "\n\n", "%YAML 1.1\n", "---\n---\n")  # fmt: skip
ENDS = (
    "",
    "",
    "",
    "",
    "...\n",
    "... # c\n",
    "...",
    "---\n",
    "# end\n",
    "# end",
    "...\n# end\n",
    "...\na: b\n",
    "\n \n",
    "---\nb: c\n",
)
BREAKS = ("\r\n", "\r", "\x85", "\u2028")


class Documents(Collections):
    """Texts of documents."""

    def document(self) -> str:
        """One document, perhaps with a head, an end, other line breaks and damage."""
        self.levels = self.choice((1, 2, 2, 3, 3, 4))
        self.anchors = []
        text = self._root()
        if self.chance(0.3):
            text = self.choice(HEADS) + text
        if self.chance(0.2):
            text += self.choice(ENDS)
        if self.chance(0.3):
            for _ in range(self.choice((1, 1, 1, 2, 3))):
                text = self._damaged(text)
        if self.chance(0.12):
            text = self._other_breaks(text)
        return text.rstrip("\n") if self.chance(0.1) else text

    def _root(self) -> str:
        kind = self.random()
        if kind < 0.75:
            return self.mapping(0, 0)
        if kind < 0.85:
            return self.flow(2, 0) + "\n"
        if kind < 0.93:
            return self.sequence(0, 0)
        return self.value(0, 0).lstrip(" ")

    def _damaged(self, text: str) -> str:
        """Nearly the same text."""
        at, kind = self.randrange(len(text) + 1), self.random()
        if kind < 0.4:
            return text[:at] + self.choice(LETTERS + "\n\r\0") + text[at:]
        if kind < 0.6:
            return text[:at] + text[at + 1 :]
        if kind < 0.7:
            return text[:at]
        lines = text.split("\n")
        row = self.randrange(len(lines))
        if kind < 0.8:
            return "\n".join(
                [*lines[:row], " " * self.randrange(3) + lines[row].lstrip(), *lines[row + 1 :]]
            )
        if kind < 0.9:
            return "\n".join([*lines[:row], self.choice(lines), *lines[row:]])
        return "\n".join(
            [
                *lines[:row],
                self.choice(("# c", "\t", "---", "...", "%x", " # c", "- a", "? b")),
                *lines[row:],
            ]
        )

    def _other_breaks(self, text: str) -> str:
        other = self.choice(BREAKS)
        if self.chance(0.7):
            return text.replace("\n", other)
        return "".join(other if one == "\n" and self.chance(0.3) else one for one in text)
