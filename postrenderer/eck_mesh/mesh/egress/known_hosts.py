"""The hosts that the ServiceEntries of a stream make known, found without a look at each."""

from __future__ import annotations

from eck_mesh.eck.resource import object_name
from eck_mesh.istio.scoping import is_exported_to
from eck_mesh.istio.service_entry import WILDCARD
from eck_mesh.manifests.kinds import SERVICE_ENTRY
from eck_mesh.manifests.paths import integer, items, mappings
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.istio.service_entry import OutsideHost
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh


class Known(NamedTuple):
    """A host of a ServiceEntry. order: of both in the stream."""

    order: tuple[int, int]
    name: str
    entry: Manifest


class KnownHosts:
    """Answers which user-defined ServiceEntry makes a host known."""

    def __init__(self, mesh: Mesh) -> None:
        self._named: dict[str, list[Known]] = {}
        self._wildcards: list[Known] = []
        self._own: dict[str, tuple[str, ...]] = {}
        for i, entry in enumerate(mesh.of_kind(SERVICE_ENTRY.kind)):
            for j, name in enumerate(map(str, items(entry.body, ("spec", "hosts")))):
                known = Known((i, j), name, entry)
                self._named.setdefault(name, []).append(known)
                if name.startswith(WILDCARD):
                    self._wildcards.append(known)
        for one in mesh.treated() if self._named else ():
            prefix = f"{object_name(one)}-"
            self._own[one.ref.namespace] = (*self._own.get(one.ref.namespace, ()), prefix)

    def known_by(self, host: OutsideHost, namespace: str) -> tuple[Manifest, str] | None:
        """The ServiceEntry that shows a host to a namespace, on its ports, and the host in it."""
        found = [*self._named.get(host.host, ())]
        found += [one for one in self._wildcards if host.host.endswith(one.name[1:])]
        for one in sorted(found, key=lambda one: one.order):
            if self._shows(one.entry, host, namespace):
                return one.entry, one.name
        return None

    def _shows(self, entry: Manifest, host: OutsideHost, namespace: str) -> bool:
        is_here = entry.ref.namespace == namespace
        if is_here and entry.ref.name.startswith(self._own.get(namespace, ())):
            return False
        exported = items(entry.body, ("spec", "exportTo"))
        ports = {integer(port, ("number",)) for port in mappings(entry.body, ("spec", "ports"))}
        shown = is_exported_to(exported, entry.ref.namespace, namespace)
        return shown and ports.issuperset(host.ports)
