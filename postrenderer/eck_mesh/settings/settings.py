"""What the user chose: the mesh block of values, as it rides on each locked resource, or from the
flags."""

from __future__ import annotations

import json

from eck_mesh.errors import UserError
from eck_mesh.istio.modes import MODES
from eck_mesh.manifests.documents.lock import SETTINGS
from eck_mesh.manifests.paths import text
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple
from eck_mesh.settings.layers import laid_over
from eck_mesh.settings.schema import BLOCK, INGRESS, OPERATOR, check_block, check_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Body

CONTRACT = 1  # of chart and post-renderer; the chart writes it into each annotation
# mesh.tls of what the chart did not render, unless somebody says otherwise. No render sees whether
# such a resource runs already, and to turn ECK's TLS off on a running one ends in an outage.
AS_WRITTEN = "as-written"
# What the chart writes besides the block of values.
HEAD = ("namespace", "releaseMode", "place", "release", "digest")


class Settings(NamedTuple):
    """The resolved block of one resource.

    namespace: of the resource's metadata or of the release; "" where neither is known.
    releaseMode: the mode of the release, which the mode of the resource may differ from.
    tls: auto, eck or istio; AS_WRITTEN where the chart did not render the resource.
    place: where the chart's values have the resource's own settings; "" of a third-party one.
    fromEarlierPass: whether the resource has its mode already, and no rule looks at it.
    release, digest: the name of the release and the digest that the chart writes for compiled
        plans.
    """

    namespace: str
    releaseMode: str
    mode: str
    dataPlane: str
    tls: str
    revision: str
    unmeshedClients: bool
    operator: Body
    ingress: Body
    destinationRules: str
    trafficPolicy: Body
    peerAuthentications: bool
    requireSidecar: bool
    keepTls: bool
    acceptOutage: bool
    cni: bool
    serviceAccountToken: bool
    proxy: Body
    clusterDomain: str
    rules: list[Body]
    place: str = ""
    release: str = ""
    digest: str = ""
    fromEarlierPass: bool = False


class Flags(NamedTuple):
    """The options of the command line.

    mode, namespace: "" if not given.
    block: of the settings file, with --tls; resources: its blocks of single resources, by key.
    """

    mode: str = ""
    namespace: str = ""
    block: Body = {}
    resources: dict[str, Body] = {}
    override: bool = False
    expectMode: str = ""
    expectEvery: bool = False
    expectClosed: bool = False


def settings_of_annotation(annotation: str, ref: Ref) -> Settings:
    """The settings that a locked resource carries. UserError for another contract, and for what is
    wrong."""
    where = f"{ref}: annotation {SETTINGS}"
    try:
        block = json.loads(annotation)
    except ValueError as error:
        why = reason("settings-not-parsed", error=error)
        raise UserError.from_reason(why, where=where) from error
    if not isinstance(block, dict):
        why = reason("setting-has-wrong-type", setting="mesh", wanted="a mapping", value=block)
        raise UserError.from_reason(why, where=where)
    contract = block.pop("contract", None)
    if contract != CONTRACT:
        why = reason("contract-differs", theirs=contract, ours=CONTRACT)
        raise UserError.from_reason(why, where=where)
    head = {key: text(block, (key,)) for key in HEAD}
    known = check_block({key: block[key] for key in block if key not in HEAD}, where)
    check_word("releaseMode", head["releaseMode"], MODES, where)
    return Settings(**{**BLOCK, **known, **head})


def settings_of_flags(flags: Flags, namespace: str, own: Body) -> Settings:
    """The settings of a resource that carries none: defaults, then the settings file and --tls,
    then --mode, then its own block in the file. Without a mode of the release, its own is that."""
    block = laid_over({**BLOCK, "tls": AS_WRITTEN, **flags.block}, own)
    release = flags.mode or text(flags.block, ("mode",))
    block["mode"] = text(own, ("mode",)) or release or block["mode"]
    block |= {"namespace": namespace or flags.namespace, "releaseMode": release or block["mode"]}
    return Settings(**block)


def meshed_operator(settings: Settings) -> bool:
    """mesh.operator.meshed, or its default."""
    return bool({**OPERATOR, **settings.operator}["meshed"])


def operator_namespace(settings: Settings) -> str:
    """mesh.operator.namespace, or its default."""
    return str({**OPERATOR, **settings.operator}["namespace"])


def meshed_ingress(settings: Settings) -> bool:
    """mesh.ingress.meshed, or its default."""
    return bool({**INGRESS, **settings.ingress}["meshed"])


def resolve_settings(manifest: Manifest, flags: Flags, own: Body | None = None) -> Settings | None:
    """The settings of one resource; None for a resource that is not locked, without flags.

    Settings of a locked resource win; flags cannot weaken them without --override. With --override
    everything that the flags set goes over them, maps into maps; only the namespace stays.
    own: the resource's block in the settings file. A file that has such blocks and no mode leaves
    all other resources as they are.
    """
    mode = flags.mode or text(flags.block, ("mode",))
    if manifest.settings is None:
        if own is None and not mode and (flags.resources or not flags.block):
            return None
        namespace = text(manifest.body, ("metadata", "namespace"))
        return settings_of_flags(flags, namespace, own or {})
    settings = settings_of_annotation(manifest.settings, manifest.ref)
    if flags.override:
        return _overridden(settings, flags.block, mode, own or {})
    if mode and MODES.index(mode) < MODES.index(settings.mode):
        why = reason("flag-weakens-mode", mode=settings.mode, flag=mode)
        raise UserError.from_reason(why, where=str(manifest.ref))
    return settings


def _overridden(settings: Settings, block: Body, mode: str, own: Body) -> Settings:
    """Rules of a settings file replace those of the release; those of the resource come after."""
    found = settings._asdict()
    if "rules" in block:
        found["rules"] = []
    found = laid_over(found, block)
    if mode:
        found |= {"mode": mode, "releaseMode": mode}
    return Settings(**laid_over(found, own))
