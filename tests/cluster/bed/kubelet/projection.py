"""What files a volume holds: of Secrets, ConfigMaps, the downward API, a projection of several, and tokens."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.cluster.bed.api import Object
from tests.cluster.bed.kubelet.folder import File, Files
from tests.cluster.bed.kubelet.sources import Cluster, Missing, Token, field, resource

MODE = 0o644
HOUR = 3600
OLD = 0.8  # of its life: then a token is renewed


class Reader:
    """For one pod. pod: as it is now; fresh: whether Secrets and ConfigMaps are asked for anew."""

    def __init__(self, cluster: Cluster, pod: Object, address: str) -> None:
        self.cluster, self.pod, self.address, self.fresh = cluster, pod, address, True
        self.tokens: dict[str, tuple[Token, float]] = {}

    def files(self, volume: Object) -> Files | None:
        """Of this volume; None where its kind holds no files of the cluster's. Missing where something is not there yet."""
        for kind, read in KINDS.items():
            if kind in volume:
                return read(self, volume[kind], volume[kind].get("defaultMode") or MODE)
        return None

    def secret(self, source: Object, mode: int) -> Files:
        return self._keys(
            "secrets", source.get("secretName") or source.get("name", ""), source, mode
        )

    def config_map(self, source: Object, mode: int) -> Files:
        return self._keys("configmaps", source["name"], source, mode)

    def downward(self, source: Object, mode: int) -> Files:
        files = {}
        for item in source.get("items") or []:
            if "fieldRef" in item:
                text = field(self.pod, self.address, item["fieldRef"]["fieldPath"])
            else:
                text = resource(self.pod, "", item["resourceFieldRef"])
            files[item["path"]] = File(text.encode(), item.get("mode") or mode)
        return files

    def projected(self, source: Object, mode: int) -> Files:
        files: Files = {}
        for part in source.get("sources") or []:
            ((kind, of),) = part.items()
            if kind not in PARTS:
                raise ValueError(f"a projected {kind} is not known to this kubelet")
            files |= PARTS[kind](self, of, mode)
        return files

    def token(self, source: Object, mode: int) -> Files:
        audience = source.get("audience") or ""
        token, begin = self.tokens.get(audience, (None, 0.0))
        if token is None or time.monotonic() > begin + OLD * token.seconds:
            seconds = source.get("expirationSeconds") or HOUR
            token, begin = self.cluster.token(self.pod, audience, seconds), time.monotonic()
            self.tokens[audience] = token, begin
        return {source["path"]: File(token.value.encode(), mode)}

    def _keys(self, plural: str, name: str, source: Object, mode: int) -> Files:
        namespace = self.pod["metadata"]["namespace"]
        try:
            data = self.cluster.data(plural, namespace, name, fresh=self.fresh)
            if source.get("items") is None:
                return {key: File(value, mode) for key, value in data.items()}
            return chosen(data, source, mode)
        except Missing:
            if source.get("optional"):
                return {}
            raise


def chosen(data: dict[str, bytes], source: Object, mode: int) -> Files:
    """The keys that `items` names."""
    files = {}
    for item in source["items"]:
        if item["key"] in data:
            files[item["path"]] = File(data[item["key"]], item.get("mode") or mode)
        elif not source.get("optional"):
            raise Missing(f"there is no key {item['key']}")
    return files


Read = Callable[[Reader, Object, int], Files]
KINDS: dict[str, Read] = {
    "secret": Reader.secret,
    "configMap": Reader.config_map,
    "downwardAPI": Reader.downward,
    "projected": Reader.projected,
}
PARTS: dict[str, Read] = {
    **{kind: read for kind, read in KINDS.items() if kind != "projected"},
    "serviceAccountToken": Reader.token,
}
