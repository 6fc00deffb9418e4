"""Logstash's grammar of pipelines as an oracle: a parsing expression grammar, tried as it is written, with backtracking.

The rules are those of logstash-core/lib/logstash/compiler/lscl/lscl_grammar.treetop (main, August 2026), in the notation of
this module. It is slow and has no bounds; eck-mesh's own parser is neither.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# `a b` is a sequence, `a / b` an ordered choice; ?, * and + repeat; /…/ is a regular expression without backtracking.
RULES = r"""
config         = ( cs section )* cs
section        = section_type cs "{" cs ( statement cs )* "}"
section_type   = "input" / "filter" / "output"
cs             = ( comment / blank )*
blank          = `[ \t\r\n]+`
comment        = ( blank? `#[^\r\n]*` end_of_line )+
end_of_line    = `\r?\n` / `\Z`
statement      = branch / plugin
plugin         = name cs "{" cs attributes? cs "}"
attributes     = attribute ( blank cs attribute )*
name           = `[A-Za-z0-9_-]+` / string
attribute      = name cs "=>" cs value
value          = plugin / bareword / string / number / array / hash
bareword       = `[A-Za-z_][A-Za-z0-9_]+`
string         = `"(?:\\"|[^"\\]|\\(?!"))*"` / `'(?:\\'|[^'\\]|\\(?!'))*'`
regexp         = `/(?:\\/|[^/\\]|\\(?!/))*/`
number         = `-?[0-9]+(?:\.[0-9]*)?`
array          = "[" cs values? cs "]"
values         = value ( cs "," cs value )*
hash           = "{" cs entries? cs "}"
entries        = entry ( cs entry )*
entry          = entry_name cs "=>" cs value
entry_name     = number / bareword / string
branch         = if ( cs else_if )* optional_else
optional_else  = ( cs else )?
block          = "{" cs ( statement cs )* "}"
if             = "if" cs condition cs block
else_if        = "else" cs "if" cs condition cs block
else           = "else" cs block
condition      = expression ( cs boolean cs expression )*
boolean        = "and" / "or" / "xor" / "nand"
expression     = grouped / negative / in / not_in / compare / match / operand
grouped        = "(" cs condition cs ")"
negative       = "!" cs negated
negated        = grouped / selector
in             = operand cs "in" cs operand
not_in         = operand cs "not " cs "in" cs operand
compare        = operand cs compares cs operand
compares       = "==" / "!=" / "<=" / ">=" / "<" / ">"
match          = operand cs matches cs pattern
matches        = "=~" / "!~"
pattern        = string / regexp
operand        = string / number / selector / array / method / regexp
method         = bareword cs "(" cs operands? cs ")"
operands       = operand ( cs "," cs operand )*
selector       = `(?:\[[^\]\[,]+\])+`
"""


class Node(NamedTuple):
    """What a rule matched, from begin to end."""

    rule: str
    begin: int
    end: int
    inner: tuple[Node, ...]


Found = tuple[int, tuple[Node, ...]] | None  # the end, and the nodes of rules
TOKEN = re.compile(r'\s*("[^"]*"|`[^`]*`|\w+|[()/*?+])')


def _alternatives(tokens: list[str]) -> object:
    choices: list[object] = [_sequence(tokens)]
    while tokens and tokens[0] == "/":
        tokens.pop(0)
        choices.append(_sequence(tokens))
    return ("choice", choices) if len(choices) > 1 else choices[0]


def _sequence(tokens: list[str]) -> object:
    parts: list[object] = []
    while tokens and tokens[0] not in ("/", ")"):
        token = tokens.pop(0)
        part: object = token
        if token == "(":
            part = _alternatives(tokens)
            assert tokens.pop(0) == ")"
        if tokens and tokens[0] in ("*", "?", "+"):
            part = (tokens.pop(0), part)
        parts.append(part)
    return ("all", parts)


GRAMMAR = {
    name: _alternatives(TOKEN.findall(rule))
    for name, rule in (line.split(" = ", 1) for line in RULES.strip().splitlines())
    for name in [name.strip()]
}


class Oracle:
    """The grammar over one text."""

    def __init__(self, text: str) -> None:
        self.text, self.memo = text, dict[tuple[str, int], Found]()

    def config(self) -> Node | None:
        """The whole text as a pipeline; None where it is none."""
        found = self.rule("config", 0)
        if found is None or found[0] < len(self.text):
            return None
        return found[1][0]

    def rule(self, name: str, at: int) -> Found:
        if (name, at) not in self.memo:
            self.memo[name, at] = None  # no rule of this grammar begins with itself
            found = self.parse(GRAMMAR[name], at)
            self.memo[name, at] = found and (found[0], (Node(name, at, *found),))
        return self.memo[name, at]

    def parse(self, expression: object, at: int) -> Found:
        if isinstance(expression, str):
            return self.token(expression, at)
        assert isinstance(expression, tuple)
        how, parts = expression
        if how == "choice":
            return next((found for part in parts if (found := self.parse(part, at))), None)
        if how == "all":
            return self.sequence(parts, at)
        return self.repeated(how, parts, at)

    def sequence(self, parts: list[object], at: int) -> Found:
        nodes: tuple[Node, ...] = ()
        for part in parts:
            found = self.parse(part, at)
            if found is None:
                return None
            at, nodes = found[0], nodes + found[1]
        return at, nodes

    def repeated(self, how: str, part: object, at: int) -> Found:
        nodes: tuple[Node, ...] = ()
        count = 0
        while (found := self.parse(part, at)) and (found[0] > at or not count):
            count, nodes = count + 1, nodes + found[1]
            at = found[0]
            if how == "?":
                break
        return None if how == "+" and not count else (at, nodes)

    def token(self, token: str, at: int) -> Found:
        if token[0] == '"':
            return (at + len(token) - 2, ()) if self.text.startswith(token[1:-1], at) else None
        if token[0] == "`":
            found = re.compile(token[1:-1]).match(self.text, at)
            return (found.end(), ()) if found else None
        return self.rule(token, at)


def settings(node: Node, text: str, section: str = "") -> list[tuple[str, str, int, int]]:
    """Each setting of the plugins of a pipeline, not those of plugins in values: section, name, begin and end."""
    if node.rule == "section":
        section = next(text[n.begin : n.end] for n in node.inner if n.rule == "section_type")
    if node.rule == "attribute":
        name = text[node.inner[0].begin : node.inner[0].end]
        return [(section, name[1:-1] if name[0] in "'\"" else name, node.begin, node.end)]
    return [found for inner in node.inner for found in settings(inner, text, section)]
