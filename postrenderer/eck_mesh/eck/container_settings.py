"""Settings of a program that its container is given: as environment variables and as arguments.

Elastic's images turn these into settings, which win over those in files: SERVER_SSL_ENABLED for
Kibana, ES_SETTING_XPACK_SECURITY_HTTP_SSL_ENABLED or the setting's own name for Elasticsearch.
"""

from __future__ import annotations

from eck_mesh.eck.program_settings import Setting
from eck_mesh.eck.resource import kind_of, pod_templates
from eck_mesh.manifests.facts import lasting_fact
from eck_mesh.manifests.paths import get, mappings, strings, text
from eck_mesh.standard import cache, re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Body, Path


@lasting_fact
def container_settings(manifest: Manifest, keys: tuple[str, ...]) -> list[Setting]:
    """Those settings with these keys that the main container of a resource is given."""
    found: list[Setting] = []
    variables = _variables(keys)
    for template in pod_templates(manifest):
        containers = (*template, "spec", "containers")
        for i, container in enumerate(mappings(manifest.body, containers)):
            if text(container, ("name",)) == kind_of(manifest).type:
                found += _settings(manifest.ref, container, (*containers, i), variables)
    return found


def _settings(
    ref: Ref, container: Body, place: Path, variables: dict[str, str]
) -> Iterator[Setting]:
    for i, variable in enumerate(mappings(container, ("env",))):
        key = variables.get(text(variable, ("name",)))
        if key:
            value = ("env", i, "value")
            yield Setting(ref, (*place, *value), key, get(container, value))
    for part in "command", "args":
        for path, word in strings(container.get(part), (*place, part)):
            for key in set(variables.values()):
                if key not in word:
                    continue
                before = r"(?:(?<![\w.])|-E)"
                found = re.search(rf"{before}{re.escape(key)}[= ][\"']?([\w.:-]+)", word)
                if found:
                    yield Setting(ref, path, key, found[1])


@cache
def _variables(keys: tuple[str, ...]) -> dict[str, str]:
    """The environment variables that set these keys: each key by the names of its variables."""
    found = {}
    for key in filter(None, keys):
        upper = key.upper()
        escaped = upper.replace("_", "__").replace(".", "_")
        found.update(dict.fromkeys((key, upper.replace(".", "_"), f"ES_SETTING_{escaped}"), key))
    return found
