"""What eck-mesh looked at and left as it is, and why."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "keeps-your-value",
        "keeps your value {have!r} instead of {value!r}",
        why="The user's value wins unless the mode would become untrue.",
    ),
    Message(
        "keeps-your-lifecycle",
        "keeps your values of {keys}",
        why="How long a classic sidecar drains, and whether the others wait for it, is configured "
        "already.",
    ),
    Message(
        "keeps-your-connections",
        "keeps your value of {keys}",
        why="How long the operator's sidecar keeps a connection is configured already. A "
        "connection to the name of a pod stays at the address that the pod had when it was opened "
        "(docs/running-release.md#a-rolling-upgrade).",
    ),
    Message(
        "operator-outside",
        "mesh.operator.meshed is false: the operator stays outside the mesh, unchanged",
    ),
    Message(
        "client-on-host-network",
        "runs on the host network, where neither a sidecar nor ambient mode captures traffic: "
        "treated as excluded",
    ),
    Message(
        "client-in-closed-namespace",
        "runs in namespace {namespace}, from which the mesh never takes a pod: treated as excluded",
        why="Istio's injector skips the namespaces of Kubernetes itself before it reads a label, "
        "and so does the CNI agent of ambient mode with kube-system.",
        source="istio pkg/kube/inject/initializer.go, manifests/charts/istio-cni/values.yaml",
    ),
    Message(
        "serves-no-known-port",
        "no Service of the stream and no port of its containers shows that it serves clients by "
        "TCP: it gets no PeerAuthentication, and the mesh's own default decides what its pods "
        "accept",
        why="If it does serve clients, declare the port in ports of the container, or add the "
        "Service to the stream.",
    ),
    Message(
        "addresses-bypass",
        "keeps your list: traffic to {addresses} bypasses the sidecar; none of these addresses "
        "may belong to a pod or a Service of this release",
    ),
    Message(
        "keeps-tls-you-wrote",
        "keeps your value false: Istio carries ECK's TLS inside its mutual TLS",
    ),
    Message(
        "keeps-tls-off",
        "keeps your value: ECK's TLS is off",
    ),
    Message(
        "plaintext-to-tls-port",
        "http://{host} is {target}, whose HTTP port has ECK's TLS: this connection fails, with a "
        "mesh or without one",
        why="eck-mesh changes neither the address nor the port's TLS here.",
    ),
    Message(
        "tls-inside-mutual-tls",
        "ECK's TLS stays, inside Istio's mutual TLS",
        why="Something requires ECK's TLS on this port. Istio's mutual TLS carries it unchanged, "
        "for every client that has a sidecar.",
        source="tests/cluster/test_traffic.py",
    ),
    Message(
        "tls-auto-would-turn-it-off",
        "eck-mesh's chart did not render this; --tls auto would turn ECK's TLS off, for new "
        "installations only",
        why="On a running Elasticsearch turning ECK's TLS off under sidecars ends in an outage, "
        "and no render sees whether it runs. Without --tls, or tls in the settings file, strict "
        "changes no TLS of what eck-mesh's chart did not render.",
        source="tests/cluster/test_tls_switch.py",
    ),
    Message(
        "tls-is-eck",
        "mesh.tls is eck",
    ),
    Message(
        "tls-stays",
        "ECK's TLS stays",
    ),
    Message(
        "tls-stays-outside",
        "ECK's TLS stays: nothing else encrypts this port",
    ),
    Message(
        "could-be-strict",
        "the release is strict and this resource is not; it could be strict like its release",
        why="A deliberate exception may have lost its reason.",
    ),
    Message(
        "peer-authentications-off",
        "mesh.peerAuthentications is false: only your own policies make the mode true",
    ),
    Message(
        "keeps-your-peer-authentication",
        "keeps your {policy} in place of eck-mesh's: it does what the mode means for {target}",
        why="Istio uses one PeerAuthentication for a pod.",
    ),
    Message(
        "keeps-your-destination-rule",
        "keeps your {rule} in place of eck-mesh's: it does what the mode means for {host}",
        why="Istio uses one DestinationRule for a host. Yours may have a connection pool too.",
    ),
    Message(
        "keeps-your-tls-origination",
        "keeps your {rule} in place of eck-mesh's: the clients that it applies to must send "
        "plaintext to {host}, and their proxies add the TLS that ECK's port expects",
        why="Outside the mesh ECK's TLS stays. A gateway that sends HTTP reaches it only by a rule "
        "of mode SIMPLE or MUTUAL. Clients that use https themselves, as all of ECK's do, must not "
        "have a sidecar that this rule applies to.",
    ),
    Message(
        "traffic-policy-not-in-your-rule",
        "mesh.trafficPolicy does not reach it",
    ),
    Message(
        "traffic-policy-not-used",
        "mesh.trafficPolicy changes nothing here: eck-mesh creates no DestinationRule for this "
        "resource",
        why="In mode permissive a DestinationRule exists only for ports that bypass the sidecar.",
    ),
    Message(
        "never-inside-the-mesh",
        "mesh.destinationRules is never: clients rely on automatic mutual TLS, and one pod "
        "without a sidecar makes every client of its headless Service send plaintext",
        source="tests/cluster/test_traffic.py",
    ),
    Message(
        "never-outside-the-mesh",
        "mesh.destinationRules is never: a user-defined DestinationRule may make meshed clients "
        "send mutual TLS to pods that have no sidecar",
    ),
    Message(
        "no-label-for-admission-policy",
        "mesh.requireSidecar: no label is known that only these pods have, so no policy is "
        "created for them",
    ),
)
