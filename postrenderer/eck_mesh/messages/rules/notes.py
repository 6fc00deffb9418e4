"""What users should know although nothing is refused."""

from __future__ import annotations

from eck_mesh.messages.message import Message

POLICIES_ADD_UP = (
    "NetworkPolicies add up: another one, perhaps in the cluster already, may allow the port."
)

MESSAGES = (
    Message(
        "already-treated",
        "these manifests are the result of --post-renderer or of a compiled plan, or their own "
        "labels take them into the mesh: nothing is left to change.",
        "Render them without --post-renderer and without mesh.compiled to see the reasons.",
        why="The settings of a resource are on it only while it is locked; the post-renderer and a "
        "compiled plan remove them.",
    ),
    Message(
        "mode-is-disabled",
        "mesh.mode is disabled: nothing to do.",
        "Set mesh.mode in values, or --mode here.",
        why="In mode disabled the chart renders plain manifests, and eck-mesh leaves them alone.",
    ),
    Message(
        "not-locked",
        "{resource} is not locked and stays as it is; it counts as a client without a sidecar",
        why="Its chart rendered it with mode disabled, or it is not from the chart eck-mesh. "
        "--mode sets a mode for it, and resources in the file of --settings one of its own.",
    ),
    Message(
        "mode-of-earlier-pass",
        "{resource} has the labels and policies of mode {mode} already, and keeps this mode",
        why="An earlier pass over this stream gave it the mode. To change the mode, render the "
        "resource anew, without the output of that pass.",
    ),
    Message(
        "not-locked-but-injected",
        "{resource} is not locked and stays as it is; its own labels take it into the mesh",
        why="An operator in the mesh is no client outside the mesh. --mode sets a mode for it.",
    ),
    Message(
        "keeps-own-mode",
        "{resource} is locked and keeps its own mode {mode}; {flag} needs --override to change it",
        why="The settings on a locked resource are those of its release. A flag that changed them "
        "without --override could weaken them by mistake.",
    ),
    Message(
        "keeps-own-settings",
        "{resource} is locked and keeps its own settings; --settings needs --override to change "
        "them",
        why="The settings on a locked resource are those of its release. A flag that changed them "
        "without --override could weaken them by mistake.",
    ),
    Message(
        "mode-of-its-own",
        "{resource} has mode {mode} in a {release} release",
        why="--expect-mode is about releases; --expect-every refuses such a resource too.",
    ),
    Message(
        "leftovers-of-sidecars",
        "{resource} has annotations for a sidecar, which do nothing in {plane}: {annotations}.",
        "Remove them, unless pods with sidecars are to come back.",
        why="ztunnel reads none of them: ports that they exclude are in the mesh like all others.",
    ),
    Message(
        "resource-within-object",
        "{holder} holds a resource of ECK ({document}, {path}), which stays as it is: eck-mesh "
        "changes only manifests of their own, and the items of a List.",
        "Render it as a manifest of its own, or write there yourself what the mode needs.",
        why="What makes the resource out of this object, and where, no manifest shows.",
    ),
    Message(
        "resource-within-text",
        "{holder} holds text with a resource of ECK ({document}, {path}), which stays as it is.",
        "If something applies this text, render it as a manifest of its own.",
        why="eck-mesh reads manifests, and not what programs make out of text.",
    ),
    Message(
        "only-nested-resources",
        "{holder} holds a resource of ECK ({path}), and the stream has no other one that a mode "
        "could change: eck-mesh changes only manifests of their own, and the items of a List.",
        "Render it as a manifest of its own; --mode disabled leaves it as it is.",
        why="The mode would be true of nothing, and the pipeline would report success.",
    ),
    Message(
        "network-policy-blocks-istiod",
        "{policy} selects {target} and allows egress, but not to istiod's port 15012: the sidecars "
        "would never become ready.",
        "Allow it there, or with another NetworkPolicy.",
        why=f"A sidecar gets its identity and its configuration from istiod. {POLICIES_ADD_UP}",
    ),
    Message(
        "network-policy-blocks-hbone-in",
        "{policy} selects {target} and allows ingress, but not on port 15008, where everything "
        "that the mesh carries arrives.",
        "Allow it there, or with another NetworkPolicy.",
        why=f"ztunnel tunnels all traffic between meshed pods to port 15008. {POLICIES_ADD_UP}",
    ),
    Message(
        "network-policy-blocks-hbone-out",
        "{policy} selects {target} and allows egress, but not to port 15008, by which the mesh "
        "carries what the pods send.",
        "Allow it there, or with another NetworkPolicy.",
        why=f"ztunnel tunnels all traffic between meshed pods to port 15008. {POLICIES_ADD_UP}",
    ),
    Message(
        "network-policy-blocks-probes",
        "{policy} selects {target} and allows ingress, but not from 169.254.7.127 to port {port}: "
        "in ambient mode the kubelet's probes come from this address, and the pods may never "
        "become ready.",
        "Allow ipBlock 169.254.7.127/32 there, or with another NetworkPolicy.",
        why="Istio's CNI agent rewrites the address of the kubelet. Some network plugins allow it "
        f"always, others do not. {POLICIES_ADD_UP}",
        source="istio cni/pkg/iptables/iptables.go",
    ),
    Message(
        "route-through-unknown-gateway",
        "{route} leads to {service}, and no Gateway of the stream shows that its pods are in the "
        "mesh. {target} rejects clients that arrive through it without a sidecar. Set "
        "{settings:unmeshedClients: true}, mesh.ingress.meshed: true if the Gateway's pods have a "
        "sidecar, or add a Gateway of class istio to the stream.",
        why="Only a Gateway of Istio's own classes is surely in the mesh.",
    ),
    Message(
        "plugin-policy-may-block",
        "{policy} selects {target} and lists ports for {direction}, but not the mesh's {port}.",
        "Allow it there, or with another policy.",
        why="A sidecar needs istiod's port 15012, and ztunnel tunnels everything to port 15008. "
        "eck-mesh does not evaluate the policies of network plugins. " + POLICIES_ADD_UP,
    ),
    Message(
        "route-is-not-read",
        "{route} leads to {service}, and eck-mesh does not read this kind. {target} rejects "
        "clients that arrive through it without a sidecar.",
        "Set {settings:unmeshedClients: true}, or mesh.ingress.meshed: true if its controller has "
        "a sidecar.",
        why="No manifest of a route says whether its controller, or the pods of its Gateway, have "
        "a sidecar.",
    ),
)
