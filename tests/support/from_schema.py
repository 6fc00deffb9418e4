"""Random values that values.schema.json accepts: the same seed gives the same values.

Most of them are what a user could mean, so that rendering comes far. Some are hostile: odd keys, nulls, texts that YAML or
Go's templates read as something else.
"""

from __future__ import annotations

import json
import random
import re
from typing import Any

import yaml

from tests.support.helm import ROOT

KINDS = {
    path.stem: yaml.safe_load(path.read_text()) for path in (ROOT / "files/kinds").glob("*.yaml")
}
KEYS = ["default", "logs", "a", "b-2"]
ODD_KEYS = [
    "true", "1", "A", "x.y", "a" * 37, "-", "a_b", "null", " ", "ünï", '"', "{{ x }}", "0x1",
]  # fmt: skip
TEXTS = ["a", "b-2", "default", "data", "/x/y", "x.example.com", "8080", "eck", "Always", "TCP"]
ODD_TEXTS = [
    "", " ", "1e3", "true", "~", "{{ .Values }}", "a: b", "- x", "#", "é\n  x\n", "%s", "-1", "x" * 70,
]  # fmt: skip
FITTING = [
    "9.4.3", "8.19.0", "10m", "1h30m5s", "500m", "1Gi", "1024Mi", "0.5", "10s", "100%", "", *TEXTS, *ODD_TEXTS,
]  # fmt: skip
NAMES = {row["key"] for kind in KINDS.values() for row in kind.get("maps", {}).values()}
AMOUNTS = [0, 1, 2, 4, 0.5, 1.5, 1000]
NUMBERS = [0, 1, 2, 3, 5, 10, 443, 8080, 65535, 2147483647, -1]
FREE: list[dict[str, Any]] = [
    {}, {"a": 1}, {"a.b": {"c": [1, "x", None, {}]}},
    {"l": [], "m": {}, "n": None, "f": 0.1, "big": 10000000},
]  # fmt: skip
FOR_ALL = ["podDefaults", "commonLabels", "commonAnnotations", "fullnameOverride", "version"]
# Fields that the chart itself asks for, where there are such.
ALWAYS = {"issuerRef", "kind", "hosts"}
DEEP = 9


class Values:
    """odd: how often something is hostile, from 0 to 1; mesh: with settings of it; beside: with what the chart creates
    beside a resource.
    """

    def __init__(
        self, seed: int, odd: float = 0.01, mesh: bool = False, beside: bool = False
    ) -> None:
        self.random, self.odd, self.mesh, self.beside = random.Random(seed), odd, mesh, beside
        self.schema = json.loads((ROOT / "values.schema.json").read_text())

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def some(self, sections: int = 3) -> dict[str, Any]:
        """Values of a release with resources of some sections, and at times settings for all of them."""
        top = self.schema["properties"]
        made: dict[str, Any] = {}
        for name in "elasticsearch", *self.random.sample(sorted(KINDS), sections):
            made[name] = self.section(name)
        for name in FOR_ALL:
            if self.chance(0.1):
                made[name] = self.value(top[name], name, 1)
        if self.chance(0.2):
            made["defaults"] = {name: self.defaults(name) for name in sorted(made) if name in KINDS}
        if self.mesh:
            made["mesh"] = self.value(top["mesh"], "mesh", 1, nulls=False)
            made["mesh"].pop("compiled", None)
        return made

    def section(self, name: str) -> dict[str, Any]:
        keys = ["default", *self.random.sample(KEYS, self.random.choice([0, 0, 1, 2]))]
        if self.chance(self.odd):
            keys.append(self.random.choice(ODD_KEYS))
        return {key: self.entry(name) for key in keys}

    def entry(self, section: str) -> Any:
        """One that ECK could take: with the fields that it requires."""
        definition = self.schema["definitions"][section]
        made = self.value(definition, section, 1)
        if self.chance(self.odd) or made is None:
            return made
        kind = KINDS[section]
        if choices := kind.get("oneOf"):
            keep = self.random.choice(choices)
            for field in choices:
                made.pop(field, None)
            made[keep] = self.value(definition["properties"][keep], keep, 2) or {}
        for field in kind.get("required", []):
            if section != "elasticsearch" and not made.get(field):
                made[field] = self.value(definition["properties"][field], field, 2)
        if not self.chance(0.05):
            made.pop("enabled", None)
        for field in self.left_out(section):
            made.pop(field, None)
        return made

    def left_out(self, section: str) -> list[str]:
        beside = KINDS[section].get("beside", []) + KINDS[section].get("within", [])
        return ["name", *([] if self.mesh else ["mesh"]), *([] if self.beside else beside)]

    def defaults(self, section: str) -> Any:
        made = self.value(self.schema["definitions"][section], section, 3) or {}
        return {
            key: value
            for key, value in made.items()
            if key not in ["enabled", *self.left_out(section)]
        }

    def value(self, schema: Any, name: str, depth: int, nulls: bool = True) -> Any:
        """One that the schema accepts."""
        schema = {**schema, **self.target(schema)}
        if "anyOf" in schema:
            return self.value(self.random.choice(schema["anyOf"]), name, depth, nulls)
        if "enum" in schema:
            return self.random.choice([one for one in schema["enum"] if nulls or one is not None])
        if "else" in schema:
            schema = {
                **schema,
                "required": [*schema.get("required", []), *schema["else"]["required"]],
            }
        types = schema.get("type", "object")
        types = [types] if isinstance(types, str) else types
        if "null" in types and nulls and self.chance(self.odd * 2):
            return None
        kind = self.random.choice([one for one in types if one != "null"])
        return getattr(self, kind)(schema, name, depth)

    def target(self, schema: Any) -> Any:
        return self.schema["definitions"][schema["$ref"].split("/")[-1]] if "$ref" in schema else {}

    def object(self, schema: Any, name: str, depth: int) -> Any:
        fields, more = schema.get("properties", {}), schema.get("additionalProperties", True)
        made = {}
        for field, below in fields.items():
            share = 0.5 if len(fields) < 4 else max(0.08, min(0.5, 4 / len(fields)))
            needed = field in schema.get("required", []) or field in ALWAYS
            if needed or (depth < DEEP and self.chance(share)):
                made[field] = self.value(below, field, depth + 1, nulls=not needed)
        if isinstance(more, dict) and depth < DEEP:
            for key in self.random.sample(KEYS, self.random.choice([0, 1, 1, 2])):
                made[key] = self.value(more, name, depth + 1, nulls=self.chance(self.odd))
                if "items" in schema and isinstance(made[key], dict) and not self.chance(self.odd):
                    made[key] = {k: v for k, v in made[key].items() if k not in NAMES}
            if self.chance(self.odd):
                made[self.random.choice(ODD_KEYS)] = self.value(more, name, depth + 1)
        if more is True and not fields:
            made = dict(self.random.choice(FREE[1:] if schema.get("minProperties") else FREE))
        return self.narrowed(schema, made)

    def narrowed(self, schema: Any, made: dict[str, Any]) -> dict[str, Any]:
        """Only with the fields that the schema allows where another field has some value."""
        for rule in schema.get("allOf", []):
            given = rule.get("if", {}).get("properties", {})
            if all(made.get(field) == one.get("const", made) for field, one in given.items()):
                then = rule.get("then", {})
                made = only(made, then)
                for field, below in then.get("properties", {}).items():
                    if isinstance(made.get(field), dict):
                        made[field] = only(made[field], below)
        return made

    def array(self, schema: Any, name: str, depth: int) -> Any:
        count = max(
            self.random.choice([0, 1, 1, 2]) if depth < DEEP else 0, schema.get("minItems", 0)
        )
        return [
            self.value(schema.get("items", {}), name, depth + 1, nulls=False) for _ in range(count)
        ]

    def string(self, schema: Any, name: str, depth: int) -> str:
        if name == "fullnameOverride":
            return self.random.choice(
                ["", "stack", *ODD_TEXTS[: int(self.chance(self.odd * 10)) * 5]]
            )
        is_key = name.endswith(("Ref", "Refs")) or "The key of" in schema.get("description", "")
        if is_key and not self.chance(self.odd):
            return self.random.choice(["default", "default", ""])
        if "amespace" in name and not self.chance(self.odd * 3):
            return self.random.choice(["", "prod", "logs"][schema.get("minLength", 0) and 1 :])
        pool = ODD_TEXTS if self.chance(self.odd * 3) else TEXTS
        if "pattern" in schema:
            pool = [one for one in FITTING if re.search(schema["pattern"], one)]
        least: int = schema.get("minLength", 0)
        most: int = schema.get("maxLength", 10**9)
        fitting: list[str] = [one for one in pool if least <= len(one) <= most]
        return self.random.choice(fitting or ["a" * least])

    def integer(self, schema: Any, name: str, depth: int) -> int:
        least, most = schema.get("minimum", -(10**9)), schema.get("maximum", 2**31 - 1)
        if name.lower().endswith("port"):
            return self.random.choice([80, 443, 9200])
        usual = [0, 1, 2, 3] if not self.chance(self.odd * 5) else NUMBERS
        fitting = [one for one in usual if least <= one <= most]
        return self.random.choice(fitting or [int(least)])

    def number(self, schema: Any, name: str, depth: int) -> float:
        return self.random.choice(AMOUNTS)

    def boolean(self, schema: Any, name: str, depth: int) -> bool:
        return self.chance(0.5)


def only(made: dict[str, Any], rule: Any) -> dict[str, Any]:
    """The fields whose names a rule allows."""
    names = rule.get("propertyNames", {}).get("enum", made)
    return {field: value for field, value in made.items() if field in names}
