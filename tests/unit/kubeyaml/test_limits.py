"""Documents that would exhaust the stack or the memory are refused, and go-yaml refuses them too."""

from __future__ import annotations

import pytest

from eck_mesh import kubeyaml
from eck_mesh.kubeyaml.loader import DEPTH

TEN = "[" + ",".join(["*a{}"] * 10) + "]"
BOMB = "a0: &a0 [" + "x," * 10 + "]\n"
BOMB += "".join(f"a{i}: &a{i} {TEN.replace('{}', str(i - 1))}\n" for i in range(1, 9))
MERGES = BOMB.replace("[x,x,x,x,x,x,x,x,x,x,]", "{x: 1}").replace(" [*", " {<<: [*")
MERGES = MERGES.replace("]\n", "]}\n")
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 2000))


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        (BOMB, "aliases expand", 8),
        (MERGES, "aliases expand", 8),
        (CHAIN, "nested more than 300 levels deep", DEPTH - 2),
        ("a: &a\n  b: [*a]\n", "an anchor contains itself", 1),
        ("[" * 100_000, "nested more than 300 levels deep", 1),
        ("{a: " * 100_000, "nested more than 300 levels deep", 1),
        ("- " * 100_000, "nested more than 300 levels deep", 1),
        ("? " * 100_000, "nested more than 300 levels deep", 1),
        ("\n".join(" " * i + "a:" for i in range(DEPTH + 1)), "nested more than 300", DEPTH + 1),
        (
            "\n".join(f"{' ' * i}a:\n{' ' * i}-" for i in range(DEPTH)),
            "nested more than 300",
            DEPTH + 1,
        ),
    ],
)
def test_what_is_refused(text: str, problem: str, line: int) -> None:
    with pytest.raises(kubeyaml.Error, match=problem) as error:
        kubeyaml.load(text)
    assert error.value.line == line


def test_what_passes() -> None:
    assert kubeyaml.load("[" * DEPTH + "]" * DEPTH)
    assert kubeyaml.load(f"a: '{'[' * 1000}'") == {"a": "[" * 1000}
    assert len(kubeyaml.load(f"a: &a [x, y]\nb: [{'*a, ' * 5000}]")["b"]) == 5000
    glob = kubeyaml.load("a: '*.log'\nb: x & y\nc: &c {d: 1}\ne: *c\n")
    assert glob == {"a": "*.log", "b": "x & y", "c": {"d": 1}, "e": {"d": 1}}
