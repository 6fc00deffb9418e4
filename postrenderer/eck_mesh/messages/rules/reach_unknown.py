"""What decides in `eck-mesh reach` apart from its tables, and why a result is unknown."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    # What is decided apart from the tables.
    Message(
        "authorization-policy-rejects",
        "{policy} rejects it",
    ),
    Message(
        "no-authorization-policy-allows",
        "{policy} allows other clients, and no policy of the stream allows this one",
    ),
    Message(
        "reach-of-udp",
        "no mesh carries UDP, which arrives as it is sent",
    ),
    # Why a result is unknown.
    Message(
        "authorization-policy-not-evaluated",
        "{policy} decides by what no manifest shows",
    ),
    Message(
        "proxy-configured-by-others",
        "{object} changes what the proxies do, which eck-mesh does not evaluate",
    ),
    Message(
        "reach-unsure",
        "{hows}, which depends on what is not in the stream",
    ),
    Message(
        "reach-unsure-namespace",
        "the labels of the namespace decide whether pods without labels of Istio get a proxy",
    ),
    Message(
        "reach-unsure-policy",
        "no PeerAuthentication of the stream is for the port, so one in the cluster, or the "
        "default, decides",
    ),
    Message(
        "reach-unsure-ranges",
        "addresses, which no manifest shows, decide whether the client's sidecar captures it",
    ),
    Message(
        "reach-unsure-labels",
        "labels or ages that no manifest shows decide which PeerAuthentication applies",
    ),
    Message(
        "reach-unsure-rule",
        "labels that no manifest shows, or the ages of Services, decide which DestinationRule "
        "applies",
    ),
    Message(
        "reach-unsure-protocol",
        "the oldest Service decides whether Istio takes the port for HTTP, and no manifest "
        "shows their ages",
    ),
    Message(
        "reach-pods-differ",
        "the pods of the resource, or of the client, differ",
    ),
    Message(
        "reach-no-pods",
        "no pod of the resource is behind the Service",
    ),
)
