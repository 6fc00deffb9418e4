"""What the user chose: the mesh block of values, as it rides on each locked resource, or from the flags."""

from __future__ import annotations

import json

from eck_mesh.errors import UserError
from eck_mesh.istio.modes import MODES
from eck_mesh.manifests.lock import SETTINGS
from eck_mesh.record import NamedTuple
from eck_mesh.settings.schema import BLOCK, INGRESS, OPERATOR, check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest, Ref

CONTRACT = 1  # of chart and post-renderer; the chart writes it into each annotation


class Settings(NamedTuple):
    """The resolved block of one resource.

    namespace: where it goes, from its metadata or the release; "" where nobody said.
    releaseMode: the mode of the release that it belongs to, which its own may differ from.
    digest: of everything that the chart renders, for eck-mesh compile; "" where the chart wrote none.
    """

    namespace: str
    releaseMode: str
    mode: str
    dataPlane: str
    tls: str
    revision: str
    unmeshedClients: bool
    operator: dict[str, Any]
    ingress: dict[str, Any]
    destinationRules: str
    peerAuthentications: bool
    requireSidecar: bool
    keepTls: bool
    acceptOutage: bool
    cni: bool
    serviceAccountToken: bool
    proxy: dict[str, Any]
    clusterDomain: str
    rules: list[Any]
    digest: str = ""


class Flags(NamedTuple):
    """What the command line says. mode and namespace are "" where not given; block is a settings file's."""

    mode: str = ""
    namespace: str = ""
    block: dict[str, Any] = {}
    override: bool = False
    expectMode: str = ""
    expectEvery: bool = False


def of_annotation(text: str, ref: Ref) -> Settings:
    """The settings a locked resource carries. UserError for what is no JSON, or of another contract."""
    where = f"{ref}: annotation {SETTINGS}"
    try:
        block = json.loads(text)
    except ValueError as error:
        raise UserError(
            f"does not parse as JSON: {error}.",
            where=where,
            hint="The chart writes it; do not edit it.",
        ) from error
    if not isinstance(block, dict):
        raise UserError(
            "is no JSON object.", where=where, hint="The chart writes it; do not edit it."
        )
    contract = block.pop("contract", None)
    if contract != CONTRACT:
        raise UserError(
            f"the chart writes contract {contract}, this post-renderer reads contract {CONTRACT}.",
            where=where,
            hint="Install the post-renderer of the chart's version.",
        )
    head = {"namespace": block.pop("namespace", ""), "releaseMode": block.pop("releaseMode", None)}
    head["digest"] = str(block.pop("digest", ""))
    block.pop("release", None)
    if head["releaseMode"] not in MODES:
        raise UserError(
            f"releaseMode cannot be {head['releaseMode']!r}.",
            where=where,
            hint=f"Choose from: {', '.join(MODES)}.",
        )
    return Settings(**head, **{**BLOCK, **check(block, where)})


def of_flags(flags: Flags, namespace: str) -> Settings:
    """The settings of a resource that carries none: defaults, then the settings file, then --mode."""
    block = {**BLOCK, **flags.block}
    if flags.mode:
        block["mode"] = flags.mode
    return Settings(namespace=namespace or flags.namespace, releaseMode=block["mode"], **block)


def meshed_operator(settings: Settings) -> bool:
    """What mesh.operator.meshed says, or its default."""
    return bool({**OPERATOR, **settings.operator}["meshed"])


def operator_namespace(settings: Settings) -> str:
    """What mesh.operator.namespace says, or its default."""
    return str({**OPERATOR, **settings.operator}["namespace"])


def meshed_ingress(settings: Settings) -> bool:
    """What mesh.ingress.meshed says, or its default."""
    return bool({**INGRESS, **settings.ingress}["meshed"])


def resolve(manifest: Manifest, flags: Flags) -> Settings | None:
    """The settings of one ECK resource, or None for one that is neither locked nor meant by a flag.

    A locked resource keeps its own: a flag may not weaken it. With --override all that the flags say goes over them, maps
    into maps; only the namespace it was rendered for stays.
    """
    namespace = manifest.body["metadata"].get("namespace") or ""
    asked = flags.mode or flags.block.get("mode", "")
    if manifest.settings is None:
        return of_flags(flags, namespace) if asked or flags.block else None
    settings = of_annotation(manifest.settings, manifest.ref)
    if flags.override:
        said: dict[str, Any] = {
            key: {**getattr(settings, key), **v} if isinstance(v, dict) else v
            for key, v in flags.block.items()
        }
        modes: dict[str, Any] = {"mode": asked, "releaseMode": asked} if asked else {}
        return settings._replace(**{**said, **modes})
    if asked and MODES.index(asked) < MODES.index(settings.mode):
        raise UserError(
            f"is locked with mode {settings.mode}, which the flag for {asked} would weaken.",
            where=str(manifest.ref),
            hint=f"Set mesh.mode: {asked} in values, or add --override.",
        )
    return settings
