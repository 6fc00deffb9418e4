"""The ports of a resource's pods where ECK's own TLS is on."""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, tls_is_off
from eck_mesh.eck.services import inbound_bypass_ports, services
from eck_mesh.manifests.facts import fact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest


@fact
def ports_with_eck_tls(manifest: Manifest) -> set[int]:
    """The ports behind its Services that have ECK's own TLS.

    These are all that ECK serves, except HTTP where its TLS is off. Of the ports that users list
    (Logstash) only the API's has it, whose entry takes the place of ECK's own Service.
    """
    kind, found = kind_of(manifest), set(inbound_bypass_ports(manifest))
    own = {
        service.name.replace("{name}", manifest.ref.name)
        for service in kind.services
        if service.port
    }
    for named in services(manifest):
        if named.service.port:
            tls = kind.httpTls if named.service.role == "http" else ()
        elif named.name in own:
            tls = (*named.template[:-1], "tls")
        else:
            continue
        if not (tls and tls_is_off(manifest.body, tls)):
            found.update(named.ports)
    return found
