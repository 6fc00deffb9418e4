"""Third-party resources of ECK, and no mode given: without the flags of the last upgrade they would
leave their mesh, and nothing would say so.

Releases of eck-mesh's own chart need no flag: in mode disabled, and with a compiled plan, nothing
in them is locked. Any of these marks shows that the chart rendered a part of the stream:

| mark                              | where it is lost                                             |
|-----------------------------------|--------------------------------------------------------------|
| the comment MARK on each resource | where YAML is written anew: kustomize, helm-unittest         |
| the path of the chart's templates | under an alias; and where neither Helm nor helm-unittest is  |
| the label helm.sh/chart           | under an alias; on extraObjects; with a label of the user's  |

Helm 3 and Helm 4 both keep the comment, and no cluster stores it. An alias replaces the chart's
name in the path and in the label.
"""

from __future__ import annotations

from eck_mesh.eck.resource import may_have_pods
from eck_mesh.errors import UserError
from eck_mesh.manifests.documents.reader import read_manifests
from eck_mesh.manifests.documents.stream import split
from eck_mesh.manifests.paths import texts
from eck_mesh.marks import ECK, MARK, OPERATOR
from eck_mesh.messages.enumeration import first_of
from eck_mesh.messages.reason import reason
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest

_FOLDER = "eck-mesh/templates/"
_TEMPLATES = r"(?<![\w.-])eck-mesh/templates/"


def check_mode_given(text: str) -> None:
    """UserError for a stream with resources of ECK that have pods, none of them from the chart."""
    if MARK in text or (_FOLDER in text and re.search(_TEMPLATES, text)):
        return
    concerned = [one for one in split(text) if ECK in one.text or OPERATOR in one.text]
    manifests = [manifest for manifest in read_manifests(concerned) if may_have_pods(manifest)]
    if not manifests or any(map(_is_labeled, manifests)):
        return
    names = first_of([manifest.ref for manifest in manifests])
    raise UserError.from_reason(reason("mode-not-given", resources=names))


def _is_labeled(manifest: Manifest) -> bool:
    labels = texts(manifest.body, ("metadata", "labels"))
    return labels.get("helm.sh/chart", "").startswith("eck-mesh-")
