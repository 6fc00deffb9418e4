"""Ports that clients outside the mesh can connect to."""

from __future__ import annotations

from eck_mesh.messages.message import Message

WHY = "A client outside the mesh has no mesh identity, so Istio cannot authenticate it there."
CLOSE = (
    f"{WHY} To close the port, give these clients a sidecar, or route them through a gateway in "
    "the mesh."
)

MESSAGES = (
    Message(
        "port-is-open",
        "--expect-closed: clients outside the mesh can connect to {opened}.",
        "Close it, or install without --expect-closed.",
        why="A pipeline with --expect-closed installs only what clients outside the mesh cannot "
        "connect to. Ports that bypass every sidecar by their nature, such as 9300, do not count.",
    ),
    Message(
        "opened-by-eck-tls",
        "{ports}: {clients}, over ECK's TLS",
        why=CLOSE,
    ),
    Message(
        "opened-without-eck-tls",
        "{ports}: {clients}, without ECK's TLS",
        why=f"{CLOSE} The connection is plaintext unless the program on this port encrypts it.",
    ),
    Message(
        "opened-by-earlier-pass",
        "{ports}: {policy}, which an earlier pass made, accepts all clients there",
        why=f"{WHY} Only that pass knew the clients. To close the port, treat the whole stream in "
        "one pass.",
    ),
    Message(
        "opened-by-mode",
        "every port: mode {mode} accepts all clients",
        why=f"{WHY} Mode strict closes it.",
    ),
    Message(
        "opened-outside-the-mesh",
        "every port: it is outside the mesh (mode {mode})",
        why=f"{WHY} Mode strict closes it.",
    ),
    Message(
        "opened-unless-mesh-is-strict",
        "every port, unless the default of the mesh is STRICT: mesh.peerAuthentications is false, "
        "and no policy of the stream selects all its pods",
        why="Only a PeerAuthentication closes a port: yours, or eck-mesh's with "
        "mesh.peerAuthentications: true.",
    ),
    Message(
        "opened-by-annotation",
        "{ports}: bypasses the sidecar, by your annotation {annotation}",
        why=f"{WHY} To close the port, remove it from the list.",
    ),
    Message(
        "opened-by-udp",
        "{ports}: the mesh carries TCP only",
        why=f"{WHY} UDP arrives as it was sent, in plaintext: syslog, NetFlow, StatsD. To close "
        "the port, use TCP, or a NetworkPolicy.",
        source="istio tools/istio-iptables/pkg/capture/run.go",
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
        "bypass-of-the-node",
        "every port: processes on the host network of the pod's own node, which ztunnel does not "
        "see",
        why="Such a process and the kubelet look the same to ztunnel, which lets the kubelet's "
        "probes pass.",
    ),
    Message(
        "clients-in-the-mesh",
        "clients in the mesh: {outcomes}",
        why="By Services. `eck-mesh reach` shows all clients, also by the addresses of pods, and "
        "the rules that decide.",
    ),
    Message(
        "nothing-is-opened",
        "no port is opened to clients outside the mesh",
    ),
)
