"""The PeerAuthentications of a stream by what they select, so that a stream may have many."""

from __future__ import annotations

from eck_mesh.istio.peer_authentication import pod_selector_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.reach.pods import PodSet


class PolicyIndex:
    """By namespace, and by one label of the selector: its key, then its value."""

    def __init__(self, policies: Iterable[Manifest]) -> None:
        self._whole: list[Manifest] = []
        self._selecting: dict[str, dict[str, dict[str, list[Manifest]]]] = {}
        for policy in policies:
            selector = pod_selector_of(policy)
            if not selector:
                self._whole.append(policy)
                continue
            key, value = min(selector.items())
            by_key = self._selecting.setdefault(policy.ref.namespace, {})
            by_key.setdefault(key, {}).setdefault(value, []).append(policy)

    def candidates(self, worlds: Iterable[Iterable[PodSet]]) -> list[Manifest]:
        """The policies of whole namespaces, and those that may select one of these pods."""
        found = {id(policy): policy for policy in self._whole}
        for world in worlds:
            for pods in world:
                found |= {id(policy): policy for policy in self._that_may_select(pods)}
        return list(found.values())

    def _that_may_select(self, pods: PodSet) -> Iterator[Manifest]:
        for key, by_value in self._selecting.get(pods.namespace, {}).items():
            if key in pods.labels:
                yield from by_value.get(pods.labels[key], ())
            elif key.startswith(tuple(pods.unknown)):
                for policies in by_value.values():
                    yield from policies
