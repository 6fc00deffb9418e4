"""Which documents of a stream matter, and what they are: identity, body, and what a locked one carried."""

from __future__ import annotations

from eck_mesh import dialect
from eck_mesh.errors import UserError
from eck_mesh.lock import LOCK, SETTINGS
from eck_mesh.manifest import ECK, ISTIO, Manifest, Ref
from eck_mesh.stream import FILENAME, SOURCE, has_content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.stream import Document


def read(documents: list[Document]) -> list[Manifest]:
    """ECK's resources, PeerAuthentications and DestinationRules, parsed and unlocked; all others stay text.

    UserError for what is no manifest, with the document and its line.
    """
    return [manifest for document in documents if _concerns(document) for manifest in _parse(document)]


def _concerns(document: Document) -> bool:
    """Whether a document must be parsed: by its apiVersion at the left margin, if it is written there.

    What has no such line (JSON, flow style, quoted keys) is parsed if it could matter; what has no `kind` at
    the left margin is parsed to find out whether it is a manifest at all.
    """
    text = document.text
    if LOCK in text:
        return True
    if ECK not in text and "istio.io/" not in text:
        return "\nkind:" not in text and not text.startswith("kind:") and has_content(document)
    begin = 0 if text.startswith("apiVersion:") else text.find("\napiVersion:") + 1
    if begin == 0 and not text.startswith("apiVersion:"):
        return has_content(document)
    stop = text.find("\n", begin)
    line = text[begin:] if stop < 0 else text[begin:stop]
    return ECK in line or "istio.io/" in line or "List\n" in text


def _parse(document: Document) -> Iterator[Manifest]:
    where = f"{document}{_label(document.text)}"
    try:
        body = dialect.load(document.text)
    except dialect.Error as error:
        mark = getattr(error, "problem_mark", None)
        line = f" at line {document.line + mark.line}" if mark else ""
        what = getattr(error, "problem", None) or str(error)
        raise UserError(f"not one YAML document{line}: {what}.", where, "`helm template --debug` shows the text.") from error
    if body is None:
        return
    if not isinstance(body, dict):
        raise UserError(f"a {type(body).__name__}, not a mapping: this is no manifest.", where)
    items = body.get("items")
    if str(body.get("kind")).endswith("List") and isinstance(items, list):
        if any(ECK in _version(item) or LOCK in _version(item) for item in items):
            raise UserError("a List that holds ECK resources.", where, "Give each as a document of its own.")
        return
    group = _version(body).partition("/")[0]
    kind = body.get("kind")
    locked = group.endswith(LOCK)
    group = group.removesuffix(LOCK)
    if not locked and not group.endswith(ECK) and (group, kind) not in ISTIO:
        return
    ref = _ref(group, body, where)
    if not locked:
        yield Manifest(ref, body, document.number, None)
        return
    unlocked, settings = _unlock(body, ref)
    yield Manifest(ref, unlocked, document.number, settings)


def _ref(group: str, body: dict[str, Any], where: str) -> Ref:
    """The identity of a manifest that matters; UserError where its metadata cannot be read."""
    kind, metadata = body.get("kind"), body.get("metadata")
    if not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str) or not isinstance(kind, str):
        raise UserError("no kind or no metadata.name that is a string.", where, "Quote it if it is a number.")
    for part, expected in ("labels", dict), ("annotations", dict), ("namespace", str):
        if not isinstance(metadata.get(part) or expected(), expected):
            raise UserError(f"metadata.{part} must be a {'mapping' if expected is dict else 'string'}.", where)
    return Ref(group, kind, metadata.get("namespace") or "", metadata["name"])


def _unlock(body: dict[str, Any], ref: Ref) -> tuple[dict[str, Any], str]:
    """The resource as it goes to the cluster, and the settings it carried. No annotations are left empty:
    the same resource compiled into values has none."""
    annotations = dict(body["metadata"].get("annotations") or {})
    settings = annotations.pop(SETTINGS, None)
    if not isinstance(settings, str):
        raise UserError(
            f"is locked but carries no annotation {SETTINGS}.", str(ref), "Something between chart and post-renderer took it."
        )
    metadata = {k: v for k, v in body["metadata"].items() if k != "annotations"}
    if annotations:
        metadata["annotations"] = annotations
    version = body["apiVersion"].replace(LOCK, "", 1)
    return {**body, "apiVersion": version, "metadata": metadata}, settings


def _version(body: Any) -> str:
    version = body.get("apiVersion") if isinstance(body, dict) else None
    return version if isinstance(version, str) else ""


def _label(text: str) -> str:
    """The template a document came from, where Helm says it."""
    for line in text.splitlines():
        if line.startswith(SOURCE) or FILENAME in line:
            return f" ({line.partition(': ')[2].strip().strip(chr(39))})"
    return ""
