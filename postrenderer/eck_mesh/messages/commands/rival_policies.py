"""Policies that Istio uses instead of eck-mesh's, as `eck-mesh status` finds them."""

from __future__ import annotations

from eck_mesh.messages.message import Message

ORDER = (
    "Istio uses only the oldest of several policies for the same pods or the same host; it merges "
    "nothing."
)

MESSAGES = (
    Message(
        "rival-sidecar",
        "selects pods of {resource} too, whose connections mesh.egress limits: Istio applies only "
        "one of the two Sidecars.",
        "Remove it, or put it into the release, where eck-mesh compares it with what is needed.",
        why="Which of two Sidecars that select a pod applies is not defined.",
        source="istio pilot/pkg/model/push_context.go, getSidecarScope",
    ),
    Message(
        "older-peer-authentication",
        "selects pods of {resource} too; Istio uses only the oldest policy, and eck-mesh's would "
        "have no effect.",
        "Remove it.",
        why=ORDER,
        source="istio pilot/pkg/security/authn/policy_applier.go",
    ),
    Message(
        "younger-peer-authentication",
        "selects pods of {resource} too, and has no effect: eck-mesh's policy is older.",
        why=ORDER,
        source="istio pilot/pkg/security/authn/policy_applier.go",
    ),
    Message(
        "other-policy-allows",
        "also guards the pods of {resource}, and allows more than mesh.authorization.",
        "Remove it, or move its clients to mesh.allow, where eck-mesh shows them.",
        why="Policies of action ALLOW add up: a client needs only one of them.",
        source="istio pilot/pkg/security/authz/builder/builder.go",
    ),
    Message(
        "other-policy-may-reject",
        "also guards the pods of {resource}, with action {action}.",
        "Make sure that it rejects none of its clients.",
        why="A policy of another action than ALLOW counts before all that allow a client. It is in "
        "the cluster only, so that the plan has not judged it.",
        source="istio pilot/pkg/security/authz/builder/builder.go",
    ),
    Message(
        "no-strict-policy",
        "{ports} of its pods would be {mode}: mesh.peerAuthentications is false, and no policy "
        "of yours or of the mesh is STRICT there.",
        "Add one, or set mesh.peerAuthentications: true.",
        why="With mesh.peerAuthentications: false your own policies have to make the mode true.",
    ),
    Message(
        "policy-not-strict",
        "leaves {ports} of {resource} in mode {mode}, and mesh.peerAuthentications is false.",
        "Make it STRICT, or set mesh.peerAuthentications: true.",
        why="With mesh.peerAuthentications: false your own policies have to make the mode true.",
    ),
    Message(
        "rule-wraps-operator",
        "makes the sidecar of operator {operator} wrap what it sends to {host} in TLS ({mode}); "
        "the pods are in ambient mode, where nothing ends that: Elasticsearch finds TLS within "
        "TLS.",
        "Remove the rule for this host, or take the operator into ambient mode.",
        why="By a cluster IP ambient's tunnel takes the place of ISTIO_MUTUAL; by the name of a "
        "pod, which the operator uses, it does not.",
        source="istio pilot/pkg/networking/core/cluster_tls.go",
    ),
    Message(
        "older-destination-rule",
        "configures {host} too; Istio uses only the oldest DestinationRule for a host, and "
        "eck-mesh's would have no effect.",
        "Remove it.",
        why=ORDER,
        source="istio pilot/pkg/model/push_context.go",
    ),
    Message(
        "younger-destination-rule",
        "configures {host} too, and has no effect: eck-mesh's DestinationRule is older.",
        why=ORDER,
        source="istio pilot/pkg/model/push_context.go",
    ),
    Message(
        "destination-rule-contradicts-strict",
        "makes clients of {host} use TLS mode {mode}; they need {needed}, and "
        "mesh.destinationRules is never.",
        "Change it, or set mesh.destinationRules: auto.",
        why="With mesh.destinationRules: never your own rules have to make the mode true.",
    ),
    Message(
        "client-namespace-rule",
        "takes precedence for {client} in namespace {namespace} and sets TLS mode {mode} for "
        "{host}, which needs {needed}.",
        "Change it, or name only the Services that you mean.",
        why="Istio looks for a rule in the client's own namespace first, wildcards included, and "
        "uses nothing else then.",
        source="istio pilot/pkg/model/push_context.go",
    ),
    Message(
        "namespace-rule-without-client",
        "would take precedence for clients of {host} in namespace {namespace}; none is known "
        "there.",
        why="Istio looks for a rule in the client's own namespace first, wildcards included, and "
        "uses nothing else then.",
        source="istio pilot/pkg/model/push_context.go",
    ),
    Message(
        "sidecar-hides-service",
        "hides the Services of namespace {hidden} from {client}, which then ignores their "
        "DestinationRules and sends plaintext.",
        "Add {hidden}/* to its egress hosts.",
        why="A proxy knows only the Services that its Sidecar resource lists in `egress`, and "
        "passes other traffic through unchanged.",
        source="istio pilot/pkg/model/sidecar.go",
    ),
    Message(
        "virtual-service-leads-elsewhere",
        "leads clients in the mesh that connect to {host} elsewhere, or some of them, and eck-mesh "
        "does not follow it.",
        "Make sure that they still reach what they need.",
        why="A sidecar follows the routes of the VirtualService for a host. Where they lead is not "
        "in the plan.",
        source="istio pilot/pkg/networking/core/route/route.go",
    ),
    Message(
        "older-virtual-service",
        "is for {host} too: sidecars follow only the oldest VirtualService for a host, and "
        "mesh.retries would have no effect there.",
        "Remove it, or put the retries into it.",
        why=ORDER,
        source="istio pilot/pkg/model/push_context.go, initVirtualServices",
    ),
    Message(
        "older-service-entry",
        "makes {host} known too, without {ports}; Istio uses only the oldest ServiceEntry for a "
        "host in a namespace, and mesh.egress would cut this host off.",
        "Remove it, or add the ports.",
        why=ORDER,
        source="istio pilot/pkg/model/push_context.go, initServiceRegistry",
    ),
)
