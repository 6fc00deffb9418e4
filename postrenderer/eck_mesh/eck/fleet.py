"""Where Fleet sends an Agent: it learns its outputs from Kibana's settings by way of a Fleet Server, not from a reference."""

from __future__ import annotations

import re

from eck_mesh.eck.node_settings import CONFIG, own_settings
from eck_mesh.eck.resource import referred
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import expand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest

    Services = Mapping[
        tuple[str, str], Ref
    ]  # those of the stream by name and namespace, with their owners

# Kibana's settings that hold addresses for agents: hosts, host_urls.
_SETTINGS = (
    r"xpack\.fleet\.(agents\.(elasticsearch|fleet_server)\.hosts?$|outputs|fleetServerHosts)"
)
_HOST = r"(?:[a-z]+://)?(?:[^/@\s]*@)?([a-z0-9][a-z0-9.-]*)"  # compiled where there is an Agent


def sends(
    agent: Manifest, stream: Mapping[Ref, Manifest], services: Services
) -> Iterator[tuple[Ref, str, Ref]]:
    """Each resource that an Agent is sent to, by which Service if one is named, and who sends it: the Elasticsearch of its
    Fleet Server, as ECK follows the chain (pkg/controller/agent/pod.go, getRelatedEsAssoc), and what the Kibana of either
    names for agents."""
    server = _referred(agent, "fleetServerRef", "Agent", stream)
    for path in expand(server.body, "spec.elasticsearchRefs[*]") if server else ():
        found = referred(server, path, "Elasticsearch")
        if found:
            yield found, "", server.ref
    for whose in filter(None, (agent, server)):
        kibana = _referred(whose, "kibanaRef", "Kibana", stream)
        for _, _, key, value in own_settings(kibana, CONFIG) if kibana else ():
            for text in _strings(value) if re.match(_SETTINGS, key) else ():
                service = named(text, kibana.ref.namespace, services)
                if service:
                    yield services[service], service[0], kibana.ref


def named(address: str, namespace: str, services: Services) -> tuple[str, str] | None:
    """The Service that an address names, with a scheme or without."""
    found = re.match(_HOST, address, re.IGNORECASE)
    return by_host(found.group(1).lower(), namespace, services) if found else None


def by_host(host: str, namespace: str, services: Services) -> tuple[str, str] | None:
    """The Service that a host is, by name and namespace: SERVICE, SERVICE.NAMESPACE…, or one pod of a headless one in front
    of either."""
    labels = host.split(".")
    for first in range(min(2, len(labels))):
        where = labels[first + 1] if len(labels) > first + 1 else namespace
        if (labels[first], where) in services:
            return labels[first], where
    return None


def _referred(manifest: Manifest, field: str, kind: str, stream: Mapping[Ref, Manifest]) -> Any:
    """The manifest that a reference names, if the stream has it, else None."""
    ref = referred(manifest, ("spec", field), kind)
    return stream.get(ref) if ref else None


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from _strings(inner)
