"""Documents to manifests: parsed, taken out of Lists, and unlocked."""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.manifests.documents.objects import objects_in, place_of
from eck_mesh.manifests.documents.operators import is_operator
from eck_mesh.manifests.documents.prefilter import may_be_named, may_select, must_be_parsed
from eck_mesh.manifests.kinds import INJECTION, NAMED, NAMESPACE, POD_SECURITY, READ
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.manifests.paths import get, mapping, strings, text, texts
from eck_mesh.marks import ECK, LOCK, SETTINGS
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.documents.stream import Document
    from eck_mesh.manifests.paths import Body

ANNOTATIONS = ("metadata", "annotations")
COPIES_LABELS = "propagate-labels"  # the end of the annotation by which ECK copies labels to pods


def read_manifests(documents: list[Document]) -> list[Manifest]:
    """The objects that the plan is about or looks at, parsed and unlocked, those within a List too.

    These are ECK's resources and its operator, the kinds in READ, and Namespaces with a label
    that matters; of Services, Secrets and ConfigMaps those that may matter. UserError for what is
    not a manifest, with the document and its line.
    """
    found: list[Manifest] = []
    others = []
    for document in documents:
        if must_be_parsed(document):
            found += _manifests(document)
        else:
            others.append(document)
    with_mode = [manifest for manifest in found if manifest.has_mode]
    values = _label_values(with_mode) if others else set()
    is_any_named = bool(others) or any(one.ref[:2] in NAMED for one in found)
    names = _mounted_names(with_mode) if is_any_named else set()
    for document in others:
        if (values and may_select(document, values)) or (names and may_be_named(document, names)):
            found += _manifests(document)
    found = _without_others(found, names)
    return sorted(found, key=lambda manifest: manifest.number)


def _mounted_names(manifests: list[Manifest]) -> set[str]:
    """The names of the Secrets that ECK's resources read, and of the ConfigMaps of its operator."""
    found = set()
    for manifest in manifests:
        wanted = ("configMap", "name") if manifest.is_operator else ("secretName",)
        for path, value in strings(manifest.body.get("spec"), ("spec",)):
            if path[-len(wanted) :] == wanted:
                found.add(value)
    return found - {""}


def _without_others(manifests: list[Manifest], names: set[str]) -> list[Manifest]:
    """The manifests without Secrets and ConfigMaps of other names; of two with one name the last,
    which wins."""
    last: dict[Ref, Manifest] = {}
    for manifest in manifests:
        if manifest.ref[:2] in NAMED and manifest.ref.name in names:
            last[manifest.ref] = manifest
    return [
        manifest
        for manifest in manifests
        if manifest.ref[:2] not in NAMED or last.get(manifest.ref) is manifest
    ]


def _label_values(manifests: list[Manifest]) -> set[str]:
    """The values of user-defined labels that the pods of ECK's resources and operator may have."""
    found = set()
    for manifest in manifests:
        copied = any(COPIES_LABELS in key for key in texts(manifest.body, ANNOTATIONS))
        for path, value in strings(manifest.body, ()):
            if "labels" in path and (copied or path[0] == "spec"):
                found.add(value)
    return found - {""}


def _manifests(document: Document) -> Iterator[Manifest]:
    for item, body in objects_in(document):
        group = _group(body)
        locked = group.endswith(LOCK)
        group = group.removesuffix(LOCK)
        if locked or _is_read(group, body):
            ref = _ref(group, body, document)
            unlocked, settings = _unlock(body, ref) if locked else (body, None)
            yield Manifest(ref, unlocked, document.number, settings, item)


def _is_read(group: str, body: Body) -> bool:
    kind = text(body, ("kind",))
    if group.endswith(ECK) or (group, kind) in READ:
        return True
    if (group, kind) in NAMED:
        return isinstance(get(body, ("metadata", "name")), str)
    if (group, kind) == NAMESPACE.identity:
        labels = mapping(body, ("metadata", "labels"))
        return INJECTION in labels or POD_SECURITY in labels
    return is_operator(group, kind, body)


def _ref(group: str, body: Body, document: Document) -> Ref:
    """The identity of a manifest. UserError where its metadata cannot be read."""
    kind, metadata = body.get("kind"), mapping(body, ("metadata",))
    name, namespace = metadata.get("name"), metadata.get("namespace")
    namespace = "" if namespace is None else namespace
    if not isinstance(kind, str) or not isinstance(name, str):
        raise UserError(
            "no kind or no metadata.name that is a string.",
            where=place_of(document),
            hint="Quote it if YAML reads it as a number or a boolean, as it does y, no and on.",
        )
    for part in "labels", "annotations":
        if not isinstance(metadata.get(part) or {}, dict):
            raise UserError(f"metadata.{part} must be a mapping.", where=place_of(document))
    if not isinstance(namespace, str):
        raise UserError("metadata.namespace must be a string.", where=place_of(document))
    return Ref(group, kind, namespace, name)


def _unlock(body: Body, ref: Ref) -> tuple[Body, str]:
    """A resource as the cluster gets it, and the settings that locked it.

    No annotations are left empty: the same resource, compiled into values, has none.
    """
    annotations = dict(mapping(body, ("metadata", "annotations")))
    settings = annotations.pop(SETTINGS, None)
    if not isinstance(settings, str):
        why = reason("lock-without-settings", annotation=SETTINGS)
        raise UserError.from_reason(why, where=str(ref))
    metadata = {key: value for key, value in body["metadata"].items() if key != "annotations"}
    if annotations:
        metadata["annotations"] = annotations
    version = body["apiVersion"].replace(LOCK, "", 1)
    return {**body, "apiVersion": version, "metadata": metadata}, settings


def _group(body: Body) -> str:
    return text(body, ("apiVersion",)).rpartition("/")[0]
