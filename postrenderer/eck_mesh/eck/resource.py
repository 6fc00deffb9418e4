"""What follows from one resource and the facts of its kind: its pods and its TLS."""

from __future__ import annotations

from eck_mesh.eck.kinds import BY_GROUP, KINDS, Kind
from eck_mesh.errors import UserError
from eck_mesh.manifests.facts import fact, lasting_fact
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import expand, get, text, texts
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body, Path

TYPE = "common.k8s.elastic.co/type"  # a label of every pod that ECK creates
# The annotations of a resource that list which of its own labels and annotations ECK copies to its
# pods and Services, where those of the templates win (cloud-on-k8s
# pkg/controller/common/annotation/metadata_propagation.go, pkg/controller/common/metadata).
PROPAGATES = {
    "labels": "eck.k8s.alpha.elastic.co/propagate-labels",
    "annotations": "eck.k8s.alpha.elastic.co/propagate-annotations",
}


def kind_of(manifest: Manifest) -> Kind:
    """The facts of a resource's kind. UserError for one that ECK 3.5 does not have."""
    kind = BY_GROUP.get(manifest.ref[:2])
    if kind is None:
        why = reason("unknown-eck-kind", group=manifest.ref.group)
        raise UserError.from_reason(why, where=str(manifest.ref))
    return kind


def is_known(ref: Ref) -> bool:
    """Whether an object is of a kind in kinds.yaml."""
    return ref[:2] in BY_GROUP


def may_have_pods(manifest: Manifest) -> bool:
    """Whether a mode concerns a manifest; of a kind that is not in the table this is not known."""
    kind = BY_GROUP.get((manifest.ref.group, manifest.ref.kind))
    return manifest.has_mode and (kind is None or bool(kind.podTemplateHolders))


def object_name(manifest: Manifest) -> str:
    """The name that ECK's objects for a resource begin with, and eck-mesh's policies have."""
    return f"{manifest.ref.name}-{kind_of(manifest).short}"


def is_set(body: Body, field: str) -> bool:
    """Whether a field of kinds.yaml, with dots, is true or not empty."""
    return bool(get(body, tuple(field.split("."))))


@lasting_fact
def pod_templates(manifest: Manifest) -> list[Path]:
    """The paths of a resource's pod templates, missing ones too where their holder exists.

    The whole spec may be missing: a mode may write there, and a second run would find a holder.
    """
    paths: list[Path] = []
    kind = kind_of(manifest)
    if "spec" in kind.podTemplateHolders and get(manifest.body, ("spec",)) is None:
        return [("spec", kind.podTemplate)]
    for holder in kind.podTemplateHolders:
        present = [
            p for p in expand(manifest.body, holder) if isinstance(get(manifest.body, p), dict)
        ]
        paths += [(*path, kind.podTemplate) for path in present]
    return paths


@lasting_fact
def uses_host_network(manifest: Manifest) -> bool:
    """Whether any pod of a resource uses the network of its node."""
    templates = pod_templates(manifest)
    return any(get(manifest.body, (*path, "spec", "hostNetwork")) for path in templates)


@lasting_fact
def pod_selector(manifest: Manifest) -> dict[str, str]:
    """The labels that all pods of a resource have and no others; {} where there are none."""
    if manifest.is_operator:
        holder = next(iter(pod_templates(manifest)), ("spec", ""))[:-1]
        return texts(manifest.body, (*holder, "selector", "matchLabels"))
    kind = kind_of(manifest)
    return {kind.selector: manifest.ref.name} if kind.selector else {}


@lasting_fact
def eck_labels(manifest: Manifest) -> list[dict[str, str]]:
    """For each pod template, the labels that ECK gives its pods in addition to the template's."""
    kind, found = kind_of(manifest), []
    for template in pod_templates(manifest):
        labels = {kind.selector: manifest.ref.name, TYPE: kind.type} if kind.selector else {}
        if template[:2] == ("spec", "nodeSets"):
            node_set = text(manifest.body, (*template[:3], "name"))
            labels[f"{kind.group}/statefulset-name"] = f"{object_name(manifest)}-{node_set}"
        found.append(labels)
    return found


@fact
def pod_labels(manifest: Manifest) -> list[dict[str, str]]:
    """For each pod template, the labels that its pods surely have: ECK's and user-defined ones."""
    copied = propagated(manifest, "labels")
    own = zip(pod_templates(manifest), eck_labels(manifest), strict=True)
    return [
        {**copied, **labels, **texts(manifest.body, (*template, "metadata", "labels"))}
        for template, labels in own
    ]


@lasting_fact
def propagated(manifest: Manifest, part: str) -> dict[str, str]:
    """Those of a resource's own labels or annotations that ECK copies to its pods and Services.

    `part`: labels or annotations. ECK leaves out its own annotations, which nothing here reads.
    """
    listed = text(manifest.body, ("metadata", "annotations", PROPAGATES[part])).strip()
    if not listed or manifest.is_operator:
        return {}
    every = texts(manifest.body, ("metadata", part))
    keys = every if listed == "*" else map(str.strip, listed.split(","))
    return {key: every[key] for key in keys if key in every}


@fact
def metadata_paths(manifest: Manifest, holder: Path, part: str) -> dict[str, Path]:
    """The user-defined labels or annotations of a template's pods, or Service, by key.

    Each with the path where it is written: in the metadata of `holder`, or in the resource's own.
    """
    copied = {key: ("metadata", part, key) for key in propagated(manifest, part)}
    here = (*holder, "metadata", part)
    return {**copied, **{key: (*here, key) for key in texts(manifest.body, here)}}


@fact
def metadata_of(manifest: Manifest, holder: Path, part: str) -> dict[str, str]:
    """The user-defined labels or annotations of a template's pods, or Service."""
    own = texts(manifest.body, (*holder, "metadata", part))
    return {**propagated(manifest, part), **own}


def referred(manifest: Manifest, path: Path, kind: str) -> Ref | None:
    """The resource of a kind that a reference names, by default in the manifest's own namespace.

    None for a reference by secretName, whose target is not in the stream.
    """
    name = get(manifest.body, (*path, "name"))
    if not isinstance(name, str):
        return None
    namespace = text(manifest.body, (*path, "namespace")) or manifest.ref.namespace
    return Ref(KINDS[kind].group, kind, namespace, name)


def tls_is_off(body: Body, path: Path) -> bool:
    """ECK's rule (pkg/apis/common/v1/common.go): disabled is true, no certificate is given."""
    disabled = get(body, (*path, "selfSignedCertificate", "disabled"))
    return disabled is True and not get(body, (*path, "certificate", "secretName"))
