"""Select the documents that have to be parsed; most of a large stream does not concern the mesh."""

from __future__ import annotations

import re

from eck_mesh.manifests.documents.lines import (
    has_content,
    has_key_at_margin,
    needs_parser,
    word_at_margin,
)
from eck_mesh.manifests.documents.stream import FILE
from eck_mesh.manifests.kinds import INJECTION, NAMED, POD_SECURITY, READ, SERVICE
from eck_mesh.marks import ECK, LOCK, OPERATOR

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
NAMED_KINDS = [kind for _, kind in NAMED]
_WORD = re.compile(r"[\w.-]+")


def must_be_parsed(document: Document) -> bool:
    """Whether a document contains, or may contain, an object that `reader` reads."""
    text = document.text
    if _is_notes(text):
        return False
    if any(word in text for word in (LOCK, OPERATOR, INJECTION, POD_SECURITY)):
        return True
    kind, version = word_at_margin(text, "kind"), word_at_margin(text, "apiVersion")
    if kind is None or version is None or needs_parser(text) or has_key_at_margin(text, "items"):
        return has_content(text)
    group = version.rpartition("/")[0]
    if (group, kind) == SERVICE.identity:
        return any(word in text for word in _SERVICE_WORDS)
    return group.endswith(ECK) or (group, kind) in READ


def may_select(document: Document, values: set[str]) -> bool:
    """Whether a document is a Service that may select pods by labels with one of these values."""
    text = document.text
    if SERVICE.kind not in text or word_at_margin(text, "kind") != SERVICE.kind:
        return False
    return not values.isdisjoint(_WORD.findall(text)) and not _is_notes(text)


def may_be_named(document: Document, names: set[str]) -> bool:
    """Whether a document is a Secret or a ConfigMap that may have one of these names."""
    text = document.text
    if word_at_margin(text, "kind") not in NAMED_KINDS:
        return False
    return not names.isdisjoint(_WORD.findall(text)) and not _is_notes(text)


def _is_notes(text: str) -> bool:
    """Whether this is NOTES.txt, which helm-unittest sends along with the manifests."""
    return text.startswith(FILE) and text.split("\n", 2)[1].rstrip().endswith("NOTES.txt")
