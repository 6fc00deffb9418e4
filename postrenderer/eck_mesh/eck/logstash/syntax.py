"""What a pipeline consists of, with positions in its text.

Source: the grammar of Logstash, logstash-core/lib/logstash/compiler/lscl/lscl_grammar.treetop.
"""

from __future__ import annotations

from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Value(NamedTuple):
    """The value of a setting, from begin to end in the text of the pipeline.

    word: of a string what is between its quotes, of a bareword or number itself, else "".
    start: where the word begins.
    attributes: the settings of a plugin or a hash. elements: of an array.
    """

    begin: int
    end: int
    word: str = ""
    start: int = 0
    attributes: tuple[Attribute, ...] = ()
    elements: tuple[Value, ...] = ()


class Attribute(NamedTuple):
    """A setting: `name => value`, from begin to end."""

    name: str
    begin: int
    end: int
    value: Value


class Plugin(NamedTuple):
    """A plugin in a section of a pipeline, from its name to its closing brace."""

    section: str
    name: str
    begin: int
    end: int
    attributes: tuple[Attribute, ...]


def words(value: Value) -> Iterator[Value]:
    """The strings, barewords and numbers in a value, in their order."""
    stack = [value]
    while stack:
        here = stack.pop()
        if not (here.attributes or here.elements):
            yield here
        stack += [attribute.value for attribute in reversed(here.attributes)]
        stack += reversed(here.elements)
