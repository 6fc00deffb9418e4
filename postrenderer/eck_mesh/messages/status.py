"""What `eck-mesh status` reports. Each sentence continues a line that begins with its subject."""

from __future__ import annotations

from eck_mesh.messages.message import Message

PLAN = "`helm template … | eck-mesh status -`"
WEBHOOK = "istio manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml"
HOST_NETWORK = "Istio's CNI plugin and ztunnel redirect only pods that have a network of their own."
ORDER = (
    "Istio uses only the oldest of several policies for the same pods or the same host; it merges "
    "nothing."
)

PODS = (
    Message(
        "no-pods-yet",
        "no pod of it exists yet.",
        why="Nothing is known that would keep its pods out of the mesh.",
    ),
    Message(
        "pod-older-than-exclusion",
        "is still in the mesh: it was created before {resource} left the mesh.",
        "Restart the pod.",
        why="Labels decide when a pod is created. Clients follow the policies of the plan, by "
        "which this pod has no proxy.",
    ),
    Message(
        "pod-outside-mesh",
        "requests no mesh.",
        f"Set mesh.mode: permissive first. If it is to stay outside, use {PLAN}, which knows its "
        "mode.",
        why="Strict rejects clients without a mesh identity, and no policy makes a pod without a "
        "proxy accept mutual TLS.",
    ),
    Message(
        "client-outside-mesh",
        "requests no mesh and connects to {targets}; whether strict accepts it, only the plan "
        "shows.",
        f"Use {PLAN}.",
        why="Which clients without a sidecar strict accepts follows from values.",
    ),
    Message(
        "host-network-client-outside-mesh",
        "runs on the host network, where pods get no sidecar, and connects to {targets}; whether "
        "strict accepts it, only the plan shows.",
        f"Use {PLAN}.",
        why=HOST_NETWORK,
    ),
    Message(
        "client-locked-out",
        "strict would reject its connections to {targets}.",
        "Give it a sidecar, or set mesh.unmeshedClients: true for these resources.",
        why="It has no mesh identity, and the policies of the plan accept no other.",
    ),
    Message(
        "client-of-another-release-locked-out",
        "belongs to {resource}, which is not in the plan, and strict would reject its "
        "connections to {targets}.",
        "Give it a sidecar, or set mesh.unmeshedClients: true for these resources.",
        why="The plan accepts the clients without a sidecar that are in the stream. This one is "
        "not.",
    ),
    Message(
        "pod-of-removed-node-set",
        "belongs to a nodeSet that {resource} no longer has, and is outside the mesh: strict "
        "would break its connections.",
        "Wait until Elasticsearch has moved its shards and ECK has removed the pod.",
        why="A pod of a removed nodeSet serves traffic until its shards are on other nodes.",
    ),
    Message(
        "removed-node-set-in-mesh",
        "belongs to a nodeSet that {resource} no longer has: ECK removes the pod when its shards "
        "have moved.",
    ),
    Message(
        "sidecar-captures-port",
        "its sidecar captures {direction} port {port}, which must bypass the sidecar on every "
        "node.",
        "Set mesh.mode: permissive first.",
        why="Nodes connect to each other by pod addresses, with their own mutual TLS. A sidecar "
        "on one end alone breaks these connections.",
    ),
    Message(
        "tls-mode-label",
        "its label security.istio.io/tlsMode: {value} makes clients send plaintext.",
        "Remove the label from the pod template.",
        why="istiod reads from this label whether a pod accepts mutual TLS. The injector sets it.",
    ),
    Message(
        "tls-off-cannot-roll",
        "{count} of its pods still serve HTTPS, and a rolling restart cannot turn ECK's TLS off "
        "under sidecars: the operator would lose its connection to Elasticsearch.",
        "Keep ECK's TLS with mesh.tls: eck, or accept the outage.",
        why="The operator connects to all pods with one scheme, while some serve HTTPS and some "
        "HTTP.",
        source="tests/cluster/test_tls_switch.py",
    ),
)
INJECTION = (
    Message(
        "pod-on-host-network",
        "runs on the host network, where Istio captures no traffic.",
        "Remove hostNetwork.",
        why=HOST_NETWORK,
    ),
    Message(
        "pod-older-than-mode",
        "was created before its resource requested the mesh.",
        "Restart the pod, or let the operator roll it.",
        why="The webhook adds a sidecar only when a pod is created.",
    ),
    Message(
        "sidecar-not-injected",
        "its labels request a sidecar, but none was injected.",
        "Check that istiod is running, then restart the pod.",
        why="With failurePolicy Ignore, or while the webhook is missing, the API server creates "
        "a pod without its sidecar.",
    ),
    Message(
        "pod-not-captured",
        "its labels request ambient mode, but ztunnel does not carry its traffic.",
        "Check that Istio's CNI agent runs on its node with ambient mode, then restart the pod.",
        why="The CNI agent annotates each pod whose traffic it redirects to ztunnel.",
    ),
    Message(
        "namespace-never-injected",
        "Istio injects no sidecar in namespace {namespace}.",
        "Use another namespace.",
        why="The injector ignores the namespaces of Kubernetes itself.",
        source="istio pkg/kube/inject/initializer.go",
    ),
    Message(
        "injection-disabled",
        "namespace {namespace} has istio-injection: disabled, where no pod gets a sidecar.",
        "Remove the label from the namespace, then restart the pod.",
        why="A pod label cannot request injection in such a namespace.",
        source=WEBHOOK,
    ),
    Message(
        "no-injector",
        "no MutatingWebhookConfiguration has the label app=sidecar-injector, so nothing injects "
        "sidecars.",
        "Install Istio.",
        why="istiod's chart creates that webhook, which adds the sidecars.",
        source=WEBHOOK,
    ),
    Message(
        "namespace-needs-default-revision",
        "namespace {namespace} has istio-injection: enabled, which only the default revision of "
        "istiod serves; istiod has these revisions: {known}.",
        "Remove the label from the namespace, and set mesh.revision.",
        why="A revision injects in namespaces that name it, and into pods that name it.",
        source=WEBHOOK,
    ),
    Message(
        "namespace-names-unknown-revision",
        "namespace {namespace} has istio.io/rev: {revision}, but istiod has these revisions: "
        "{known}.",
        "Change the label of the namespace.",
        why="The label of a Namespace decides, whatever the pod's own label says.",
        source=WEBHOOK,
    ),
    Message(
        "pod-names-unknown-revision",
        "no istiod injects revision {revision}; istiod has these revisions: {known}.",
        "Change mesh.revision.",
        why="A pod that names a revision is injected by that revision only.",
        source=WEBHOOK,
    ),
    Message(
        "no-default-revision",
        "istiod injects by revision only; istiod has these revisions: {known}.",
        "Set mesh.revision.",
        why="Without a revision in its labels a pod is injected by the default revision only.",
        source=WEBHOOK,
    ),
)
OPERATOR = (
    Message(
        "operator-in-stream",
        "no pod of the operator exists yet: this stream installs it.",
    ),
    Message(
        "operator-not-found",
        "no pod of the operator was found in namespace {namespace}, nor by Elastic's labels in "
        "another one.",
        "Name its namespace with --operator-namespace.",
        why="The operator is recognized by the argument --config=/conf/eck.yaml of its container.",
    ),
    Message(
        "operator-not-found-and-locked-out",
        "no pod of the operator was found in namespace {namespace}, nor by Elastic's labels in "
        "another one; without a sidecar strict would reject its connections to {targets}.",
        "Name its namespace with --operator-namespace.",
        why="The operator connects to these resources, and a resource that it cannot reach is "
        "not managed.",
    ),
    Message(
        "second-operator",
        "was not checked, since namespace {namespace} has an operator too.",
        "Check whether this operator manages other namespaces.",
        why="ECK has no field that says which operator manages a resource.",
    ),
    Message(
        "operator-locked-out",
        "strict would reject its connections to {targets}.",
        "Give it a sidecar, or set mesh.operator.meshed: false.",
        why="It has no mesh identity. The operator connects to these resources, and a resource "
        "that it cannot reach is not managed.",
    ),
    Message(
        "operator-outside-mesh",
        "strict would reject its connections to {targets}.",
        f"Give it a sidecar, or set mesh.operator.meshed: false and use {PLAN}.",
        why="It has no mesh identity. Whether the operator is to stay outside the mesh follows "
        "from values.",
    ),
    Message(
        "operator-not-injected",
        "strict would reject its connections to {targets}, and it gets no sidecar: {cause}",
        why="Its labels request a sidecar, which it would need for a mesh identity.",
    ),
)
POLICIES = (
    Message(
        "older-peer-authentication",
        "selects pods of {resource} too; Istio uses only the oldest policy, so that eck-mesh's "
        "would have no effect.",
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
        "older-destination-rule",
        "configures {host} too; Istio uses only the oldest DestinationRule for a host, so that "
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
)
SCOPE = (
    Message(
        "no-resource-to-check",
        "no ECK resource exists there, so that nothing can be checked.",
        "Check --namespace and --context.",
        why="A wrong namespace or cluster would look like one that is ready.",
    ),
    Message(
        "stream-not-strict",
        "requests mode strict for no resource.",
        "Render it as you will install it: --set mesh.mode=strict,mesh.tls=eck.",
        why="The question is whether the cluster is ready for strict.",
    ),
    Message(
        "kind-not-checked",
        "was not checked: this version of eck-mesh does not know its kind.",
        "Check whether it connects to one of these resources.",
        why="A version of ECK that is newer than this version of eck-mesh may have new kinds.",
    ),
    Message(
        "clients-not-checked",
        "were not checked: applications, CronJobs, Ingresses, Gateways and remote clusters. "
        "Strict rejects those without a sidecar that the plan does not accept.",
        why="eck-mesh knows the clients that are ECK resources, and those that the stream shows.",
    ),
    Message(
        "stream-without-resources",
        "has no ECK resource.",
        "Render the release with its mode, and check that the right file is read.",
        why="An empty stream would look like one that is ready.",
    ),
    Message(
        "stream-without-namespace",
        "does not name the namespace of its resources.",
        "Add --namespace.",
        why="`helm template` leaves the namespace out, and the cluster is compared by namespace.",
    ),
)
MESSAGES = (*PODS, *INJECTION, *OPERATOR, *POLICIES, *SCOPE)
