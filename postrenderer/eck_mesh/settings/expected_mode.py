"""--expect-mode: a pipeline's own word against a values file that lost the mode on its way."""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.istio.modes import MODES
from eck_mesh.manifests.lines import has_content
from eck_mesh.manifests.paths import get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.stream import Document
    from eck_mesh.settings.settings import Flags, Settings


def expect(
    manifests: list[Manifest],
    settings: list[Settings | None],
    flags: Flags,
    documents: list[Document],
) -> None:
    """UserError where no release of the stream has the expected mode or a stronger one, or one has a weaker.

    With --expect-every each single resource counts too. A stream of hooks only is exempt: Helm 4 may send hooks
    apart from the manifests.
    """
    filled = [document for document in documents if has_content(document.text)]
    if not flags.expectMode or (filled and all(_is_hook(document) for document in filled)):
        return
    floor = MODES.index(flags.expectMode)
    hint = f"Set mesh.mode: {flags.expectMode} in values, or expect what is meant."
    found = [s for s in settings if s is not None]
    if not found:
        raise UserError(
            f"--expect-mode {flags.expectMode}: no resource of the stream has any mode.", hint=hint
        )
    for manifest, own in zip(manifests, settings, strict=True):
        if own is not None and MODES.index(own.releaseMode) < floor:
            raise UserError(
                f"--expect-mode {flags.expectMode}: its release has mode {own.releaseMode}.",
                where=str(manifest.ref),
                hint=hint,
            )
        if (
            flags.expectEvery
            and manifest.has_mode
            and MODES.index(own.mode if own else "disabled") < floor
        ):
            mode = own.mode if own else "none"
            raise UserError(
                f"--expect-every {flags.expectMode}: it has mode {mode} itself.",
                where=str(manifest.ref),
                hint=hint,
            )


def _is_hook(document: Document) -> bool:
    if "helm.sh/hook" not in document.text:
        return False
    try:
        return bool(get(kubeyaml.load(document.text), ("metadata", "annotations", "helm.sh/hook")))
    except kubeyaml.Error:
        return False
