"""What the program of a resource connects to by itself, by the table egress.yaml."""

from __future__ import annotations

from fnmatch import fnmatchcase

from eck_mesh.eck.egress_table import EGRESS, Condition
from eck_mesh.eck.resource import is_set
from eck_mesh.istio.service_entry import OutsideHost
from eck_mesh.manifests.paths import get, strings
from eck_mesh.mesh.egress.needs import Inside, Need
from eck_mesh.mesh.egress.texts import containers, variables
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.manifests.manifest import Manifest

    Values = dict[str, str]


def fixed_hosts(manifest: Manifest, settings: Values) -> Iterator[Need]:
    """The rows that hold. settings: of the program, by key, as texts."""
    for row in EGRESS.hosts:
        if row.kinds and manifest.ref.kind not in row.kinds:
            continue
        wanted = row.when == Condition() or _holds(row.when, manifest, settings)
        if wanted and not _holds(row.unless, manifest, settings):
            for host in row.hosts:
                why = reason(row.because, hosts=", ".join(row.hosts))
                yield Need(OutsideHost(host, row.ports, row.protocol), why)


def cluster_services(manifest: Manifest, domain: str) -> Iterator[Inside]:
    """The Services of the cluster. domain: the DNS domain of the cluster."""
    for row in EGRESS.services:
        if not row.kinds or manifest.ref.kind in row.kinds:
            for host in row.hosts:
                entry = host.format(domain=domain)
                yield Inside(entry, reason(row.because), is_optional=row.optional)


def value_of(key: str, settings: Values) -> str:
    """The value of a setting, in lower case where it is a boolean; "" without one."""
    return next((text for name, text in settings.items() if fnmatchcase(name, key)), "")


def _holds(condition: Condition, manifest: Manifest, settings: Values) -> bool:
    """Whether any part of a condition holds."""
    if any(is_set(manifest.body, field) for field in condition.fields):
        return True
    if condition.words and any(word in _commands(manifest) for word in condition.words):
        return True
    if _has(condition.settings, settings):
        return True
    return bool(condition.env) and _has(condition.env, variables(manifest))


def _has(wanted: Values, have: Values) -> bool:
    for key, value in wanted.items():
        found = value_of(key, have)
        if found and value in ("", found.lower()):
            return True
    return False


def _commands(manifest: Manifest) -> str:
    """The commands of the init containers, as one text."""
    found: list[str] = []
    for part, path in containers(manifest):
        if part == "initContainers":
            found += _words(get(manifest.body, path))
    return " ".join(found)


def _words(container: object) -> Iterable[str]:
    for part in "command", "args":
        for _, word in strings(get(container, (part,)), ()):
            yield word
