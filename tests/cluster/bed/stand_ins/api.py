"""What the stand-ins ask of the API server: Services, pods, Secrets; answers are good for half a second."""

from __future__ import annotations

import json
import ssl
import time
import urllib.request
from typing import Any


class Api:
    def __init__(self, kubeconfig: str) -> None:
        with open(kubeconfig, encoding="utf-8") as file:
            config = json.load(file)
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        self.server: str = cluster["server"]
        self.context = ssl.create_default_context(cafile=cluster["certificate-authority"])
        self.context.load_cert_chain(user["client-certificate"], user["client-key"])
        self.answers: dict[str, tuple[float, Any]] = {}

    def get(self, path: str) -> Any:
        at, answer = self.answers.get(path, (0.0, None))
        if time.monotonic() - at > 0.5:
            with urllib.request.urlopen(
                self.server + path, context=self.context, timeout=5
            ) as response:
                answer = json.load(response)
            self.answers[path] = (time.monotonic(), answer)
        return answer

    def services(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/api/v1/services")["items"]
        return found

    def service(self, namespace: str, name: str) -> dict[str, Any] | None:
        named = (
            s
            for s in self.services()
            if (s["metadata"]["namespace"], s["metadata"]["name"]) == (namespace, name)
        )
        return next(named, None)

    def endpoints(self, namespace: str, service: str) -> list[dict[str, Any]]:
        """Of a Service, those that are ready, or that it publishes as if they were."""
        path = f"/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices"
        owner = f"labelSelector=kubernetes.io/service-name%3D{service}"
        slices = self.get(f"{path}?{owner}")["items"]
        every = [endpoint for one in slices for endpoint in one.get("endpoints") or []]
        return [e for e in every if e["conditions"].get("ready") is not False]

    def pods(self, namespace: str = "", **labels: str) -> list[dict[str, Any]]:
        """Pods with an address, of a namespace and with labels (/ and . stand in them as they are)."""
        return [
            pod
            for pod in self.get("/api/v1/pods")["items"]
            if pod["status"].get("podIP")
            and pod["metadata"]["namespace"] == (namespace or pod["metadata"]["namespace"])
            and labels.items() <= pod["metadata"].get("labels", {}).items()
        ]

    def secret(self, namespace: str, name: str) -> dict[str, str]:
        data: dict[str, str] = self.get(f"/api/v1/namespaces/{namespace}/secrets/{name}")["data"]
        return data
