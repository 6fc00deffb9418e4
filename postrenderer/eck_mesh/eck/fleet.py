"""Where Fleet sends an Agent: its outputs come from Kibana's settings, not from references."""

from __future__ import annotations

from eck_mesh.eck.program_settings import CONFIG, own_settings
from eck_mesh.eck.resource import referred
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import expand, strings
from eck_mesh.record import NamedTuple
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from eck_mesh.eck.program_settings import Setting
    from eck_mesh.manifests.manifest import Manifest

    SettingsOf = Callable[[Manifest], Iterator[Setting]]  # all settings of a Kibana

    Services = Mapping[
        tuple[str, str], Ref
    ]  # those of the stream by name and namespace, with their owners

# Kibana's settings that hold addresses for agents: hosts, host_urls.
_SETTINGS = (
    r"xpack\.fleet\.(agents\.(elasticsearch|fleet_server)\.hosts?$|outputs|fleetServerHosts)"
)
_HOST = r"(?:[a-z]+://)?(?:[^/@\s]*@)?([a-z0-9][a-z0-9.-]*)"  # compiled where there is an Agent


class Sent(NamedTuple):
    """A resource that an Agent is sent to.

    service: its Service, if an address names one.
    by: the resource whose settings send the Agent there.
    """

    target: Ref
    service: str
    by: Ref


def own_config(manifest: Manifest) -> Iterator[Setting]:
    """The settings in a resource itself."""
    return iter(own_settings(manifest, CONFIG))


def sent_by_fleet(
    agent: Manifest, stream: Mapping[Ref, Manifest], services: Services, settings: SettingsOf
) -> Iterator[Sent]:
    """The Elasticsearch of an Agent's Fleet Server, and what the Kibana of either names for Agents.

    ECK follows the same references (pkg/controller/agent/pod.go, getRelatedEsAssoc).
    """
    server = _referred_manifest(agent, "fleetServerRef", "Agent", stream)
    if server:
        for path in expand(server.body, "spec.elasticsearchRefs[*]"):
            target = referred(server, path, "Elasticsearch")
            if target:
                yield Sent(target, "", server.ref)
    for kibana in _kibanas(agent, server, stream):
        yield from _named_by_kibana(kibana, services, settings)


def kibanas_of(agent: Manifest, stream: Mapping[Ref, Manifest]) -> list[Ref]:
    """The Kibanas of the stream whose Fleet sends an Agent its outputs and its Fleet Servers."""
    server = _referred_manifest(agent, "fleetServerRef", "Agent", stream)
    return [kibana.ref for kibana in _kibanas(agent, server, stream)]


def _kibanas(
    agent: Manifest, server: Manifest | None, stream: Mapping[Ref, Manifest]
) -> Iterator[Manifest]:
    for holder in (agent, server):
        kibana = _referred_manifest(holder, "kibanaRef", "Kibana", stream) if holder else None
        if kibana:
            yield kibana


def _named_by_kibana(kibana: Manifest, services: Services, settings: SettingsOf) -> Iterator[Sent]:
    """The Services that Kibana's settings name for Agents."""
    for setting in settings(kibana):
        if not (setting.key.startswith("xpack.fleet.") and re.match(_SETTINGS, setting.key)):
            continue
        for _, address in strings(setting.value, ()):
            service = service_of_address(address, kibana.ref.namespace, services)
            if service:
                yield Sent(services[service], service[0], kibana.ref)


def service_of_address(address: str, namespace: str, services: Services) -> tuple[str, str] | None:
    """The Service that an address names, with or without a scheme."""
    found = re.match(_HOST, address, re.IGNORECASE)
    return service_of_host(found.group(1).lower(), namespace, services) if found else None


def service_of_host(host: str, namespace: str, services: Services) -> tuple[str, str] | None:
    """The Service of a host, by name and namespace.

    A host is SERVICE, SERVICE.NAMESPACE, SERVICE.NAMESPACE.svc…, or POD. before each of these for a
    headless Service.
    """
    labels = host.split(".")
    for first in range(min(2, len(labels))):
        name, *rest = labels[first:]
        where, *domain = rest or [namespace]
        if (name, where) in services and domain[:1] in ([], ["svc"]):
            return name, where
    return None


def _referred_manifest(
    manifest: Manifest, field: str, kind: str, stream: Mapping[Ref, Manifest]
) -> Manifest | None:
    """The manifest that a reference names, if it is in the stream."""
    ref = referred(manifest, ("spec", field), kind)
    return stream.get(ref) if ref else None
