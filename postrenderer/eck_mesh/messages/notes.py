"""What users should know although nothing is refused."""

from __future__ import annotations

from eck_mesh.messages.message import Message

POLICIES_ADD_UP = (
    "NetworkPolicies add up: another one, perhaps in the cluster already, may allow the port."
)

MESSAGES = (
    Message(
        "network-policy-blocks-istiod",
        "{policy} selects {target} and allows egress, but not to istiod's port 15012: the sidecars would "
        "never become ready.",
        "Allow it there, or with another NetworkPolicy.",
        why=f"A sidecar gets its identity and its configuration from istiod. {POLICIES_ADD_UP}",
    ),
    Message(
        "network-policy-blocks-hbone-in",
        "{policy} selects {target} and allows ingress, but not on port 15008, where everything that the "
        "mesh carries arrives.",
        "Allow it there, or with another NetworkPolicy.",
        why=f"ztunnel tunnels all traffic between meshed pods to port 15008. {POLICIES_ADD_UP}",
    ),
    Message(
        "network-policy-blocks-hbone-out",
        "{policy} selects {target} and allows egress, but not to port 15008, by which the mesh carries what "
        "the pods send.",
        "Allow it there, or with another NetworkPolicy.",
        why=f"ztunnel tunnels all traffic between meshed pods to port 15008. {POLICIES_ADD_UP}",
    ),
    Message(
        "route-is-not-read",
        "{route} leads to {service}, and eck-mesh does not read this kind: {target} rejects what arrives "
        "through it without a sidecar.",
        "Set unmeshedClients: true there, or mesh.ingress.meshed: true if its controller has a sidecar.",
        why="No manifest of a route says whether its controller, or the pods of its Gateway, have a sidecar.",
    ),
)
