"""What users may not write on pods, and which settings a data plane does not take."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "setting-not-for-plane",
        "mesh.dataPlane is {plane}, where {setting} does nothing.",
        "Remove it.",
        why="The setting is about sidecars. Whoever set it may rely on it.",
    ),
    Message(
        "token-not-mounted",
        "must be true, or the sidecar gets no identity.",
        "Remove it, or set mesh.serviceAccountToken: false.",
        why="The cluster issues no third-party tokens, so the sidecar proves its identity with the token of "
        "the pod's service account.",
    ),
)
