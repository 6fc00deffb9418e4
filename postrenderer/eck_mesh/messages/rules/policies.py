"""PeerAuthentications, admission policies and Namespaces."""

from __future__ import annotations

from eck_mesh.messages.message import Message

OLDEST = (
    "Istio uses only the oldest of several policies for the same pods or the same host; it merges "
    "nothing."
)

MESSAGES = (
    Message(
        "admits-by-eck-tls",
        "{ports} also accepts, by ECK's own TLS: {clients}",
        why="These clients have no mesh identity. The port is PERMISSIVE for them, and never "
        "DISABLE, which clients of a headless Service ignore.",
        source="tests/cluster/test_traffic.py",
    ),
    Message(
        "admits-without-eck-tls",
        "{ports} also accepts, without ECK's TLS and encrypted only if the program there does it: "
        "{clients}",
        why="These clients have no mesh identity, and ECK serves no TLS on this port.",
    ),
    Message(
        "open-port-not-served",
        "{settings:openPorts} lists {port}, and no pod that it is for is known to serve this port.",
        "Declare it among the ports of a container in the podTemplate, or remove it.",
        why="Nothing else shows which pods a port belongs to, so that it would be opened nowhere.",
    ),
    Message(
        "second-peer-authentication",
        "also selects the pods of {target}; Istio uses only the oldest policy.",
        "Remove it, let it do the same with matchLabels {selector} and {needed}, or set "
        "mesh.peerAuthentications: false.",
        why=OLDEST,
        source="istio pilot/pkg/security/authn/policy_applier.go",
    ),
    Message(
        "policy-contradicts-mode",
        "does not do what mode {mode} means for {target}: it needs {needed}.",
        "Change it, or set mesh.peerAuthentications: true.",
        why="With mesh.peerAuthentications: false your own policies have to make the mode true.",
    ),
    Message(
        "no-policy-admits",
        "mesh.peerAuthentications is false, and no policy of yours accepts {clients}.",
        "Add one that selects its pods with {needed}.",
        why="These clients have no mesh identity, and the mode rejects everyone without one.",
    ),
    Message(
        "earlier-pass-rejects",
        "does not accept {clients} on {ports}: it is from an earlier pass over this stream.",
        "Treat both in one pass: name single resources below resources in --settings.",
        why="A resource that an earlier pass has treated stays as it is, and a STRICT port rejects "
        "clients without a mesh identity.",
    ),
    Message(
        "name-is-taken",
        "has the name of the one that {owner} needs.",
        "Rename yours.",
        why="Two objects of one kind and name cannot exist in a namespace.",
    ),
    Message(
        "admission-policy-needs-namespace",
        "the admission policy for its pods needs the namespace.",
        "Add --namespace. Helm does not pass its -n on to a post-renderer: add "
        "--post-renderer-args=--namespace=NAMESPACE.",
        why="The policy selects pods of one namespace.",
    ),
    Message(
        "rejects-pods-without-sidecar",
        "the API server rejects a pod that got no sidecar; without the policy it would run "
        "outside the mesh",
    ),
    Message(
        "rejects-turning-tls-off",
        "the chart's guard runs in install and upgrade only; this policy also covers helm "
        "rollback and kubectl",
    ),
    Message(
        "namespace-disables-injection",
        "disabled: {target} would get no sidecar there, whatever its own label says.",
        "Remove it.",
        why="A pod label cannot request injection in a namespace with istio-injection: disabled.",
        source="istio "
        "manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml",
    ),
    Message(
        "operator-namespace-allows-injection",
        "the pods of {operator} would get no sidecar, whatever their own label says; without this "
        "label the pod label decides",
        source="istio "
        "manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml",
    ),
)
