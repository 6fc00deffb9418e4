"""Which documents of a stream matter, and what they are: identity, body, and what a locked one carried."""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.manifests.kinds import ECK, INJECTION, NAMESPACE, OPERATOR, READ
from eck_mesh.manifests.lock import LOCK, SETTINGS
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.manifests.paths import get, items, mappings, text
from eck_mesh.manifests.prefilter import must_be_parsed
from eck_mesh.manifests.stream import FILENAME, SOURCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.paths import Body
    from eck_mesh.manifests.stream import Document


def read_manifests(documents: list[Document]) -> list[Manifest]:
    """The objects that the plan is about or looks at, parsed and unlocked, those within a List too.

    These are ECK's resources and its operator, the kinds in READ, and Namespaces with an injection label; everything
    else stays text. UserError for what is no manifest, with the document and its line.
    """
    return [
        manifest
        for document in documents
        if must_be_parsed(document)
        for manifest in _manifests(document)
    ]


def _manifests(document: Document) -> Iterator[Manifest]:
    where = _place(document)
    for item, body in objects_in(document):
        group = _group(body)
        locked = group.endswith(LOCK)
        group = group.removesuffix(LOCK)
        if locked or _is_read(group, body):
            ref = _ref(group, body, where)
            unlocked, settings = _unlock(body, ref) if locked else (body, None)
            yield Manifest(ref, unlocked, document.number, settings, item)


def objects_in(document: Document) -> Iterator[tuple[int | None, Body]]:
    """The object of a document, or those of a List, each with its place there; UserError where it is no manifest."""
    where = _place(document)
    try:
        body = kubeyaml.load(document.text)
    except kubeyaml.Error as error:
        line = f", line {document.line + error.line - 1}" if error.line else ""
        raise UserError(
            f"cannot be parsed as one YAML document{line}: {error.problem}.",
            where=where,
            hint="`helm template --debug` shows the text.",
        ) from error
    if body is None:
        return
    if not isinstance(body, dict):
        raise UserError(
            f"expected a mapping, found a {_type(body)}: this is no manifest.", where=where
        )
    yield from _objects(body, where)


def _objects(body: Body, where: str) -> Iterator[tuple[int | None, Body]]:
    """To kubectl and Helm whatever has items is a List. An item without apiVersion and kind has the List's.

    They refuse a List within a List (all tried with kubectl).
    """
    found = body.get("items")
    if not isinstance(found, list):
        yield None, body
        return
    own = {"apiVersion": body.get("apiVersion"), "kind": str(body.get("kind")).removesuffix("List")}
    for i, item in enumerate(found):
        if not isinstance(item, dict):
            continue
        if isinstance(item.get("items"), list):
            raise UserError(
                "holds a List within a List, which kubectl and Helm refuse. Take its items out.",
                where=where,
            )
        yield i, item if "apiVersion" in item or "kind" in item else {**own, **item}


def _is_read(group: str, body: Body) -> bool:
    kind = body.get("kind")
    if group.endswith(ECK) or (group, kind) in READ:
        return True
    if (group, kind) == NAMESPACE.identity:
        return get(body, ("metadata", "labels", INJECTION)) is not None
    return (group, kind) == ("apps", "StatefulSet") and _is_operator(body)


def _is_operator(body: Body) -> bool:
    """Whether a StatefulSet is ECK's operator, known by the configuration file that its container reads."""
    containers = mappings(body, ("spec", "template", "spec", "containers"))
    return any(OPERATOR in map(str, items(container, ("args",))) for container in containers)


def _ref(group: str, body: dict[str, Any], where: str) -> Ref:
    """The identity of a manifest that matters; UserError where its metadata cannot be read."""
    kind, metadata = body.get("kind"), body.get("metadata")
    if (
        not isinstance(metadata, dict)
        or not isinstance(metadata.get("name"), str)
        or not isinstance(kind, str)
    ):
        raise UserError(
            "no kind or no metadata.name that is a string.",
            where=where,
            hint="Quote it if it is a number.",
        )
    for part, expected in ("labels", dict), ("annotations", dict), ("namespace", str):
        if not isinstance(metadata.get(part) or expected(), expected):
            raise UserError(
                f"metadata.{part} must be a {'mapping' if expected is dict else 'string'}.",
                where=where,
            )
    return Ref(group, kind, metadata.get("namespace") or "", metadata["name"])


def _unlock(body: dict[str, Any], ref: Ref) -> tuple[dict[str, Any], str]:
    """The resource as it goes to the cluster, and the settings it carried. No annotations are left empty:
    the same resource compiled into values has none."""
    annotations = dict(body["metadata"].get("annotations") or {})
    settings = annotations.pop(SETTINGS, None)
    if not isinstance(settings, str):
        raise UserError(
            f"is locked but carries no annotation {SETTINGS}.",
            where=str(ref),
            hint="Something between chart and post-renderer took it.",
        )
    metadata = {k: v for k, v in body["metadata"].items() if k != "annotations"}
    if annotations:
        metadata["annotations"] = annotations
    version = body["apiVersion"].replace(LOCK, "", 1)
    return {**body, "apiVersion": version, "metadata": metadata}, settings


def _group(body: Body) -> str:
    return text(body, ("apiVersion",)).rpartition("/")[0]


def _type(body: object) -> str:
    """The name that users know for what is neither a mapping nor null."""
    return "list" if isinstance(body, list) else "string" if isinstance(body, str) else "scalar"


def _place(document: Document) -> str:
    """The document, its line, and the template that it came from where Helm names it."""
    for line in document.text.splitlines():
        if line.startswith(SOURCE) or FILENAME in line:
            return f"{document} ({line.partition(': ')[2].strip().strip(chr(39))})"
    return str(document)
