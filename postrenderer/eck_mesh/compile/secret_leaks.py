"""Values of Secrets in a message or in a result for Git, where they must not appear."""

from __future__ import annotations

import contextlib
import re

from eck_mesh import kubeyaml
from eck_mesh.manifests.documents.stream import split
from eck_mesh.settings.schema import WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PUBLIC = {word for words in WORDS.values() for word in words}  # the values of the mesh block
SHORTEST_IN_MESSAGE = 4  # a shorter value matches by chance
SHORTEST_IN_TEXT = 8  # within a longer text or a comment
SMALLEST_NUMBER = 1000  # a smaller number could be any count


def leaks_in_message(message: str, secrets: Iterable[str]) -> bool:
    """Whether a message contains a value of the Secrets, however the message quotes it."""
    bare = _without_punctuation(message)
    values = map(_without_punctuation, _secret_values(secrets))
    return any(len(value) >= SHORTEST_IN_MESSAGE and value in bare for value in values)


def leaks_in_yaml(text: str, secrets: Iterable[str]) -> bool:
    """Whether YAML for Git contains a value of the Secrets, a long one also within a text."""
    values = _secret_values(secrets)
    values |= set(map(_normalized_number, values))
    long_values = [value for value in values if len(value) >= SHORTEST_IN_TEXT]
    for found in (text, *_scalars(text, with_keys=True)):
        if found in values or _normalized_number(found) in values:
            return True
        if any(value in found for value in long_values):
            return True
    return False


def _secret_values(secrets: Iterable[str]) -> set[str]:
    """What counts as a secret value in the texts of Secrets.

    Each text as a whole; its parts, as Helm's --set splits it; each value of its YAML; each line of
    these.
    """
    found: set[str] = set()
    for text in secrets:
        found |= {text.strip(), *_scalars(text, with_keys=False)}
        if "\n" not in text:
            found.update(re.split(r"[,=]", text))
    lines = (value.split("\n") for value in list(found))
    for parts in lines:
        found.update(part.strip() for part in parts)
    return found - PUBLIC - {""}


def _scalars(text: str, *, with_keys: bool) -> Iterator[str]:
    """Each string and each large number of a stream, also of strings that are YAML (a patch)."""
    with contextlib.suppress(kubeyaml.Error):
        stack: list[object] = [kubeyaml.load(document.text) for document in split(text)]
        while stack:
            here = stack.pop()
            if isinstance(here, dict):
                stack += [*here.values(), *(here if with_keys else ())]
            elif isinstance(here, list):
                stack += here
            elif isinstance(here, str):
                yield here
                if here != text and "\n" in here:
                    yield from _scalars(here, with_keys=with_keys)
            elif _is_large_number(here):
                yield kubeyaml.text_of(here)


def _is_large_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) >= SMALLEST_NUMBER


def _normalized_number(text: str) -> str:
    """A number in one spelling (Helm prints 910000000000 as 9.1e+11); any other text unchanged."""
    try:
        return repr(float(text))
    except ValueError:
        return text


def _without_punctuation(text: str) -> str:
    return re.sub(r"\W", "", text)
