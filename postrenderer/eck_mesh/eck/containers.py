"""The containers of a pod template: their ports, their probes, and which ones ECK adds."""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, pod_templates
from eck_mesh.eck.services import declared_ports, http_ports
from eck_mesh.manifests.facts import lasting_fact
from eck_mesh.manifests.paths import get, integer, items, mappings, text
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body, Path

# What the kubelet, which is in no mesh, runs or requests.
_PROBES = (
    ("readinessProbe",),
    ("livenessProbe",),
    ("startupProbe",),
    ("lifecycle", "postStart"),
    ("lifecycle", "preStop"),
)
_PROBED = frozenset(place[0] for place in _PROBES)
_OWN = ("elastic-internal-", "logstash-internal-")  # ECK's own init containers


class ContainerPort(NamedTuple):
    """A port that a container declares. host: the port of its node that leads here, or 0."""

    number: int
    host: int


@lasting_fact
def container_ports(manifest: Manifest, protocol: str = "TCP") -> list[ContainerPort]:
    """The ports of one protocol that the containers of a resource declare."""
    found = []
    for template in pod_templates(manifest):
        for part in "containers", "initContainers":
            for container in mappings(manifest.body, (*template, "spec", part)):
                for port in mappings(container, ("ports",)):
                    if text(port, ("protocol",), "TCP") == protocol:
                        number = integer(port, ("containerPort",))
                        found.append(ContainerPort(number, integer(port, ("hostPort",))))
    return found


@lasting_fact
def probes(manifest: Manifest, template: Path) -> list[tuple[Path, object]]:
    """Each user-defined probe and hook of a pod template, with its path."""
    found: list[tuple[Path, object]] = []
    for part in "containers", "initContainers":
        for i, container in enumerate(items(manifest.body, (*template, "spec", part))):
            if not isinstance(container, dict) or _PROBED.isdisjoint(container):
                continue
            for place in _PROBES:
                probe = get(container, place)
                if isinstance(probe, dict):
                    found.append(((*template, "spec", part, i, *place), probe))
    return found


def probed_by_http(manifest: Manifest, template: Path) -> bool:
    """Whether the kubelet sends HTTP requests to a pod, by a user-defined probe or ECK's."""
    if any(get(probe, ("httpGet",)) for _, probe in probes(manifest, template)):
        return True
    return is_probed_by_eck(manifest, template)


def is_probed_by_eck(manifest: Manifest, template: Path) -> bool:
    """Whether ECK's own readiness probe, which a user-defined one replaces, is an HTTP request."""
    containers = mappings(manifest.body, (*template, "spec", "containers"))
    main = next((c for c in containers if c.get("name") == kind_of(manifest).type), None)
    return kind_of(manifest).probe == "http" and not get(main, ("readinessProbe",))


def probed_ports(manifest: Manifest) -> list[int]:
    """The ports of a resource's pods that the kubelet connects to, by number."""
    declared, found = declared_ports(manifest), set()
    for template in pod_templates(manifest):
        if is_probed_by_eck(manifest, template):
            found.update(http_ports(manifest))
        for _, probe in probes(manifest, template):
            for how in "httpGet", "tcpSocket", "grpc":
                port = get(probe, (how, "port"))
                found.add(declared.get(port, 0) if isinstance(port, str) else integer(port))
    return sorted(found - {0})


def is_added_by_eck(container: Body) -> bool:
    """Whether ECK adds this init container itself; its own need no network."""
    return text(container, ("name",)).startswith(_OWN)
