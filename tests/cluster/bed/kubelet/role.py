"""What a container is to its pod, and when it runs again."""

from __future__ import annotations

from enum import Enum


class Role(Enum):
    INIT = "init container"
    SIDECAR = "native sidecar"
    MAIN = "container"

    def policy(self, of_pod: str) -> str:
        """Always, OnFailure or Never. of_pod: its restartPolicy."""
        if self is Role.SIDECAR:
            return "Always"
        return "OnFailure" if self is Role.INIT and of_pod == "Always" else of_pod
