"""The resources whose proxies an object of Istio may concern: by the pods or the host of each."""

from __future__ import annotations

from eck_mesh.eck.resource import pod_labels
from eck_mesh.eck.services import services
from eck_mesh.manifests.paths import items
from eck_mesh.mesh.selecting_objects import SelectingObjects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh

OF_HOSTS = ("ServiceEntry", "WorkloadEntry")  # all others select pods
PLACES: tuple[Path, ...] = (
    ("spec", "selector", "matchLabels"),
    ("spec", "workloadSelector", "labels"),
)


def concerned_resources(
    objects: list[Manifest], targets: list[Manifest], mesh: Mesh
) -> dict[Ref, list[Manifest]]:
    """The resources that each object may concern, without a look at every pair of them."""
    found: dict[Ref, list[Manifest]] = {}
    entries: dict[str, list[Ref]] = {}
    for one in objects:
        for host in map(str, items(one.body, ("spec", "hosts"))):
            entries.setdefault(host, []).append(one.ref)
    others = [one.ref for one in objects if one.ref.kind == "WorkloadEntry"]
    selecting = SelectingObjects([one for one in objects if one.ref.kind not in OF_HOSTS], *PLACES)
    for target in targets:
        hosts = [mesh.host(target.ref, named.name) for named in services(target)]
        near = [ref for host in hosts for ref in entries.get(host, ())]
        near += [one.ref for one in selecting.that_select(pod_labels(target))]
        for ref in dict.fromkeys([*near, *others]):
            found.setdefault(ref, []).append(target)
    return found
