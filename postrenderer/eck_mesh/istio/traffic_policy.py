"""The traffic policy of a DestinationRule: what users add to what the mode says.

An entry of portLevelSettings replaces what the policy says for all ports, wholesale: it inherits
neither TLS nor a connection pool (istio.io/api networking/v1alpha3/destination_rule.proto;
GetPortLevelTrafficPolicy in pilot/pkg/networking/util/util.go).
"""

from __future__ import annotations

from eck_mesh.manifests.paths import integer, mappings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from eck_mesh.manifests.paths import Body

ENTRIES = "portLevelSettings"
OF_PORTS = ("connectionPool", "loadBalancer", "outlierDetection")  # what an entry can say


def tuned_policy(policy: Body, tuning: Body, ports: Collection[int]) -> Body:
    """The policy of the mode with what users add. `ports`: those that the Service lists.

    The mode's own entries get what users add for all ports, because they would not inherit it. The
    users' entries get the mode's TLS for all ports, and are left out for ports that are not listed.
    """
    general = {key: value for key, value in tuning.items() if key != ENTRIES}
    for_ports = {key: value for key, value in general.items() if key in OF_PORTS}
    theirs = {port_number(entry): entry for entry in mappings(tuning, (ENTRIES,))}
    own = mappings(policy, (ENTRIES,))
    entries = [{**entry, **theirs.pop(port_number(entry), for_ports)} for entry in own]
    for number, entry in theirs.items():
        if number in ports:
            tls = {"tls": policy["tls"]} if "tls" in policy else {}
            entries.append({"port": entry["port"], **tls, **entry})
    with_entries = {**policy, **general, ENTRIES: entries}
    return with_entries if entries else {**policy, **general}


def port_number(entry: Body) -> int:
    """The number of the Service's port that an entry is for."""
    return integer(entry, ("port", "number"))
