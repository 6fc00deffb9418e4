"""The program's own settings that contradict what ECK configures, and eck-mesh relies on.

| setting                                   | what would be untrue                           |
|-------------------------------------------|------------------------------------------------|
| another port                              | policies and annotations name ECK's port       |
| a bypass port without its own protection  | that Elasticsearch protects it, not Istio      |
| TLS turned off, while ECK's TLS stays     | that clients outside the mesh use TLS          |

ECK merges users' settings last, and at most warns
(pkg/controller/elasticsearch/validation/warnings.go).
"""

from __future__ import annotations

from eck_mesh.eck.container_settings import container_settings
from eck_mesh.eck.resource import is_set, kind_of, tls_is_off
from eck_mesh.eck.services import http_ports
from eck_mesh.manifests.whole_number import whole_number
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal, Skip
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.kinds import BypassPort
    from eck_mesh.eck.program_settings import Setting
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason


def program_settings(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal | Skip]:
    """A refusal for each setting, where it is written: in the resource, or in a StackConfigPolicy.

    Only TLS that is turned off is no refusal where Istio still encrypts for every client that the
    mode accepts. The rule comes after the one that turns ECK's TLS off.
    """
    own = kind_of(manifest).settings
    if not mesh.is_inside(manifest.ref):
        return
    guards = _guards(manifest, mesh)
    keys = (*own.ports, *guards, own.tls)
    written = [
        *mesh.stack_config.program_settings(manifest),
        *container_settings(manifest, keys),
    ]
    for setting in written:
        if setting.value is None:
            continue
        why = _moved_port(setting, manifest) or _unprotected(setting, manifest, guards)
        if why:
            yield Refusal(setting.ref, setting.path, why)
        elif _turns_tls_off(setting, manifest):
            yield _without_tls(setting, manifest, mesh)


def _guards(manifest: Manifest, mesh: Mesh) -> dict[str, BypassPort]:
    """The settings that protect the ports which bypass the sidecar, each with its port."""
    found: dict[str, BypassPort] = {}
    if mesh.plane(manifest.ref).leavesPortsOut:
        for port in kind_of(manifest).bypass.inbound:
            if not port.when or is_set(manifest.body, port.when):
                found.update(dict.fromkeys(port.guards, port))
    return found


def _moved_port(setting: Setting, manifest: Manifest) -> Reason | None:
    """A port that neither ECK nor its own Services target; an address without a port has none."""
    expected = kind_of(manifest).settings.ports.get(setting.key)
    if expected is None:
        return None
    value = str(setting.value)
    found = re.search(r"(?:^|:)(\d+)(?:-\d+)?$", value)
    is_address = not setting.key.endswith("port")
    port = whole_number(found[1]) if found else 0
    if (found is None and is_address) or (found and port == expected):
        return None
    if found and kind_of(manifest).probe == "http" and port in http_ports(manifest):
        return None
    return reason(
        "port-is-moved", setting=setting.key, value=value, port=expected, target=manifest.ref
    )


def _unprotected(
    setting: Setting, manifest: Manifest, guards: dict[str, BypassPort]
) -> Reason | None:
    """A value with which a port that bypasses the sidecar accepts strangers."""
    guarded = guards.get(setting.key)
    if guarded is None or str(setting.value).lower() in guarded.guards[setting.key]:
        return None
    return reason(
        "bypass-port-unprotected",
        setting=setting.key,
        value=str(setting.value).lower(),
        port=guarded.port,
        target=manifest.ref,
    )


def _turns_tls_off(setting: Setting, manifest: Manifest) -> bool:
    """Whether the program alone turns TLS off, while ECK's own setting says that it is on."""
    kind = kind_of(manifest)
    if setting.key != kind.settings.tls or str(setting.value).lower() != "false":
        return False
    return bool(kind.httpTls) and not tls_is_off(manifest.body, kind.httpTls)


def _without_tls(setting: Setting, manifest: Manifest, mesh: Mesh) -> Refusal | Skip:
    """A refusal where clients outside the mesh are to use ECK's TLS on a strict port."""
    ref, path = manifest.ref, kind_of(manifest).httpTls
    outside = mesh.outside.of_http_ports(ref) if mesh.mode(ref) == "strict" else ()
    values = {"setting": setting.key, "target": ref}
    for client in outside:
        why = reason("tls-off-in-program", client=client, **values)
        return Refusal(setting.ref, setting.path, why)
    return Skip(ref, path, [reason("program-without-tls", **values)])
