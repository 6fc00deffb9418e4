"""Who encrypts a resource's HTTP port: ECK's own TLS, or Istio alone.

| mode       | tls: auto                        | tls: eck | tls: istio |
|------------|----------------------------------|----------|------------|
| excluded   | kept                             | kept     | an error   |
| permissive | kept                             | kept     | off        |
| strict     | off, unless something needs it   | kept     | off        |

On a data plane that cannot replace ECK's TLS it is kept in every mode, and `tls: istio` is an
error. It is also an error where something needs ECK's TLS (tls_requirements.py). What still
connects by TLS (tls_connections.py), and what cannot be verified, keeps it while `tls` is auto.
What the chart did not render is read as auto too, but nothing turns its TLS off.
"""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, tls_is_off
from eck_mesh.eck.services import services
from eck_mesh.manifests.paths import get, show
from eck_mesh.mesh.routes.grpc_routes import lost_without_tls
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Change, Refusal, Skip
from eck_mesh.plan.rules.tls.tls_needs import needed_while_auto, required_tls
from eck_mesh.plan.rules.tls.trials import Trials
from eck_mesh.settings.own_settings import OwnSettings
from eck_mesh.settings.settings import AS_WRITTEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason
    from eck_mesh.plan.rules.tls.tls_requirements import Requirement


def http_tls(mesh: Mesh) -> Iterator[Change | Skip | Refusal]:
    """Turn ECK's TLS of each resource off, or say why it stays."""
    trials = Trials(mesh)
    for manifest in mesh.treated():
        if not mesh.settings[manifest.ref].fromEarlierPass:
            yield from _of_resource(manifest, mesh, trials)


def _of_resource(
    manifest: Manifest, mesh: Mesh, trials: Trials
) -> Iterator[Change | Skip | Refusal]:
    path, tls = kind_of(manifest).httpTls, mesh.settings[manifest.ref].tls
    if not path or not services(manifest) or mesh.mode(manifest.ref) == "disabled":
        return
    disabled = (*path, "selfSignedCertificate", "disabled")
    required = required_tls(manifest, mesh)
    if tls == "istio":
        yield from _refused(manifest, mesh, path, required)
    if tls_is_off(manifest.body, path):
        if tls == "eck":
            yield Refusal(manifest.ref, disabled, reason("tls-off-but-tls-eck"))
        for one in required if tls != "eck" else ():
            values = {"need": one.why, "path": show(disabled), "otherwise": one.otherwise}
            yield Refusal(one.ref, one.path, reason("tls-off-but-needed", **values))
        yield _kept_off(manifest, mesh, disabled)
        return
    reads_auto = tls in ("auto", AS_WRITTEN)
    needs = [*required, *(needed_while_auto(manifest, mesh) if reads_auto else ())]
    if needs and tls == AS_WRITTEN:
        needs = trials.needs(manifest.ref) and needs
    if tls == "istio" or (reads_auto and _auto(manifest, mesh) == "off" and not needs):
        yield from _turn_off(manifest, mesh, disabled)
    else:
        yield Skip(manifest.ref, path, _kept(manifest, mesh, [one.why for one in needs]))


def is_off_unless_needed(manifest: Manifest, mesh: Mesh) -> bool:
    """Whether the mode turns ECK's TLS off where nothing needs it."""
    is_auto = mesh.settings[manifest.ref].tls == "auto"
    return is_auto and bool(kind_of(manifest).httpTls) and _auto(manifest, mesh) == "off"


def _refused(
    manifest: Manifest, mesh: Mesh, path: Path, required: list[Requirement]
) -> Iterator[Refusal]:
    """`tls: istio` where nothing would encrypt, or where something needs ECK's TLS."""
    settings = mesh.settings[manifest.ref]
    own = OwnSettings(manifest.ref, settings)
    where = "in mode excluded" if mesh.mode(manifest.ref) == "excluded" else ""
    if not mesh.plane(manifest.ref).replacesTls:
        where = f"in {settings.dataPlane}"
    if where:
        why = reason("tls-istio-without-sidecar", where=where, settings=own)
        yield Refusal(manifest.ref, path, why)
    for one in required:
        why = reason("tls-istio-but-needed", need=one.why, otherwise=one.otherwise, settings=own)
        yield Refusal(one.ref, one.path, why)


def _auto(manifest: Manifest, mesh: Mesh) -> str:
    """What the mode makes of `tls: auto`: off or kept."""
    row = mesh.row(manifest.ref).httpTls
    return row.auto if row else "kept"


def _turn_off(manifest: Manifest, mesh: Mesh, disabled: Path) -> Iterator[Change | Skip | Refusal]:
    row, have = mesh.row(manifest.ref), get(manifest.body, disabled)
    if have is None and mesh.settings[manifest.ref].tls == AS_WRITTEN:
        reasons = [reason("tls-inside-mutual-tls"), reason("tls-auto-would-turn-it-off")]
        yield Skip(manifest.ref, disabled[:-2], reasons)
    elif have is None:
        why = "plaintext-until-strict"
        if mesh.mode(manifest.ref) == "strict" and row.httpTls:
            why = row.httpTls.because
        reasons = [reason(why), *map(reason, lost_without_tls(manifest, mesh))]
        yield Change(manifest.ref, disabled, None, True, reasons)
    elif mesh.settings[manifest.ref].tls == "istio":
        yield Refusal(manifest.ref, disabled, reason("tls-on-but-tls-istio"))
    else:
        yield Skip(manifest.ref, disabled, [reason("keeps-tls-you-wrote")])


def _kept_off(manifest: Manifest, mesh: Mesh, disabled: Path) -> Skip:
    """A user has turned ECK's TLS off: what that means for clients."""
    row = mesh.row(manifest.ref).peerAuthentication
    consequences: tuple[str, ...] = ("plaintext-by-user",)
    if row and row.mode == "STRICT":
        plane = mesh.plane(manifest.ref)
        consequences = lost_without_tls(manifest, mesh) if plane.readsHttp else ()
    return Skip(manifest.ref, disabled, [reason("keeps-tls-off"), *map(reason, consequences)])


def _kept(manifest: Manifest, mesh: Mesh, found: list[Reason]) -> list[Reason]:
    """Why ECK's TLS stays."""
    row, settings = mesh.row(manifest.ref).httpTls, mesh.settings[manifest.ref]
    if mesh.mode(manifest.ref) == "strict":
        if settings.tls == "eck":
            found = [reason("tls-is-eck")]
        elif not found and row:
            found = [reason(row.because)]
        return [reason("tls-inside-mutual-tls"), *found]
    if row is None:
        return [reason("tls-stays-outside")]
    reasons = [reason("tls-stays"), reason(row.because)]
    without = lost_without_tls(manifest, mesh)
    if (
        settings.releaseMode == "strict" and without
    ):  # a deliberate exception: is its reason still one?
        reasons += [reason("could-be-strict"), *map(reason, without)]
    return reasons
