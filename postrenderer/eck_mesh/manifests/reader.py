"""Which documents of a stream matter, and what they are: identity, body, and what a locked one carried."""

from __future__ import annotations

import re

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.manifests.kinds import ECK, INJECTION, NAMESPACE, OPERATOR, READ, SERVICE
from eck_mesh.manifests.lock import LOCK, SETTINGS
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.manifests.paths import get
from eck_mesh.manifests.stream import FILE, FILENAME, SOURCE, has_content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.stream import Document

# Of what is read, in its apiVersion.
MARKS = (
    ECK,
    "istio.io/",
    *sorted(
        {f"{group}/" for group, _ in READ - {SERVICE.identity} if not group.endswith("istio.io")}
    ),
)
# Of a Service that may lead to our pods: their labels in its selector, or a way in from outside, whatever it selects.
_SERVICE = re.compile(r"^[ -]*kind:[ \t]*[\"']?Service[\"']?[ \t\r]*$", re.MULTILINE)
_LEADS = (f"{ECK}/", "LoadBalancer", "NodePort", "externalIPs")


def read(documents: list[Document]) -> list[Manifest]:
    """ECK's resources and its operator, what rules create, Ingresses, NetworkPolicies, and Namespaces that say something
    of injection: parsed and unlocked, those within a List too; all others stay text.

    UserError for what is no manifest, with the document and its line.
    """
    return [
        manifest for document in documents if _concerns(document) for manifest in _parse(document)
    ]


def _concerns(document: Document) -> bool:
    """Whether a document must be parsed: by its apiVersion at the left margin, if it is written there.

    What has no such line (JSON, flow style, quoted keys) is parsed if it could matter; what has no `kind` at
    the left margin is parsed to find out whether it is a manifest at all.
    """
    text = document.text
    if text.startswith(FILE) and not text.split("\n", 2)[1].endswith((".yaml", ".yml", ".json")):
        return False  # NOTES.txt
    if LOCK in text or OPERATOR in text or INJECTION in text:
        return True
    if "Service" in text and any(word in text for word in _LEADS) and _SERVICE.search(text):
        return True
    if not any(mark in text for mark in MARKS):
        return "\nkind:" not in text and not text.startswith("kind:") and has_content(document)
    begin = 0 if text.startswith("apiVersion:") else text.find("\napiVersion:") + 1
    if begin == 0 and not text.startswith("apiVersion:"):
        return has_content(document)
    stop = text.find("\n", begin)
    line = text[begin:] if stop < 0 else text[begin:stop]
    plain = (
        line[len("apiVersion:") :].lstrip()[:1].isalnum()
    )  # else it may go on below, or stand elsewhere (an alias)
    return not plain or any(mark in line for mark in MARKS) or "items" in text


def _parse(document: Document) -> Iterator[Manifest]:
    where = f"{document}{_label(document.text)}"
    try:
        body = kubeyaml.load(document.text)
    except kubeyaml.Error as error:
        mark = getattr(error, "problem_mark", None)
        line = f" at line {document.line + mark.line}" if mark else ""
        what = getattr(error, "problem", None) or str(error)
        raise UserError(
            f"not one YAML document{line}: {what}.",
            where=where,
            hint="`helm template --debug` shows the text.",
        ) from error
    if body is None:
        return
    if not isinstance(body, dict):
        raise UserError(
            f"a {type(body).__name__}, not a mapping: this is no manifest.", where=where
        )
    for item, found in _objects(body, where):
        group = _version(found).rpartition("/")[0]
        locked = group.endswith(LOCK)
        group = group.removesuffix(LOCK)
        if (
            locked
            or group.endswith(ECK)
            or (group, found.get("kind")) in READ
            or _speaks_of_injection(group, found)
        ):
            ref = _ref(group, found, where)
            unlocked, settings = _unlock(found, ref) if locked else (found, None)
            yield Manifest(ref, unlocked, document.number, settings, item)


def _objects(body: dict[str, Any], where: str) -> Iterator[tuple[int | None, dict[str, Any]]]:
    """The object, or those of a List, each with its place there. To kubectl and Helm whatever has items is a List, and an
    item that says neither apiVersion nor kind has the List's; a List in a List they refuse (all tried with kubectl)."""
    items = body.get("items")
    if not isinstance(items, list):
        yield None, body
        return
    own = {"apiVersion": body.get("apiVersion"), "kind": str(body.get("kind")).removesuffix("List")}
    for i, item in enumerate(items):
        if isinstance(item, dict):
            if isinstance(item.get("items"), list):
                raise UserError(
                    "holds a List within a List, which kubectl and Helm refuse. Take its items out.",
                    where=where,
                )
            yield i, item if "apiVersion" in item or "kind" in item else {**own, **item}


def _speaks_of_injection(group: str, body: dict[str, Any]) -> bool:
    """Whether it is ECK's operator, known by what its container runs, or a Namespace with a word on injection."""
    if (group, body.get("kind")) == NAMESPACE.identity:
        return get(body, ("metadata", "labels", INJECTION)) is not None
    containers = get(body, ("spec", "template", "spec", "containers"), [])
    if (group, body.get("kind")) != ("apps", "StatefulSet") or not isinstance(containers, list):
        return False
    return any(OPERATOR in map(str, get(container, ("args",), [])) for container in containers)


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


def _version(body: Any) -> str:
    version = body.get("apiVersion") if isinstance(body, dict) else None
    return version if isinstance(version, str) else ""


def _label(text: str) -> str:
    """The template a document came from, where Helm says it."""
    for line in text.splitlines():
        if line.startswith(SOURCE) or FILENAME in line:
            return f" ({line.partition(': ')[2].strip().strip(chr(39))})"
    return ""
