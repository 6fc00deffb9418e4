"""Text to values, by the rules of go-yaml v2."""

from __future__ import annotations

import re

import yaml

from eck_mesh.kubeyaml.construction import PLAIN, Construction
from eck_mesh.kubeyaml.error import Error, error_in_words, misplaced_mark
from eck_mesh.kubeyaml.limits import Expansion, check_nesting
from eck_mesh.kubeyaml.scalars import STRING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# libyaml accepts tabs behind a separator, as go-yaml does; PyYAML's own parser does not.
_TABS = re.compile(r"^---\t+", re.MULTILINE)
_SURROGATE = re.compile(r"\\[uU](?:0000)?[dD][89a-fA-F]")
_MARK = re.compile("(?:^|[\n\r\x85\u2028\u2029])\ufeff")
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


def load(text: str) -> Any:
    """The one document in a text, or None for comments only. Error for anything else.

    Of a key that is given twice the last one counts, as for kubectl and Helm 3.
    """
    text = _as_kubectl_takes_it(text)
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


def _as_kubectl_takes_it(text: str) -> str:
    """The lines of a text, each ended by a newline. Error for a byte order mark within it, which
    libyaml skips and go-yaml does not."""
    text = text.removeprefix("\ufeff")
    if "\r\n" in text:
        text = text.replace("\r\n", "\n")
    if not text.endswith("\n"):
        text += "\n"
    if "---\t" in text:
        text = _TABS.sub("--- ", text)
    if "\ufeff" in text and (mark := _MARK.search(text)):
        raise misplaced_mark(text, mark.end() - 1)
    return text


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
