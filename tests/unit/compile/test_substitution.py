"""Dollar signs, which Flux could substitute."""

from __future__ import annotations

import pytest

from eck_mesh import kubeyaml
from eck_mesh.compile.flux.substitution import escape_dollars
from eck_mesh.errors import UserError


def test_a_dollar_sign_is_escaped_and_means_the_same() -> None:
    text = kubeyaml.dump({"a": "${NAME} and $NAME"})
    escaped = escape_dollars(text)
    assert "$" not in escaped
    assert kubeyaml.load(escaped) == kubeyaml.load(text)


def test_a_block_scalar_has_no_escapes() -> None:
    with pytest.raises(UserError) as error:
        escape_dollars(kubeyaml.dump({"a": "one\n${NAME}\n"}))
    assert error.value.ids == ("dollar-in-multiline-text",)
