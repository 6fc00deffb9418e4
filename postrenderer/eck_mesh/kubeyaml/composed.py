"""Text to values through PyYAML's composer: documents with anchors, merge keys, tags or an error.

`loader` reads all others, in half the time.
"""

from __future__ import annotations

import yaml

from eck_mesh.kubeyaml.construction import PLAIN, Construction
from eck_mesh.kubeyaml.error import Error, error_in_words
from eck_mesh.kubeyaml.limits import Expansion, check_nesting
from eck_mesh.kubeyaml.scalars import STRING
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SURROGATE = re.compile(r"\\[uU](?:0000)?[dD][89a-fA-F]")
_Parser: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


class Loader(_Parser):
    """Composes one document; which value a plain scalar is, only Construction decides."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        """The tag of a node that has none. implicit: whether a scalar is plain."""
        if kind is yaml.ScalarNode:
            return PLAIN if implicit[0] else STRING
        tag: str = (
            self.DEFAULT_MAPPING_TAG if kind is yaml.MappingNode else self.DEFAULT_SEQUENCE_TAG
        )
        return tag


def load_composed(text: str) -> Any:
    """What `load` returns and raises, for a text as kubectl takes it."""
    try:
        check_nesting(text)
        node = _composed(text)
        if node is None:
            return None
        if "*" in text and "&" in text:
            Expansion().check(node)
        value = Construction(text).value(node)
        if not yaml.__with_libyaml__ and _SURROGATE.search(text):
            _check_characters(value)
        return value
    except (ValueError, OverflowError) as error:  # of PyYAML's own scanner
        raise Error("an escape is no character of Unicode") from error
    except yaml.YAMLError as error:
        raise error_in_words(error, text) from error


def _composed(text: str) -> Any:
    """The root node of a text; None where it holds no document."""
    loader = Loader(text)
    try:
        return loader.get_single_node()
    except yaml.YAMLError as error:
        if "duplicate anchor" not in str(error):
            raise
    finally:
        loader.dispose()
    from eck_mesh.kubeyaml.lenient import LenientComposer

    return LenientComposer(Loader(text)).get_single_node()


def _check_characters(value: Any) -> None:
    """UnicodeEncodeError for half of a pair of escapes, which PyYAML's own scanner takes."""
    import json

    json.dumps(value, ensure_ascii=False).encode()
