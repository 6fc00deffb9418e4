"""Random pipelines, and random damage to them."""

from __future__ import annotations

from random import Random

BLANKS = [" ", " ", "\n", "\r\n", "\t", " # it's {\n", '\n  # "https://\n']
NAMES = [
    "elasticsearch",
    "http",
    "beats",
    "mutate",
    "if_not",
    "else-where",
    "in",
    "a1",
    '"quoted name"',
    "'ssl'",
]
WORDS = [
    '"https://es-es-http:9200"',
    "'a\"b'",
    '"a\\"b\\\\ "',
    "true",
    "full",
    "-12",
    "3.5",
    '"${ES_HOSTS}"',
    '"{ => }"',
    "''",
]
SELECTORS = ["[type]", "[a][b]", "[@metadata][x y]", '["a"]']
OPERATORS = ["==", "!=", "<", ">=", "in", "not in", "=~", "!~"]


class Pipelines:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def of(self, choices: list[str]) -> str:
        return self.random.choice(choices)

    def blank(self, least: int = 0) -> str:
        first = self.of([" ", "\n", "\t"]) if least else ""
        return first + "".join(self.of(BLANKS) for _ in range(self.random.choice([0, 0, 1, 2])))

    def joined(self, *parts: str) -> str:
        return "".join(part + self.blank() for part in parts)

    def value(self, depth: int = 0) -> str:
        kind = self.random.choice(["word"] * 5 + ["array", "hash", "plugin"] * (depth < 3))
        if kind == "array":
            values = [self.value(depth + 1) for _ in range(self.random.choice([0, 1, 2]))]
            return (
                "["
                + self.blank()
                + f"{self.blank()},{self.blank()}".join(values)
                + self.blank()
                + "]"
            )
        if kind == "hash":
            keys = ["key", '"a b"', "'c'", "7"]
            entries = [self.joined(self.of(keys), "=>", self.value(depth + 1)) for _ in range(2)]
            return "{" + self.blank() + " ".join(entries) + "}"
        return self.plugin(depth + 1) if kind == "plugin" else self.of(WORDS)

    def plugin(self, depth: int = 0) -> str:
        names = ["hosts", "ssl_enabled", "ssl", "cacert", "index", '"url"', "user"]
        settings = [
            self.joined(self.of(names), "=>") + self.value(depth)
            for _ in range(self.random.choice([0, 1, 2, 3]))
        ]
        return self.joined(self.of(NAMES), "{") + self.blank(1).join(settings) + self.blank() + "}"

    def operand(self) -> str:
        method = self.joined("method", "(", self.of(SELECTORS)) + ")"
        return self.of([*SELECTORS, *SELECTORS, '"a{"', "'}'", "5", '["x", "y"]', "[1, 2]", method])

    def condition(self, depth: int = 0) -> str:
        kind = self.random.choice(
            ["compare"] * 3 + ["single", "negated", "group", "both"] * (depth < 3)
        )
        if kind == "group":
            return self.of(["", "!"]) + self.joined("(", self.condition(depth + 1)) + ")"
        if kind == "both":
            operator = self.of([" and ", " or ", " xor ", " nand "])
            return self.condition(depth + 1) + operator + self.condition(depth + 1)
        if kind == "compare":
            operator = self.of(OPERATORS)
            right = self.of(["/a{b\\/}/", '"x"']) if "~" in operator else self.operand()
            return self.operand() + " " + self.joined(operator) + " " + right
        return self.of(SELECTORS) if kind == "single" else "!" + self.of(SELECTORS)

    def statements(self, depth: int = 0) -> str:
        return "".join(
            self.statement(depth) + self.blank() for _ in range(self.random.choice([0, 1, 2]))
        )

    def block(self, depth: int) -> str:
        return "{" + self.blank() + self.statements(depth + 1) + "}"

    def statement(self, depth: int) -> str:
        if depth > 2 or self.random.random() < 0.6:
            return self.plugin()
        text = "if " + self.condition() + self.blank() + self.block(depth)
        if self.random.random() < 0.4:
            text += self.blank() + "else if " + self.condition() + self.blank() + self.block(depth)
        return text + (
            self.blank() + "else " + self.block(depth) if self.random.random() < 0.5 else ""
        )

    def pipeline(self) -> str:
        sections = [
            self.joined(self.of(["input", "filter", "output"])) + self.block(0)
            for _ in range(self.random.choice([0, 1, 2, 3]))
        ]
        return self.blank() + "".join(section + self.blank() for section in sections)

    def damaged(self, text: str) -> str:
        """The same with a few characters removed, doubled or added."""
        for _ in range(self.random.choice([1, 1, 2, 3])):
            at = self.random.randrange(len(text) + 1)
            insert = self.of(
                [
                    "",
                    "",
                    "{",
                    "}",
                    '"',
                    "'",
                    "\\",
                    "/",
                    "#",
                    "=>",
                    "[",
                    ",",
                    "(",
                    "!",
                    "if",
                    "else",
                    " ",
                    "\n",
                    "é",
                ]
            )
            text = text[:at] + insert + text[at + self.random.choice([0, 1]) :]
        return text
