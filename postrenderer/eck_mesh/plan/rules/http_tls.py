"""Who encrypts a resource's HTTP port: ECK's own TLS, or Istio alone.

| mode       | tls: auto                        | tls: eck | tls: istio |
|------------|----------------------------------|----------|------------|
| excluded   | kept                             | kept     | an error   |
| permissive | kept                             | kept     | off        |
| strict     | off, unless something needs it   | kept     | off        |

In ambient it is kept in every mode. `tls: istio` there, and where something needs ECK's TLS (tls_requirements.py), is an error that
says so; what may need it and cannot be seen keeps it only while `tls` is auto.
"""

from __future__ import annotations

from eck_mesh.eck.resource import http_ports, kind_of, services, tls_is_off
from eck_mesh.manifests.manifest import get
from eck_mesh.plan.decisions import Change, Refusal, Skip
from eck_mesh.plan.rules.tls_requirements import doubts, needs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest, Path, Ref
    from eck_mesh.mesh.model import Mesh

RULE = "http-tls"
HTTP = ("http", "http2", "grpc")  # Istio's protocol selection: the name up to its first hyphen


def http_tls(manifest: Manifest, mesh: Mesh) -> Iterator[Change | Skip | Refusal]:
    """Turn ECK's TLS off, or say why it stays."""
    kind, settings, mode = kind_of(manifest), mesh.settings[manifest.ref], mesh.mode(manifest.ref)
    path = kind.httpTls
    if not path or not services(manifest) or mode == "disabled":
        return
    disabled = (*path, "selfSignedCertificate", "disabled")
    off = tls_is_off(manifest.body, path)
    needed = list(needs(manifest, mesh, path))
    doubted = list(doubts(manifest, mesh))
    if settings.tls == "istio":
        if mode == "excluded" or settings.dataPlane == "ambient":
            where = "in ambient" if settings.dataPlane == "ambient" else "in mode excluded"
            yield Refusal(
                manifest.ref,
                path,
                RULE,
                f"mesh.tls: istio {where}: no sidecar would encrypt. Use tls: auto.",
            )
        for ref, need, because in needed:
            yield Refusal(
                ref,
                need,
                RULE,
                f"{because}, so ECK's TLS must stay, but mesh.tls is istio. Use tls: auto.",
            )
    if off and settings.tls == "eck":
        yield Refusal(
            manifest.ref,
            disabled,
            RULE,
            "true, but mesh.tls: eck keeps ECK's TLS. Remove one of them.",
        )
    elif off:
        for ref, need, because in needed:
            yield Refusal(
                ref, need, RULE, f"{because}, but {'.'.join(disabled)} is true. Remove it."
            )
    elif settings.tls == "istio" or (
        settings.tls == "auto" and _auto(manifest, mesh) == "off" and not needed + doubted
    ):
        yield from _turn_off(manifest, mesh, disabled)
    else:
        yield Skip(manifest.ref, path, RULE, _kept(manifest, mesh, needed + doubted))
        if settings.dataPlane == "sidecar" and mode in ("permissive", "strict"):
            yield from _read_as_http(manifest, (*path[:-1], "service", "spec", "ports"))


def _read_as_http(manifest: Manifest, place: Path) -> Iterator[Refusal]:
    """Ports of the user's Service by whose name, or appProtocol, sidecars take ECK's TLS for HTTP and reset it (measured)."""
    ports = get(manifest.body, place)
    for i, port in enumerate(ports if isinstance(ports, list) else ()):
        word = str(get(port, ("appProtocol",)) or get(port, ("name",))).lower()
        if word.partition("-")[0] in HTTP and get(
            port, ("targetPort",), get(port, ("port",))
        ) in http_ports(manifest):
            why = f"{word} is read as HTTP by sidecars, which would reset the TLS of ECK that stays here. Call it https, or "
            yield Refusal(manifest.ref, (*place, i), RULE, f"{why}set mesh.tls: istio on it.")


def _auto(manifest: Manifest, mesh: Mesh) -> str:
    """What the mode makes of `tls: auto`: off or kept."""
    return (mesh.row(manifest.ref).httpTls or {}).get("auto", "kept")


def _turn_off(manifest: Manifest, mesh: Mesh, disabled: Path) -> Iterator[Change | Skip | Refusal]:
    settings, have = mesh.settings[manifest.ref], get(manifest.body, disabled)
    if have is None:
        because = (mesh.row(manifest.ref).httpTls or {}).get("because", "")
        if mesh.mode(manifest.ref) != "strict":
            because = "mesh.tls is istio; clients without a sidecar speak plain text here until the mode is strict"
        without = kind_of(manifest).withoutTls
        yield Change(
            manifest.ref,
            disabled,
            None,
            True,
            RULE,
            f"{because}. {without}" if without else because,
        )
    elif settings.tls == "istio":
        yield Refusal(
            manifest.ref,
            disabled,
            RULE,
            "false keeps ECK's TLS, but mesh.tls is istio. Remove one of them.",
        )
    else:
        yield Skip(
            manifest.ref,
            disabled,
            RULE,
            "kept yours, false: Istio carries ECK's TLS inside its mutual TLS",
        )


def _kept(manifest: Manifest, mesh: Mesh, found: list[tuple[Ref, Path, str]]) -> str:
    mode, settings = mesh.mode(manifest.ref), mesh.settings[manifest.ref]
    if mode == "strict":
        needed = (
            "; ".join(dict.fromkeys(because for _, _, because in found))
            or (mesh.row(manifest.ref).httpTls or {})["because"]
        )
        return f"ECK's TLS stays, inside Istio's mutual TLS: {'mesh.tls is eck' if settings.tls == 'eck' else needed}"
    if mode == "excluded":
        return "ECK's TLS stays: nothing else encrypts here"
    why = f"ECK's TLS stays: {(mesh.row(manifest.ref).httpTls or {})['because']}"
    without = kind_of(manifest).withoutTls
    if (
        settings.releaseMode == "strict" and without
    ):  # an exception made on purpose: is its reason still one?
        return f"{why}. It could be strict like its release: {without}"
    return why
