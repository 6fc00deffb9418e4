"""What the user chose: the mesh block of values, as it rides on each locked resource, or from the
flags."""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.istio.modes import MODES
from eck_mesh.json_text import parse_json
from eck_mesh.manifests.paths import text
from eck_mesh.marks import SETTINGS
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple
from eck_mesh.settings.schema import BLOCK, GATEWAY, INGRESS, OPERATOR, check_block
from eck_mesh.settings.setting_types import check_word, refuse_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Ref
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
    openPorts: list[int]
    operator: Body
    ingress: Body
    gateway: Body
    destinationRules: str
    trafficPolicy: Body
    retries: str
    peerAuthentications: bool
    egress: str
    egressHosts: list[Body]
    requireSidecar: bool
    keepTls: bool
    authorization: bool
    allow: list[Body]
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


class MeshGateway(NamedTuple):
    """The pods of Istio's own gateway that leads in, as mesh.gateway has them.

    selector: their labels; empty where all pods of the namespace may be the gateway's.
    serviceAccount: their account; "" where it is not given.
    """

    namespace: str
    selector: dict[str, str]
    serviceAccount: str


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
        block = parse_json(annotation)
    except ValueError as error:
        why = reason("settings-not-parsed", error=str(error).partition(";")[0])
        raise UserError.from_reason(why, where=where) from error
    if not isinstance(block, dict):
        refuse_type("mesh", "a mapping", block, where)
    contract = block.pop("contract", None)
    if contract != CONTRACT:
        why = reason("contract-differs", theirs=contract, ours=CONTRACT)
        raise UserError.from_reason(why, where=where)
    head = {key: text(block, (key,)) for key in HEAD}
    known = check_block({key: block[key] for key in block if key not in HEAD}, where)
    check_word("releaseMode", head["releaseMode"], MODES, where)
    return Settings(**{**BLOCK, **known, **head})


def meshed_operator(settings: Settings) -> bool:
    """mesh.operator.meshed, or its default."""
    return bool({**OPERATOR, **settings.operator}["meshed"])


def operator_namespace(settings: Settings) -> str:
    """mesh.operator.namespace, or its default."""
    return str({**OPERATOR, **settings.operator}["namespace"])


def meshed_ingress(settings: Settings) -> bool:
    """mesh.ingress.meshed, or its default."""
    return bool({**INGRESS, **settings.ingress}["meshed"])


def mesh_gateway(settings: Settings) -> MeshGateway | None:
    """mesh.gateway; None where it is not set."""
    found = {**GATEWAY, **settings.gateway}
    return MeshGateway(**found) if found["namespace"] else None
