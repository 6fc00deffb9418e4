"""The traffic policy of a DestinationRule: what users add to what the mode says.

An entry of portLevelSettings replaces what the policy says for all ports, wholesale: it inherits
neither TLS nor a connection pool (istio.io/api networking/v1alpha3/destination_rule.proto;
GetPortLevelTrafficPolicy in pilot/pkg/networking/util/util.go).
"""

from __future__ import annotations

from eck_mesh.istio.proxy_settings import merge
from eck_mesh.manifests.paths import integer, mapping, mappings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from eck_mesh.manifests.paths import Body

ENTRIES = "portLevelSettings"
OF_PORTS = ("connectionPool", "loadBalancer", "outlierDetection")  # what an entry can say
POOL = "connectionPool"


def idle_timeout(closes: int) -> Body:
    """What proxies do where a program closes connections that are idle for so many seconds: they
    close them in half of the time, also the server's own sidecar to the program
    (pilot/pkg/networking/core/cluster_builder.go)."""
    return {"idleTimeout": f"{closes // 2}s"} if closes else {}


def http_pool(settings: Body) -> Body:
    """The part of a policy that has these settings of HTTP; {} without any."""
    return {POOL: {"http": settings}} if settings else {}


def tuned_policy(policy: Body, tuning: Body, ports: Collection[int]) -> Body:
    """The policy of the mode with what users add. `ports`: those that the Service lists.

    The mode's own entries get what users add for all ports, because they would not inherit it. The
    users' entries get what the mode says for all ports, and are left out for ports that are not
    listed. A connection pool is merged, and users win.
    """
    general = {key: value for key, value in tuning.items() if key != ENTRIES}
    for_ports = {key: value for key, value in general.items() if key in OF_PORTS}
    theirs = {port_number(entry): entry for entry in mappings(tuning, (ENTRIES,))}
    own = mappings(policy, (ENTRIES,))
    entries = [{**entry, **theirs.pop(port_number(entry), for_ports)} for entry in own]
    said = {key: value for key, value in policy.items() if key != ENTRIES}
    for number, entry in theirs.items():
        if number in ports:
            entries.append({"port": entry["port"], **_merged(said, entry)})
    merged = _merged(said, general)
    return {**merged, ENTRIES: entries} if entries else merged


def _merged(said: Body, tuning: Body) -> Body:
    """Both policies in one, with one connection pool of both."""
    if POOL not in said:
        return {**said, **tuning}
    return {**said, **tuning, POOL: merge(mapping(said, (POOL,)), mapping(tuning, (POOL,)))}


def port_number(entry: Body) -> int:
    """The number of the Service's port that an entry is for."""
    return integer(entry, ("port", "number"))
