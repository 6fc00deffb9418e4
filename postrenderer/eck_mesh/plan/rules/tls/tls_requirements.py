"""What requires ECK's TLS on a resource's HTTP port.

| in the resource itself                 | elsewhere                                       |
|----------------------------------------|-------------------------------------------------|
| a version whose API keys need TLS      |                                                 |
| a user-defined certificate             | StackConfigPolicies with such settings          |
| client certificates, the token service | Logstash pipelines that name its CA             |
| TLS in the program's own settings      | a user-defined Service with a port called https |
| a user-defined HTTPS probe             | clients outside the mesh                        |
| a port that a user called https        |                                                 |
"""

from __future__ import annotations

from eck_mesh.eck.containers import probes
from eck_mesh.eck.resource import kind_of, pod_templates
from eck_mesh.eck.services import http_ports, services
from eck_mesh.manifests.kinds import SERVICE
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import get, text
from eck_mesh.manifests.service_ports import names_only_https
from eck_mesh.manifests.whole_number import whole_number
from eck_mesh.messages.reason import reason
from eck_mesh.plan.rules.tls.settings_requirements import required_by_settings
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason

VERSION = ("spec", "version")
OTHERWISE = (
    " and let the controller connect by HTTPS (ingress-nginx: annotation "
    "nginx.ingress.kubernetes.io/backend-protocol: HTTPS), or set mesh.ingress.meshed: true if "
    "the controller has a sidecar"
)


class Requirement(NamedTuple):
    """Why ECK's TLS is required, and where that is written."""

    ref: Ref
    path: Path
    why: Reason

    @property
    def otherwise(self) -> str:
        """What else a user can do, or has to do as well, for the controller of an Ingress."""
        return OTHERWISE if self.why.id == "ingress-outside-the-mesh" else ""


def requirements(manifest: Manifest, mesh: Mesh, path: Path) -> Iterator[Requirement]:
    """Every reason why ECK's HTTP TLS must stay on. `path`: the resource's TLS block."""
    ref = manifest.ref
    for tail, why in (
        (("certificate", "secretName"), "user-defined-certificate"),
        (("client", "authentication"), "client-certificates"),
    ):
        if get(manifest.body, (*path, *tail)):
            yield Requirement(ref, (*path, *tail), reason(why))
    yield from _from_version(manifest)
    yield from (Requirement(*one) for one in required_by_settings(manifest, mesh))
    yield from _from_probes(manifest)
    spec = (*path[:-1], "service", "spec")
    if names_only_https(get(manifest.body, spec)):
        yield Requirement(ref, (*spec, "ports"), reason("port-called-https"))
    for client, where in mesh.referrers.get(ref, []):
        yield from _from_client(client, where, ref, mesh)
    if mesh.mode(ref) == "strict":
        ingresses = {str(route.ingress.ref) for route in mesh.exposure.routes(manifest)}
        for outside in mesh.outside.of_http_ports(ref):
            is_ingress = outside in ingresses
            why = "ingress-outside-the-mesh" if is_ingress else "client-outside-the-mesh"
            yield Requirement(ref, (), reason(why, client=outside))


def assumptions(manifest: Manifest, mesh: Mesh) -> Iterator[Requirement]:
    """Possible reasons that cannot be verified from the stream: they keep TLS while mesh.tls is
    auto."""
    target = manifest.ref
    own = [named.name for named in services(manifest)]
    for client, where in mesh.referrers.get(target, []):
        if client.ref.kind == "Logstash":
            from eck_mesh.eck.logstash.pipelines import unread_pipelines

            for path, place in unread_pipelines(client):
                why = reason(
                    "pipeline-not-in-stream", client=client.ref, place=place, target=target
                )
                yield Requirement(client.ref, path, why)
        name = text(client.body, (*where, "serviceName"))
        if name and name not in own and not _service(name, target, mesh):
            why = reason("service-not-in-stream", client=client.ref, service=name)
            yield Requirement(client.ref, (*where, "serviceName"), why)


def _from_version(manifest: Manifest) -> Iterator[Requirement]:
    """The version, where its API keys do not work without TLS."""
    version = text(manifest.body, VERSION)
    major = version.partition(".")[0]
    if major.isdecimal() and whole_number(major) < kind_of(manifest).withoutTlsSince:
        yield Requirement(manifest.ref, VERSION, reason("api-keys-need-tls", version=version))


def _from_probes(manifest: Manifest) -> Iterator[Requirement]:
    """User-defined probes that use TLS, or name the port https, which ECK renames with its TLS."""
    ports = [*map(str, http_ports(manifest)), "https"]
    for template in pod_templates(manifest):
        for path, probe in probes(manifest, template):
            for how in "httpGet", "tcpSocket":
                port = str(get(probe, (how, "port")))
                tls = text(probe, (how, "scheme")).upper() == "HTTPS"
                if port in ports and (tls or port == "https"):
                    yield Requirement(manifest.ref, (*path, how), reason("probe-uses-tls"))


def _from_client(client: Manifest, where: Path, target: Ref, mesh: Mesh) -> Iterator[Requirement]:
    """What a resource with a reference to the target requires; `where`: its reference."""
    cluster = text(client.body, (*where, "clusterName"))
    if client.ref.kind == "Logstash" and cluster:
        from eck_mesh.eck.logstash.needs import relies_on_tls  # few streams have a pipeline

        for path, why in relies_on_tls(client, cluster, target):
            yield Requirement(client.ref, path, why)
    service = _service(text(client.body, (*where, "serviceName")), target, mesh)
    if service and names_only_https(service.body.get("spec")):
        why = reason("service-port-called-https", client=client.ref, target=target)
        yield Requirement(service.ref, ("spec", "ports"), why)


def _service(name: str, target: Ref, mesh: Mesh) -> Manifest | None:
    """A Service of the stream in the target's namespace."""
    return mesh.manifests.get(Ref(*SERVICE.identity, target.namespace, name)) if name else None
