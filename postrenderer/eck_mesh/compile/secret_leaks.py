"""What came from Secrets must not be shown: neither in words nor in a file for Git."""

from __future__ import annotations

import contextlib
import re

from eck_mesh import kubeyaml
from eck_mesh.manifests.stream import split
from eck_mesh.settings.schema import WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

COMMON = {word for words in WORDS.values() for word in words}  # which no Secret makes secret


def told(text: str, secrets: Iterable[str]) -> bool:
    """Whether words hold what stands in the texts of Secrets, however it is quoted there. Of less than four characters
    nobody could say where they come from."""
    bare = _bare(text)
    return any(len(secret) >= 4 and secret in bare for secret in map(_bare, _secret(secrets)))


def written(text: str, secrets: Iterable[str]) -> bool:
    """Whether YAML for Git holds a value of them: as a whole, or, from eight characters on, in a longer one or a comment."""
    known = _secret(secrets)
    known |= set(map(_number, known))
    texts = [text, *_scalars(text, keys=True)]
    return any(
        {one, _number(one)} & known or any(len(secret) >= 8 and secret in one for secret in known)
        for one in texts
    )


def _secret(secrets: Iterable[str]) -> set[str]:
    """The texts as a whole; their parts, as Helm's --set takes them apart; as YAML, each value, and of long ones each line."""
    found = set()
    for text in secrets:
        found |= {
            text.strip(),
            *_scalars(text, keys=False),
            *(re.split(r"[,=]", text) if "\n" not in text else ()),
        }
    found |= {line.strip() for value in list(found) for line in value.split("\n")}
    return found - COMMON - {""}


def _scalars(text: str, keys: bool) -> Iterator[str]:
    """Each string and number of a stream; of a text that is YAML itself (a patch) its own ones too. Of numbers only those
    of four digits and more: no others could be told from counts."""
    with contextlib.suppress(kubeyaml.Error):
        stack: list[Any] = [kubeyaml.load(document.text) for document in split(text)]
        while stack:
            here = stack.pop()
            if isinstance(here, dict):
                stack += [*here.values(), *(here if keys else ())]
            elif isinstance(here, list):
                stack += here
            elif isinstance(here, str):
                yield here
                if here != text and "\n" in here:
                    yield from _scalars(here, keys)
            elif (
                isinstance(here, (int, float)) and not isinstance(here, bool) and abs(here) >= 1000
            ):
                yield kubeyaml.text_of(here)


def _number(text: str) -> str:
    """A number in one form, whichever it came in (Helm makes 9.1e+11 of 910000000000); of all else the text itself."""
    try:
        return repr(float(text))
    except ValueError:
        return text


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)
