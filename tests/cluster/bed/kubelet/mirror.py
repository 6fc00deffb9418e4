"""The objects of one list of the API server, kept as they are now by a watch."""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections.abc import Callable
from urllib.parse import urlencode

from tests.cluster.bed.api import Api, ApiError, Object

Key = tuple[str, str]  # namespace and name
TURN = 50  # seconds that a watch lasts; then the list is read again


class Mirror:
    """path: of the list, with its query; changed: called after each change, from a thread of the mirror."""

    def __init__(self, api: Api, path: str, changed: Callable[[], None]) -> None:
        self.api, self.path, self.changed = api, path, changed
        self.objects: dict[Key, Object] = {}

    def start(self) -> None:
        """Return with the list read."""
        version = self._read()
        threading.Thread(target=self._follow, args=(version,), daemon=True).start()

    def all(self) -> list[Object]:
        return list(self.objects.values())

    def get(self, namespace: str, name: str) -> Object | None:
        return self.objects.get((namespace, name))

    def _read(self) -> str:
        answer = self.api.request("GET", self.path)
        self.objects = {key(item): item for item in answer["items"]}
        self.changed()
        version: str = answer["metadata"]["resourceVersion"]
        return version

    def _follow(self, version: str) -> None:
        while True:
            version = self._turn(version) or version

    def _turn(self, version: str) -> str:
        """One watch, and the list after it; "" where the API server did not answer."""
        try:
            self._watch(version)
            return self._read()
        except (OSError, http.client.HTTPException, ApiError, ValueError) as error:
            print("mirror:", self.path, error, file=sys.stderr, flush=True)
            time.sleep(0.5)
            return ""

    def _watch(self, version: str) -> None:
        """Until the watch ends, or an event says that it cannot go on."""
        query = urlencode({"watch": 1, "resourceVersion": version, "timeoutSeconds": TURN})
        connection = self.api.connection()
        try:
            connection.request("GET", f"{self.path}{'&' if '?' in self.path else '?'}{query}")
            response = connection.getresponse()
            while line := response.readline():
                event = json.loads(line)
                if event["type"] == "ERROR":
                    return
                self._take(event["type"], event["object"])
        finally:
            connection.close()

    def _take(self, what: str, item: Object) -> None:
        if what == "DELETED":
            self.objects.pop(key(item), None)
        else:
            self.objects[key(item)] = item
        self.changed()


def key(item: Object) -> Key:
    return item["metadata"].get("namespace", ""), item["metadata"]["name"]
