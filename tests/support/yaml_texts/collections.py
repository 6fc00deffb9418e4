"""Mappings and lists of YAML in block and flow style, with anchors, aliases, merge keys, tags and comments."""

from __future__ import annotations

from tests.support.yaml_texts.scalars import Scalars

TAGS = (
    "!!str", "!!str", "!", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq", "!x", "!!binary", "!!timestamp",
    "!!merge", "!!set", "!!omap", "!!pairs", "!<tag:yaml.org,2002:str>", "!<tag:yaml.org,2002:int>", "!e!x", "!!python/tuple", "!!",
)  # fmt: skip
ANCHORS = ("a", "b", "c")


class Collections(Scalars):
    """Texts of collections. indent: their column; depth: how many collections they are in."""

    levels = 3
    anchors: list[str]

    def _comment(self) -> str:
        return self.choice((" # c", "  #", "\t# c", " ", "\t")) if self.chance(0.08) else ""

    def _properties(self, share: float = 0.06) -> str:
        """An anchor and a tag before a node."""
        found = []
        if self.chance(share):
            found.append("&" + self.choice(ANCHORS))
            self.anchors.append(found[0][1:])
        if self.chance(share / 2):
            found.append(self.choice(TAGS if self.chance(0.3) else TAGS[:3]))
        self.shuffle(found)
        return "".join(f"{one} " for one in found)

    def _alias(self) -> str:
        """An alias of an anchor that is there; seldom of any."""
        if self.anchors and self.chance(0.97):
            return "*" + self.choice(self.anchors)
        return "*" + self.choice(ANCHORS) if self.chance(0.05) else "a"

    def _key(self, flow: bool) -> str:
        kind = self.random()
        if kind < 0.6:
            return self.choice(("a", "b", "c", "kind", "name", "x-y"))
        if kind < 0.75:
            return self._properties(0.1) + self._word()
        if kind < 0.8:
            return self.choice(("'<<'", '"<<"', "!!str <<", "<<"))
        if kind < 0.83:
            return self._alias() + " "
        if kind < 0.86:
            return "? " + (self.flow(0, self.levels) if self.chance(0.1) else self._word())
        if kind < 0.97:
            return self.choice("def")
        return self.choice(
            ("on", "1", "1.5", "~", "2001-01-01", "1e3", "0x10", "", "null", "-1", ".inf")
        )

    def _word(self) -> str:
        """A scalar on one line."""
        made = self.choice((self.plain, self.plain, self.single, self.double))(0)
        return "a" if "\n" in made else made

    def _merge(self, indent: int) -> str:
        """A merge key with its value, in block style."""
        values = [f"{{d: {self._word()}}}", f"[{{d: 1}}, {{e: {self._word()}}}]"]
        if self.anchors:
            alias = self._alias()
            values += [alias, alias, f"[{alias}, {{a: 1}}]", f"[{{a: 1, b: 2}}, {alias}]"]
        return f"{' ' * indent}{self.choice(('<<', '<<', '!!merge <<'))}: {self.choice(values)}\n"

    def mapping(self, indent: int, depth: int) -> str:
        """A mapping in block style, from its first line on."""
        found = []
        for _ in range(self.randint(1, 4)):
            if self.chance(0.05):
                found.append(self.choice(("# c\n", "\n", f"{' ' * indent}# c\n", " \n")))
            if self.chance(0.06):
                found.append(self._merge(indent))
            key = self._key(False)
            line = "\n" + " " * indent + ":" if key.startswith("? ") else ":"
            found.append(" " * indent + key + line + self.value(indent, depth + 1))
        return "".join(found)

    def sequence(self, indent: int, depth: int) -> str:
        found = []
        for _ in range(self.randint(1, 4)):
            value = self.value(indent, depth + 1)
            if self.chance(0.2) and depth < self.levels:
                value = " " + self.mapping(indent + 2, depth + 1).lstrip(" ")
            found.append(" " * indent + "-" + value)
        return "".join(found)

    def value(self, indent: int, depth: int) -> str:
        """What stands behind `key:` or `-`, to the end of its last line."""
        kind = self.random()
        if depth < self.levels and kind < 0.4:
            head = f" {self._properties()}".rstrip() + self._comment() + "\n"
            deeper = indent + self.choice((1, 2, 2, 2, 4))
            if kind < 0.27:
                return head + self.mapping(deeper, depth)
            return head + self.sequence(self.choice((indent, deeper)), depth)
        blank = self.choice(
            (
                " ",
                " ",
                " ",
                " ",
                " ",
                " ",
                " ",
                "  ",
                "\t" if self.chance(0.3) else " ",
                "" if self.chance(0.1) else " ",
            )
        )
        if kind < 0.5:
            return f"{blank}{self._properties()}{self.flow(indent + 2, depth)}{self._comment()}\n"
        if kind < 0.6:
            return f"{blank}{self._properties()}{self.block(indent + 2)}\n"
        if kind < 0.64:
            return f" {self._alias()}{self._comment()}\n"
        scalar = self.choice((self.plain, self.plain, self.plain, self.single, self.double))(
            indent + 2
        )
        return f"{blank}{self._properties()}{scalar}{self._comment()}\n"

    def flow(self, indent: int, depth: int) -> str:
        """A collection in flow style, or a scalar within one."""
        if depth > self.levels or self.chance(0.2):
            return self.choice((self.plain, self.single, self.double))(indent)
        comma = self.choice((", ", ",", " ,\n" + " " * indent, ",\t", ", # c\n" + " " * indent))
        count = self.randrange(4)
        end = self.choice(("", "", "", ",", " ", "\n"))
        if self.chance(0.4):
            return "[" + comma.join(self._entry(indent, depth) for _ in range(count)) + end + "]"
        return "{" + comma.join(self._pair(indent, depth) for _ in range(count)) + end + "}"

    def _entry(self, indent: int, depth: int) -> str:
        if self.chance(0.1):
            return self._pair(indent, depth)
        if self.chance(0.08):
            return self._alias() + " "
        return self._properties(0.03) + self.flow(indent, depth + 1)

    def _pair(self, indent: int, depth: int) -> str:
        colon = self.choice((": ", ": ", ": ", ": ", " : ", "", self.choice((":", ":\t"))))
        value = "" if colon == "" else self._entry(indent, depth)
        return self._key(True) + colon + value
