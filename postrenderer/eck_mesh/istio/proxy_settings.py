"""The annotation proxy.istio.io/config: what eck-mesh sets in it, merged with what a user wrote.

It is a ProxyConfig of Istio (istio.io/api mesh/v1alpha1/proxy.proto) as YAML in a string.
"""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.istio.proxy_config import field_name
from eck_mesh.manifests.paths import mapping
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.paths import Body

# By default a classic sidecar is gone 5 s after SIGTERM, while ECK's pre-stop hook, which connects
# through it, holds Elasticsearch for 50 s and more. Measured with pilot-agent and Envoy 1.40 in
# front of an Elasticsearch's ports (tests/cluster/test_shutdown.py): with these settings
# connections are accepted and opened for 60 s, then the sidecar ends as soon as none is open.
# Without drainDuration nothing is accepted after 45 s; without the minimum an idle sidecar is gone
# after 6 s; terminationDrainDuration instead of both holds every pod for its whole length, and
# accepts nothing after 45 s either.
DRAINS = {"EXIT_ON_ZERO_ACTIVE_CONNECTIONS": "true", "MINIMUM_DRAIN_DURATION": "60s"}
ENDS = {"drainDuration": "60s", "proxyMetadata": DRAINS}
STARTS = {"holdApplicationUntilProxyStarts": True}
# The operator keeps HTTP connections to the names of pods. If ECK's TLS is off, its sidecar parses
# them, and keeps each of them at the address that the pod had when it was opened: after the pod has
# got another address, every request on it fails with 503, or reaches a stranger
# (tests/cluster/test_new_addresses.py). No field of a DestinationRule changes this, but the sidecar
# can end such connections. Istio before 1.31 ignores the field (pkg/util/protomarshal).
RENEWS = {"connectionSettings": {"httpMaxConnectionDuration": "5s"}}
MAPPINGS = ("proxyMetadata", *RENEWS)


class Wanted(NamedTuple):
    """Settings of the proxy: why, and the keys that a user may have set otherwise, with the id of
    the message that says so."""

    config: Body
    because: str
    kept: tuple[str, ...]
    keeps: str


OUTLIVES = Wanted(
    ENDS,
    "sidecar-outlives-elasticsearch",
    ("drainDuration", "terminationDrainDuration", *DRAINS),
    "keeps-your-lifecycle",
)
WAITS = Wanted(STARTS, "waits-for-sidecar", tuple(STARTS), "keeps-your-lifecycle")
FOLLOWS = Wanted(
    RENEWS, "operator-follows-pods", ("httpMaxConnectionDuration",), "keeps-your-connections"
)


def merge(config: Body, part: Body) -> Body:
    """Both mappings in one, two levels deep."""
    merged = dict(config)
    for key, value in part.items():
        inner = mapping(part, (key,))
        merged[key] = {**mapping(config, (key,)), **inner} if inner else value
    return merged


def defined_keys(config: Body, wanted: Wanted) -> list[str]:
    """What a user has set of these, in either spelling that Istio accepts of a field's name, or
    in a mapping whose name has the spelling that does not merge."""
    found = {}
    for key in config:
        spelled = {field_name(str(inner)): str(inner) for inner in mapping(config, (key,))}
        found.update({field_name(str(key)): str(key), **spelled})
    apart = [found[key] for key in wanted.config if key not in config and key in found]
    return list(dict.fromkeys([*(found[key] for key in wanted.kept if key in found), *apart]))


def read_proxy_config(annotation: str) -> Body | None:
    """The annotation as a mapping; None where it is not one."""
    try:
        config = kubeyaml.load(annotation) or {}
    except kubeyaml.Error:
        return None
    if not isinstance(config, dict):
        return None
    if any(not isinstance(config.get(key) or {}, dict) for key in MAPPINGS):
        return None
    return config
