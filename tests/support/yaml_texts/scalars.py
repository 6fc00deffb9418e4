"""Scalars in every style, by a grammar: words that one reader or another takes for something else, and any characters."""

from __future__ import annotations

import random
from pathlib import Path

WORDS = Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split("\n")[:-1]
# Where a plain scalar ends, cannot begin, or is refused by Kubernetes.
ODD_WORDS = [
    ".inf",
    "-.INF",
    "+.Inf",
    ".nan",
    ".NaN",
    "-",
    "--",
    "---",
    "...",
    "?",
    ":",
    "*a",
    "&b",
    "!c",
    "%d",
    "@e",
]
ODD_WORDS += ["`f", "|g", ">h", "{}", "[]", "{a}", "[b]", "\u2028", "\x85", "\ufeffz", "\x07"]
LETTERS = "aby01 \t:#-?,[]{}&*!|>'\"%@`~=<.\\/_+é\u00a0日😀\x85\u2028\u2029\ufeff"
DIGITS = "0123456789+-._eExXoObB:aAfF"
ESCAPES = (
    "0abtnvfre\"/\\ N_LP",
    ("x41", "xe9", "u0041", "u2028", "u0085", "U0001F600", "\n    ", "\n      ", "x07"),
    ("x0", "ud83d", "ud83d\\ude00", "UFFFFFFFF", "q", "\n", "uABC", "/", "'"),
)  # fmt: skip
INDICATORS = ("", "", "", "", "-", "-", "+", "+", "1", "2", "3", "2-", "-2", "+1", "- # c", " # c")
ODD_INDICATORS = ("0", "9", "-#c", "\t", "a", "--", "2 a")


class Scalars(random.Random):
    """Texts of scalars. indent: of the lines below the first, in columns."""

    def chance(self, share: float) -> bool:
        """True in this share of calls."""
        return self.random() < share

    def letters(self, alphabet: str, most: int) -> str:
        """Up to that many characters."""
        return "".join(self.choices(alphabet, k=self.randrange(most + 1)))

    def plain(self, indent: int) -> str:
        """A plain scalar, mostly a word; some are none."""
        kind = self.random()
        if kind < 0.7:
            return self.choice(WORDS)
        if kind < 0.85:
            return self.letters(DIGITS, 8)
        if kind < 0.92:
            return " ".join(self.choices(WORDS, k=2))
        if kind < 0.96:
            return f"\n{' ' * indent}".join(self.choices(WORDS, k=2))
        return self.choice((self.choice(ODD_WORDS), self.letters(LETTERS, 8)))

    def single(self, indent: int) -> str:
        """A scalar in single quotes."""
        return f"'{self._quoted(indent).replace(chr(39), chr(39) * 2)}'"

    def double(self, indent: int) -> str:
        """A scalar in double quotes, with escapes."""
        text = self._quoted(indent).replace("\\", "\\\\").replace('"', '\\"')
        while self.chance(0.4):
            at = self.randrange(len(text) + 1)
            escape = self.choice(
                ESCAPES[self.choice((0, 0, 0, 1, 1, 2 if self.chance(0.1) else 0))]
            )
            text = f"{text[:at]}\\{escape}{text[at:]}"
        return f'"{text}"'

    def _quoted(self, indent: int) -> str:
        kind = self.random()
        if kind < 0.5:
            return self.choice(WORDS)
        if kind < 0.8:
            return self.letters(LETTERS, 8)
        breaks = "\n" * self.randint(1, 3)
        blanks = self.choice(("", " ", "\t", "  "))
        return f"{blanks}{breaks}{' ' * indent}{blanks}".join(self.choices(WORDS, k=2))

    def block(self, indent: int) -> str:
        """A block scalar, from its indicator to the end of its last line."""
        lines = [
            self.choice("|>") + self.choice(ODD_INDICATORS if self.chance(0.03) else INDICATORS)
        ]
        if self.chance(0.15):
            lines.append(self.choice(("", " " * (indent + 3), "\t")))
        for _ in range(self.randrange(5)):
            more = self.choice((0, 0, 0, 0, 0, 1, 2, -1 if self.chance(0.1) else 0))
            line = self.choice(
                (self.choice(WORDS), self.letters(LETTERS, 8), "", "# c", "--- x", "a: b")
            )
            after = self.choice(("", "", "", " ", "\t"))
            lines.append(" " * max(indent + more, 0) + line + after)
        lines += [""] * self.choice((0, 0, 0, 1, 2))
        return "\n".join(lines)
