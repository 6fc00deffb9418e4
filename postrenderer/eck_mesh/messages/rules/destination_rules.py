"""DestinationRules, eck-mesh's and user-defined ones."""

from __future__ import annotations

from eck_mesh.messages.message import Message
from eck_mesh.messages.rules.policies import OLDEST

MESSAGES = (
    Message(
        "second-destination-rule",
        "also configures {host}, and does not do what the mode means for it; Istio uses only the "
        "oldest DestinationRule for a host.",
        "Set tls.mode {mode} in it and in each of its ports and subsets, remove it, or set "
        "mesh.destinationRules: never.",
        why=OLDEST,
        source="istio pilot/pkg/model/push_context.go",
    ),
    Message(
        "rule-contradicts-mode",
        "does not do what mode {mode} means for {host}: it needs {needed}.",
        "Change it, or set mesh.destinationRules: auto.",
        why="With mesh.destinationRules: never your own rules have to make the mode true.",
    ),
    Message(
        "rule-takes-precedence",
        "takes precedence over the DestinationRule for {host} for clients in namespace "
        "{namespace}, which need tls.mode {mode}.",
        "Change it, or name only the Services that you mean.",
        why="Istio looks for a rule in the client's own namespace first, wildcards included, and "
        "uses nothing else then, not even for pods that a workloadSelector leaves out.",
        source="istio pilot/pkg/model/push_context.go",
    ),
    Message(
        "rule-wraps-eck-tls",
        "makes the sidecar of {client} wrap what it sends to {host} in TLS ({mode}), and {client} "
        "uses ECK's TLS there already: the server would find TLS within TLS.",
        "Select only the pods that send plaintext, such as your gateway's, with workloadSelector "
        "in their namespace, or remove it.",
        why="ECK configures its resources, and itself, with https and ECK's certificates. A "
        "sidecar that originates TLS does not look at what it wraps.",
        source="istio pilot/pkg/networking/core/cluster_tls.go, checked by pilot/pkg/simulation",
    ),
    Message(
        "rule-wraps-plaintext",
        "makes {client} send TLS ({mode}) to {host}, where ECK's TLS is off.",
        "Remove it, or set {settings:tls: eck}.",
        why="Nothing behind the sidecar would end this TLS.",
        source="istio pilot/pkg/networking/core/cluster_tls.go",
    ),
    Message(
        "rule-sends-what-is-rejected",
        "makes its clients use tls.mode {mode} for {host}, which accepts only clients with a mesh "
        "identity.",
        "Set ISTIO_MUTUAL, remove it, or set {settings:unmeshedClients: true}.",
        why="A PeerAuthentication of mode STRICT rejects all but the mutual TLS of the mesh, also "
        "from a gateway that belongs to the mesh.",
        source="istio pilot/pkg/networking/core/listener_inbound.go",
    ),
    Message(
        "rule-not-exported",
        "does what the mode means for {host}, but clients in namespace {namespace} do not see it.",
        "Export it to all namespaces, or remove it.",
        why="eck-mesh keeps your rule in place of its own if it is for all clients.",
        source="istio pilot/pkg/model/push_context.go",
    ),
    Message(
        "rule-for-one-revision",
        "does what the mode means for {host}, but the label istio.io/rev hides it elsewhere.",
        "Remove the label, or the rule.",
        why="eck-mesh keeps your rule in place of its own if it is for all clients.",
        source="istio pkg/config/model.go, LabelsInRevision",
    ),
    Message(
        "two-destination-rules",
        "configures {host} as {first} does; Istio uses only the oldest DestinationRule for a host.",
        "Remove one of them.",
        why=OLDEST,
        source="istio pilot/pkg/model/push_context.go",
    ),
    Message(
        "rule-host-not-completed",
        "{rule} does nothing: its host has a dot, so that Istio takes it as complete; the full "
        "host is {host}",
        source="istio pilot/pkg/model/config.go, ResolveShortnameToFQDN",
    ),
    Message(
        "destination-rule-needs-namespace",
        "the DestinationRule for {service} needs the namespace.",
        "Add --namespace. Helm does not pass its -n on to a post-renderer: add "
        "--post-renderer-args=--namespace=NAMESPACE.",
        why="A DestinationRule is for a full host name, which holds the namespace.",
    ),
    Message(
        "node-set-lists-remote-port",
        "the nodeSet's Service lists 9443 too, and for each address and port the oldest Service "
        "decides; 9443 bypasses the sidecar",
    ),
    Message(
        "sidecar-closes-first",
        "sidecars close connections that were idle for {idle} s, because the program itself closes "
        "them after {closes} s",
        why="A sidecar keeps idle connections to a program for an hour. A request that it sends at "
        "the moment when the program closes the connection fails with 503. "
        "mesh.trafficPolicy.connectionPool.http.idleTimeout changes the time.",
        source="istio pilot/pkg/networking/core/cluster_builder.go, buildInboundCluster, "
        "tests/cluster/test_traffic_defaults.py",
    ),
    Message(
        "adds-traffic-policy",
        "with {keys} of mesh.trafficPolicy",
        why="mesh.trafficPolicy tunes the DestinationRules that eck-mesh creates; the mode sets "
        "their TLS.",
    ),
)
