"""Values of Secrets in messages and results."""

from __future__ import annotations

import pytest

from eck_mesh.compile.secret_leaks import leaks_in_message, leaks_in_yaml


@pytest.mark.parametrize(
    ("secret", "message", "leaks"),
    [
        ("password: hunter2", "cannot parse hunter2", True),
        ('hunt"er2', "cannot parse 'hunt\\\"er2'", True),
        ("a: abc", "abc", False),  # too short
        ("a: strict", "the mode is strict", False),  # a word of the mesh block
        ("a: hunter2", "cannot parse it", False),
        ("a=1,b=hunter2", "b is hunter2", True),
    ],
)
def test_a_message_leaks_values_of_four_characters(secret: str, message: str, leaks: bool) -> None:
    assert leaks_in_message(message, [secret]) == leaks


@pytest.mark.parametrize(
    ("secret", "text", "leaks"),
    [
        ("a: abc", "b: abc\n", True),
        ("a: abc", "b: abcd\n", False),
        ("a: long-secret", "b: with-long-secret\n", True),
        ("a: long-secret", "# long-secret\nb: 1\n", True),
        ("a: 910000000000", "b: 9.1e+11\n", True),
        ("a: 3", "b: 3\n", False),
        ("a: strict", "b: strict\n", False),
        ("a: abc", "abc: b\n", True),
        ("abc: b", "abc: c\n", False),
        ("a: abc", "patch: |\n  - path: x\n    value: abc\n", True),
    ],
)
def test_yaml_leaks_whole_values_and_long_ones_within_a_text(
    secret: str, text: str, leaks: bool
) -> None:
    assert leaks_in_yaml(text, [secret]) == leaks
