"""Select the documents that have to be parsed; most of a large stream does not concern the mesh."""

from __future__ import annotations

from eck_mesh.manifests.documents.lines import has_content, may_hide_words
from eck_mesh.manifests.documents.stream import FILE
from eck_mesh.manifests.kinds import (
    INJECTION,
    NAMED,
    NAMESPACE,
    OPERATORS,
    POD_SECURITY,
    READ,
    SERVICE,
)
from eck_mesh.marks import ECK, LOCK, OPERATOR
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.documents.stream import Document

# A Service holds one of these if it may select ECK's pods by labels that ECK, Kubernetes or Istio
# gives them, leads to another Service, or exposes something outside the cluster.
_SERVICE_WORDS = (
    f"{ECK}/",
    "statefulset.kubernetes.io/",
    "service.istio.io/",
    "ExternalName",
    "LoadBalancer",
    "NodePort",
    "externalIPs",
)
# Objects of these are read only if their text has certain words.
_BY_WORDS = (SERVICE.identity, NAMESPACE.identity, *OPERATORS)
_WORD = r"[\w.-]+"
_ASCII = [chr(code) for code in range(128)]
_BETWEEN_WORDS = "".join(one if one.isalnum() or one in "_.-" else " " for one in _ASCII)


def must_be_parsed(document: Document) -> bool:
    """Whether a document contains, or may contain, an object that `reader` reads."""
    text = document.text
    if _is_notes(text):
        return False
    if LOCK in text or OPERATOR in text or INJECTION in text or POD_SECURITY in text:
        return True
    identity = document.identity
    if identity is None:
        return has_content(text)
    if identity in _BY_WORDS and may_hide_words(text):
        return True
    if identity == SERVICE.identity:
        return any(word in text for word in _SERVICE_WORDS)
    return identity[0].endswith(ECK) or identity in READ


def may_select(document: Document, values: set[str]) -> bool:
    """Whether a document is a Service that may select pods by labels with one of these values."""
    return document.identity == SERVICE.identity and _has_word(document, values)


def may_be_named(document: Document, names: set[str]) -> bool:
    """Whether a document is a Secret or a ConfigMap that may have one of these names."""
    return document.identity in NAMED and _has_word(document, names)


def may_have_kind(document: Document, kinds: tuple[str, ...]) -> bool:
    """Whether an object in a document may be of a kind that ends in one of these."""
    if document.identity is not None:
        return document.identity[1].endswith(kinds)
    return may_hide_words(document.text) or any(kind in document.text for kind in kinds)


def _has_word(document: Document, words: set[str]) -> bool:
    text = document.text
    found = may_hide_words(text) or not words.isdisjoint(_words(text))
    return found and not _is_notes(text)


def _words(text: str) -> list[str]:
    return text.translate(_BETWEEN_WORDS).split() if text.isascii() else re.findall(_WORD, text)


def _is_notes(text: str) -> bool:
    """Whether this is NOTES.txt, which helm-unittest sends along with the manifests."""
    return text.startswith(FILE) and text.split("\n", 2)[1].rstrip().endswith("NOTES.txt")
