"""Ports that clients outside the mesh can connect to."""

from __future__ import annotations

from eck_mesh.messages.message import Message

WHY = "A client outside the mesh has no mesh identity, so Istio cannot authenticate it there."

MESSAGES = (
    Message(
        "opened-by-eck-tls",
        "{ports}: {clients}, over ECK's TLS",
        why=WHY,
    ),
    Message(
        "opened-without-eck-tls",
        "{ports}: {clients}, without ECK's TLS",
        why=f"{WHY} The connection is plaintext unless the program on this port encrypts it.",
    ),
    Message(
        "opened-by-mode",
        "every port: mode {mode} accepts all clients",
        why=WHY,
    ),
    Message(
        "opened-outside-the-mesh",
        "every port: it is outside the mesh (mode {mode})",
        why=WHY,
    ),
    Message(
        "opened-unless-mesh-is-strict",
        "every port, unless the default of the mesh is STRICT: mesh.peerAuthentications is false, "
        "and no policy of the stream selects all its pods",
        why="Only a PeerAuthentication closes a port.",
    ),
    Message(
        "opened-by-annotation",
        "{ports}: bypasses the sidecar, by your annotation {annotation}",
        why=WHY,
    ),
    Message(
        "bypass-with-own-tls",
        "{ports}: protected by Elasticsearch's own mutual TLS",
    ),
    Message(
        "bypass-of-webhook",
        "{ports}: the API server calls this webhook over HTTPS",
    ),
    Message(
        "nothing-is-opened",
        "no port is opened to clients outside the mesh",
    ),
)
