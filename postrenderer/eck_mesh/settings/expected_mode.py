"""--expect-mode and --expect-closed: fail if the mode is weaker than the pipeline expects."""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.istio.modes import MODES
from eck_mesh.manifests.documents.lines import has_content
from eck_mesh.manifests.paths import get
from eck_mesh.messages.reason import reason
from eck_mesh.settings.own_settings import OwnSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.documents.stream import Document
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.settings.settings import Flags, Settings


def check_expected_mode(
    manifests: list[Manifest],
    settings: list[Settings | None],
    flags: Flags,
    documents: list[Document],
) -> None:
    """UserError where no release of the stream has the expected mode or a stronger one, or one is
    weaker.

    With --expect-every each single resource counts too. A stream of hooks only is exempt, because
    Helm 4 may send hooks apart from the manifests.
    """
    flag = f"--expect-mode {flags.expectMode}" if flags.expectMode else "--expect-closed"
    asks = flags.expectMode or flags.expectClosed
    if not asks or _has_hooks_only(documents):
        return
    if not any(settings):
        raise UserError.from_reason(reason("expected-mode-missing", flag=flag))
    if not flags.expectMode:
        return
    for manifest, own in zip(manifests, settings, strict=True):
        _check_resource_mode(manifest, own, flags)


def _check_resource_mode(manifest: Manifest, own: Settings | None, flags: Flags) -> None:
    expected, where = flags.expectMode, str(manifest.ref)
    if own is not None and _is_weaker(own.releaseMode, expected):
        is_locked = manifest.settings is not None
        way = f"Set mesh.mode: {expected} in values" if is_locked else f"Use --mode {expected}"
        why = reason(
            "release-below-expected-mode", expected=expected, mode=own.releaseMode, way=way
        )
        raise UserError.from_reason(why, where=where)
    mode = own.mode if own else "disabled"
    if flags.expectEvery and manifest.has_mode and _is_weaker(mode, expected):
        place = OwnSettings(manifest.ref, own)
        why = reason("resource-below-expected-mode", expected=expected, mode=mode, settings=place)
        raise UserError.from_reason(why, where=where)


def _is_weaker(mode: str, expected: str) -> bool:
    return MODES.index(mode) < MODES.index(expected)


def _has_hooks_only(documents: list[Document]) -> bool:
    filled = [document for document in documents if has_content(document.text)]
    return bool(filled) and all(map(_is_hook, filled))


def _is_hook(document: Document) -> bool:
    if "helm.sh/hook" not in document.text:
        return False
    try:
        body = kubeyaml.load(document.text)
    except kubeyaml.Error:
        return False
    return bool(get(body, ("metadata", "annotations", "helm.sh/hook")))
