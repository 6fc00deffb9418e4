"""Settings of programs that contradict what ECK configures."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MERGED_LAST = "ECK merges users' settings last, and at most warns."
MERGE = "cloud-on-k8s pkg/controller/elasticsearch/settings/merged_config.go"

MESSAGES = (
    Message(
        "port-is-moved",
        "{setting} is {value} on {target}, where ECK and the mesh expect port {port}.",
        "Remove it. Services can have another port that leads to this one.",
        why="Annotations and policies would name a port that the program does not use. "
        + MERGED_LAST,
        source=MERGE,
    ),
    Message(
        "bypass-port-unprotected",
        "{setting} is {value} on {target}, whose port {port} bypasses the sidecar: nothing would "
        "protect it.",
        "Remove it.",
        why="Nodes talk to each other by Elasticsearch's own mutual TLS, which replaces the "
        "sidecar's on this port. " + MERGED_LAST,
        source=MERGE,
    ),
    Message(
        "tls-off-in-program",
        "{setting} is false on {target}, which would accept plaintext from {client}.",
        "Remove it, so that ECK's TLS encrypts for clients outside the mesh.",
        why="A strict port accepts such a client because of ECK's TLS, and the program does not "
        "use it. " + MERGED_LAST,
        source=MERGE,
    ),
    Message(
        "program-without-tls",
        "{setting} is false: {target} itself uses plaintext, whatever ECK's own TLS setting is, "
        "and only Istio's mutual TLS encrypts",
        why=MERGED_LAST + " ECK's probes and its own clients still use TLS.",
        source=MERGE,
    ),
)
