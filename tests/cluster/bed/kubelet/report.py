"""What the API server is told of a pod: its status, and at the end that it is gone."""

from __future__ import annotations

import sys
import threading

from tests.cluster.bed.api import Api, ApiError, Object

STRATEGIC = "application/strategic-merge-patch+json"
GONE = 404, 409  # 409: another one has its name by now


class Report:
    """told: the last status that the API server took."""

    def __init__(self, api: Api, pod: Object) -> None:
        self.api, self.uid = api, pod["metadata"]["uid"]
        metadata = pod["metadata"]
        self.path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}"
        self.told: Object = {}
        self.lock = threading.Lock()

    def write(self, status: Object) -> None:
        """Where it has changed. If the API server does not take it, the kubelet comes again."""
        if status == self.told:
            return
        body = {"metadata": {"uid": self.uid}, "status": status}
        try:
            self.api.request("PATCH", f"{self.path}/status", body, sort=STRATEGIC)
            self.told = status
        except (ApiError, OSError) as error:
            print(self.path, error, file=sys.stderr, flush=True)

    def deleted(self) -> bool:
        """Delete the object, which goes only now. False where the API server did not answer."""
        options = {"gracePeriodSeconds": 0, "preconditions": {"uid": self.uid}}
        try:
            self.api.request("DELETE", self.path, options)
        except (ApiError, OSError) as error:
            if isinstance(error, ApiError) and error.status in GONE:
                return True
            print(self.path, error, file=sys.stderr, flush=True)
            return False
        return True
