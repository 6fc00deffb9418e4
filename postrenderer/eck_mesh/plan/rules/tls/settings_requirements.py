"""Requirements of ECK's TLS in the settings of a resource's own program.

They are in its configuration, in StackConfigPolicies that select it, and in the environment and the
arguments of its container.
"""

from __future__ import annotations

from eck_mesh.eck.container_settings import container_settings
from eck_mesh.eck.resource import kind_of
from eck_mesh.messages.reason import reason
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.program_settings import Setting
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason

# The token service has a bootstrap check on TLS (elasticsearch#88541); SAML, OIDC and Kerberos use
# it, and PKI reads certificates. The match is a realm, whose settings are one reason.
_AUTHENTICATION = "xpack.security.authc."
_TOKENS = r"xpack\.security\.authc\.(token\.enabled$|realms\.(saml|oidc|kerberos|pki)\.[^.]*)"


def required_by_settings(manifest: Manifest, mesh: Mesh) -> Iterator[tuple[Ref, Path, Reason]]:
    """Each reason with the place where it is written, one for all settings of a realm."""
    own = kind_of(manifest).settings
    keys = (own.tls, own.clientCertificates, *own.needTls)
    realms: set[tuple[Ref, str]] = set()
    found = [*mesh.stack_config.program_settings(manifest), *container_settings(manifest, keys)]
    for setting in found:
        key = setting.key
        realm = re.match(_TOKENS, key) if key.startswith(_AUTHENTICATION) else None
        if realm and _word(setting) != "false" and (setting.ref, realm[0]) not in realms:
            realms.add((setting.ref, realm[0]))
            by = _origin(setting, manifest)
            yield setting.ref, setting.path, reason("token-service", setting=realm[0], by=by)
        why = _reason(setting, manifest)
        if why:
            yield setting.ref, setting.path, why


def _reason(setting: Setting, manifest: Manifest) -> Reason | None:
    """Why a setting requires TLS."""
    own, key, word = kind_of(manifest).settings, setting.key, _word(setting)
    by = _origin(setting, manifest)
    if key and key == own.clientCertificates and word in ("required", "optional"):
        return reason("setting-asks-for-certificates", setting=key, by=by)
    if key and key == own.tls and word == "true":
        return reason("setting-turns-tls-on", setting=key, by=by)
    if key in own.needTls and word == own.needTls[key]:
        return reason("setting-needs-tls", setting=key, value=word, by=by)
    return None


def _word(setting: Setting) -> str:
    return str(setting.value).lower()


def _origin(setting: Setting, manifest: Manifest) -> str:
    if setting.ref == manifest.ref:
        return ""
    return f" (from {setting.ref}, which selects {manifest.ref})"
