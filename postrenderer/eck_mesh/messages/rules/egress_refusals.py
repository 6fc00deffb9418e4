"""What mesh.egress refuses: hosts that would be blocked, and what would make it untrue."""

from __future__ import annotations

from eck_mesh.messages.message import Message

BLOCKED = (
    "With REGISTRY_ONLY a proxy closes a connection to a host that it does not know. The program "
    "reports an unreachable host, and nothing names the mesh."
)

MESSAGES = (
    Message(
        "egress-needs-sidecars",
        "mesh.egress registryOnly needs sidecars: ztunnel reads no Sidecar resource, and lets "
        "every connection out.",
        "Remove mesh.egress. In ambient an egress gateway with a NetworkPolicy limits what leaves "
        "(docs/egress.md#ambient).",
        why="outboundTrafficPolicy is a setting of Envoy's listeners in a pod.",
        source="istio pilot/pkg/model/sidecar.go",
    ),
    Message(
        "egress-host-in-secret",
        "{field} leads to an address in the Secret {secret}, which eck-mesh does not see: with "
        "mesh.egress registryOnly it would be blocked.",
        "Add the host to mesh.egressHosts, such as {{host: es.example.com, ports: [9200]}}.",
        why=BLOCKED,
    ),
    Message(
        "egress-host-of-repository",
        "the {type} client {client} needs a host that no manifest shows, since {missing} is not "
        "set: with mesh.egress registryOnly it would be blocked.",
        "Set it, or add the host below {domain} to mesh.egressHosts.",
        why=BLOCKED,
    ),
    Message(
        "egress-bypassed",
        "{annotation} lets connections to {what} bypass the sidecar, so mesh.egress registryOnly "
        "would not be true.",
        "Remove it from the annotation, or set {settings:egress: any}.",
        why="What a sidecar does not capture it cannot limit.",
    ),
    Message(
        "egress-port-of-init-containers",
        "with mesh.cni and init containers that need the network, port {what} bypasses the "
        "sidecar, so mesh.egress registryOnly would not be true.",
        "Use an image that has what they download, or native sidecars without mesh.cni, or set "
        "{settings:egress: any}.",
        why="A pod has one list of ports that bypass its sidecar, for all its containers.",
    ),
    Message(
        "sidecar-allows-any",
        "selects pods of {target}, and does not say outboundTrafficPolicy REGISTRY_ONLY, which "
        "mesh.egress asks for.",
        "Set it there, or remove the Sidecar.",
        why="Only one Sidecar resource applies to a pod.",
        source="istio pilot/pkg/model/sidecar.go",
    ),
    Message(
        "sidecar-selects-some",
        "selects some pods of {target} and not all, and eck-mesh cannot create a second Sidecar "
        "for the others.",
        "Select all of them, or remove it.",
        why="Only one Sidecar resource applies to a pod; of several that select it any may.",
        source="istio pilot/pkg/model/sidecar.go",
    ),
    Message(
        "sidecar-lacks-host",
        "applies to {target}, and its egress hosts lack {host}: {because}.",
        "Add it.",
        why=BLOCKED,
    ),
    Message(
        "egress-needs-namespace",
        "its namespace is not known, which mesh.egress needs for the hosts of its Services.",
        "Use --namespace.",
        why="A Sidecar lists hosts by namespace.",
    ),
)
