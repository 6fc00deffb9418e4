"""What cannot do without ECK's TLS on a resource's HTTP port, each with its place and its reason.

| of the resource itself                 | of others                                                        |
|----------------------------------------|------------------------------------------------------------------|
| a certificate of your own              | StackConfigPolicies with such settings                           |
| client certificates, the token service | Logstash pipelines that name its CA                              |
| TLS in its own settings                | a Service of yours before it whose port is called https          |
| an HTTPS probe of yours                | clients outside the mesh                                         |
| a port that you called https           |                                                                  |
"""

from __future__ import annotations

import re
from functools import lru_cache

from eck_mesh.eck import logstash as pipelines
from eck_mesh.eck.containers import probes
from eck_mesh.eck.resource import (
    expand,
    http_ports,
    kind_of,
    node_settings,
    pod_templates,
    referred,
    services,
)
from eck_mesh.facts import BY_GROUP
from eck_mesh.manifests.manifest import Ref, get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest, Path
    from eck_mesh.mesh.model import Mesh

    Need = tuple[Ref, Path, str]

# The token service has a bootstrap check on TLS (elasticsearch#88541); SAML, OIDC and Kerberos use it, PKI reads certificates.
_TOKENS = re.compile(
    r"xpack\.security\.authc\.(token\.enabled$|realms\.(saml|oidc|kerberos|pki)\.)"
)
# Users' settings are merged last (ECK, merged_config.go, config_settings.go, config.go): they turn TLS on whatever ECK says.
_TLS_ON = {
    "Elasticsearch": "xpack.security.http.ssl.enabled",
    "Kibana": "server.ssl.enabled",
    "ApmServer": "apm-server.ssl.enabled",
    "EnterpriseSearch": "ent_search.ssl.enabled",
}
_CLIENTS = {
    "Elasticsearch": "xpack.security.http.ssl.client_authentication",
    "Kibana": "server.ssl.clientAuthentication",
    "ApmServer": "apm-server.ssl.client_authentication",
}


def needs(manifest: Manifest, mesh: Mesh, path: Path) -> Iterator[Need]:
    """Each need; path is its TLS block."""
    ref = manifest.ref
    if get(manifest.body, (*path, "certificate", "secretName")):
        yield (
            ref,
            (*path, "certificate", "secretName"),
            "a certificate of your own serves this port",
        )
    if get(manifest.body, (*path, "client", "authentication")):
        yield (
            ref,
            (*path, "client", "authentication"),
            "clients show certificates of their own here",
        )
    yield from _settings(manifest, mesh)
    yield from _probes(manifest)
    names, place = _port_names(manifest, (*path[:-1], "service", "spec", "ports"))
    if "https" in names and "http" not in names:
        yield (
            ref,
            place,
            "this port is called https, and ECK finds a port without TLS only by the name http",
        )
    for client, where, target in _references(mesh).get(ref, ()):
        yield from _of_client(client, where, target, mesh)
    if mesh.mode(ref) == "strict":
        for outside in mesh.unmeshed_clients(ref):
            yield ref, (), f"dialed from outside the mesh by {outside}"


def doubts(manifest: Manifest, mesh: Mesh) -> Iterator[Need]:
    """What may need it and cannot be seen from here: it counts where nobody has said anything else."""
    for client, where, target in _references(mesh).get(manifest.ref, ()):
        if client.ref.kind == "Logstash":
            for path, place in pipelines.unseen(client):
                yield (
                    client.ref,
                    path,
                    f"{client.ref} has pipelines {place}, and these may name the CA of {target}",
                )
        name = get(client.body, (*where, "serviceName"))
        if (
            name
            and name not in [named.name for named in services(manifest)]
            and not _service(name, target, mesh)
        ):
            why = f"{client.ref} dials it by your Service {name}, whose port may be called https"
            yield client.ref, (*where, "serviceName"), why


def _settings(manifest: Manifest, mesh: Mesh) -> Iterator[Need]:
    """Of its own settings, and those of StackConfigPolicies."""
    kind = manifest.ref.kind
    found = mesh.node_settings(manifest) if kind == "Elasticsearch" else []
    found = [*found, *((manifest.ref, *own) for own in node_settings(manifest, "spec.config"))]
    for whose, place, key, value in found:
        beside = "" if whose == manifest.ref else f" (of {whose}, which selects {manifest.ref})"
        said = str(value).lower()
        if _TOKENS.match(key) and said != "false":
            yield (
                whose,
                place,
                f"{key}{beside} needs Elasticsearch's token service or certificates, and these its TLS",
            )
        if key == _CLIENTS.get(kind) and said in ("required", "optional"):
            yield whose, place, f"{key}{beside} asks clients for certificates of their own"
        if key == _TLS_ON.get(kind) and said == "true":
            yield whose, place, f"{key}{beside} turns TLS on, whatever ECK's own setting says"


def _probes(manifest: Manifest) -> Iterator[Need]:
    """Probes of the user's that dial TLS; a port by its name is renamed with it."""
    ports = [*map(str, http_ports(manifest)), "https"]
    for template in pod_templates(manifest):
        for path, probe in probes(manifest, template):
            for how in "httpGet", "tcpSocket":
                port = str(get(probe, (how, "port")))
                tls = str(get(probe, (how, "scheme"))).upper() == "HTTPS"
                if port in ports and (tls or port == "https"):
                    yield (
                        manifest.ref,
                        (*path, how),
                        "this probe of yours dials the port by its TLS",
                    )


def _of_client(client: Manifest, where: Path, target: Ref, mesh: Mesh) -> Iterator[Need]:
    cluster = get(client.body, (*where, "clusterName"))
    if client.ref.kind == "Logstash" and isinstance(cluster, str):
        for path, why in pipelines.relies_on_tls(client, cluster, target):
            yield client.ref, path, f"a pipeline of {client.ref} {why}"
    service = _service(get(client.body, (*where, "serviceName")), target, mesh)
    names, place = _port_names(service, ("spec", "ports")) if service else ([], ())
    if service and "https" in names and "http" not in names:
        yield (
            service.ref,
            place,
            f"{client.ref} dials {target} by this Service, whose port is called https",
        )


def _port_names(manifest: Manifest, path: Path) -> tuple[list[str], Path]:
    """The names of a Service's ports as somebody wrote them; they replace all of ECK's (pkg/controller/common/defaults)."""
    ports = get(manifest.body, path)
    return [str(get(port, ("name",))) for port in ports] if isinstance(ports, list) else [], path


def _service(name: str | None, target: Ref, mesh: Mesh) -> Manifest | None:
    """A Service of the stream in the namespace of what it leads to."""
    return mesh.manifests.get(Ref("", "Service", target.namespace, str(name))) if name else None


@lru_cache(maxsize=1)
def _references(mesh: Mesh) -> dict[Ref, list[tuple[Manifest, Path, Ref]]]:
    """Each resource with those that refer to it, and where they do."""
    found: dict[Ref, list[tuple[Manifest, Path, Ref]]] = {}
    for ref, manifest in mesh.manifests.items():
        for reference in kind_of(manifest).references if (ref.group, ref.kind) in BY_GROUP else ():
            for path in expand(manifest.body, reference["path"]):
                target = referred(manifest, path, reference["kind"])
                if target:
                    found.setdefault(target, []).append((manifest, path, target))
    return found
