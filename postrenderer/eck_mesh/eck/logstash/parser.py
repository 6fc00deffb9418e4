"""The plugins of a pipeline with their settings, as Logstash's own grammar reads them.

What this parser reads, Logstash reads in the same way. It does not read everything: `elseif` in one
word, for example, and what is nested more than 50 times.
"""

from __future__ import annotations

from eck_mesh.eck.logstash.scanner import NAME, NUMBER, STRING, WORD, NotReadError, Scanner
from eck_mesh.eck.logstash.syntax import Attribute, Plugin, Value

_SECTION = "input|filter|output"
_KEYWORD_ENDS = r"(?![A-Za-z0-9_-])"


def parse_pipeline(text: str) -> list[Plugin] | None:
    """The plugins of a pipeline, in their order; None for a text that is not read."""
    try:
        return _Parser(text).pipeline()
    except NotReadError:
        return None


class _Parser(Scanner):
    """Reads from left to right. Its readers raise NotReadError."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._section, self._plugins = "", list[Plugin]()

    def pipeline(self) -> list[Plugin]:
        self.space()
        while self.at < len(self.text):
            self._section = self.expect(_SECTION)
            self.space()
            self._block()
            self.space()
        return self._plugins

    def _block(self) -> None:
        """Read the plugins and branches between two braces."""
        self.enter()
        self.expect(r"\{")
        self.space()
        while not self.take(r"\}"):
            if self.take(f"if{_KEYWORD_ENDS}"):
                self._branch()
            else:
                self._plugin()
            self.space()
        self.depth -= 1

    def _branch(self) -> None:
        """Read a condition with its block, and the branches after it."""
        self._conditional()
        before = self.at
        self.space()
        while self.take(f"else{_KEYWORD_ENDS}"):
            self.space()
            if not self.take(f"if{_KEYWORD_ENDS}"):
                self._block()
                return
            self._conditional()
            before = self.at
            self.space()
        self.at = before

    def _conditional(self) -> None:
        self.space()
        self.condition()
        self.space()
        self._block()

    def _plugin(self) -> None:
        begin = self.at
        name = _unquoted(self.expect(f"{NAME}|{STRING}"))
        self.space()
        self.expect(r"\{")
        settings = self._settings()
        self._plugins.append(Plugin(self._section, name, begin, self.at, settings))

    def _settings(self) -> tuple[Attribute, ...]:
        """Read the settings of a plugin up to its closing brace; blanks are between them."""
        self.space()
        found: list[Attribute] = []
        is_apart = True
        while not self.take(r"\}"):
            if not is_apart:
                raise NotReadError
            found.append(self._setting(f"{NAME}|{STRING}"))
            is_apart = self.space()
        return tuple(found)

    def _setting(self, names: str) -> Attribute:
        begin = self.at
        name = _unquoted(self.expect(names))
        self.space()
        self.expect("=>")
        self.space()
        value = self._value()
        return Attribute(name, begin, self.at, value)

    def _value(self) -> Value:
        self.enter()
        begin = self.at
        value = self._array(begin) or self._hash(begin) or self._nested(begin) or self._word(begin)
        self.depth -= 1
        return value

    def _array(self, begin: int) -> Value | None:
        if not self.take(r"\["):
            return None
        found: list[Value] = []
        self.space()
        while not self.take(r"\]"):
            found.append(self._value())
            self.space()
            if not self.take(","):
                self.expect(r"\]")
                break
            self.space()
            if self.text[self.at : self.at + 1] == "]":
                raise NotReadError
        return Value(begin, self.at, elements=tuple(found))

    def _hash(self, begin: int) -> Value | None:
        if not self.take(r"\{"):
            return None
        found: list[Attribute] = []
        self.space()
        while not self.take(r"\}"):
            found.append(self._setting(f"{NUMBER}|{WORD}|{STRING}"))
            self.space()
        return Value(begin, self.at, attributes=tuple(found))

    def _nested(self, begin: int) -> Value | None:
        """A plugin as a value, such as a codec."""
        if self.take(f"{NAME}|{STRING}"):
            self.space()
            if self.take(r"\{"):
                return Value(begin, self.at, attributes=self._settings())
        self.at = begin
        return None

    def _word(self, begin: int) -> Value:
        found = self.expect(f"{WORD}|{STRING}|{NUMBER}")
        inner = _unquoted(found)
        return Value(begin, self.at, inner, begin + (inner != found))


def _unquoted(word: str) -> str:
    return word[1:-1] if word[:1] in ("'", '"') else word
