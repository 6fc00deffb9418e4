"""Istio's kinds by which users decide what a proxy knows, and what it does with a connection."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "sidecar-hides-target",
        "hides {host} from {client}, whose proxy then sends plaintext, which {target} rejects.",
        "Add {namespace}/* to its egress hosts.",
        why="A proxy knows only the Services that its Sidecar resource lists in `egress`, and "
        "passes other traffic through unchanged.",
        source="istio pilot/pkg/model/sidecar.go",
    ),
    Message(
        "sidecar-blocks-target",
        "hides {host} from {client}, and with REGISTRY_ONLY its proxy connects to nothing that is "
        "hidden: it does not reach {target}.",
        "Add {namespace}/* to its egress hosts.",
        why="With outboundTrafficPolicy REGISTRY_ONLY a proxy connects only to the Services that "
        "its Sidecar resource lists in `egress`.",
        source="istio pilot/pkg/model/sidecar.go",
    ),
)
